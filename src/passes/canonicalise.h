// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "passes/pass.h"

namespace sinter {

/// Brings nodes into one form (constants to the right, transposes and reshapes merged) and removes nodes that change
/// nothing. Every rule is exact for all values, NaN, infinities and -0 included. The rules are in passes/rules/.
bool canonicalise(Graph& graph, PassContext& context);

}  // namespace sinter
