// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "passes/pass.h"

namespace sinter {

/// An If whose condition is a constant becomes the branch that it takes.
bool inline_if(Graph& graph, PassContext& context);

}  // namespace sinter
