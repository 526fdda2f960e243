// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "passes/pass.h"

namespace sinter {

/// Chains of Reshapes and Transposes become the shortest chain that does the same: one Transpose at most, and as few
/// Reshapes around it as possible. Dims may be symbolic; they are compared by algebra.
bool merge_movement(Graph& graph, PassContext& context);

}  // namespace sinter
