// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "passes/pass.h"

namespace sinter {

/// Removes nodes whose outputs nobody uses, unless they (or nodes in their regions) have side effects.
bool dead_code(Graph& graph, PassContext& context);

}  // namespace sinter
