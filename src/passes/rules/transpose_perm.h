// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "ir/graph.h"

namespace sinter {

/// The permutation of a Transpose node, written out: dim i of the result is dim perm[i] of the operand.
std::vector<int64_t> perm_of(const Graph& graph, const Node& transpose);
bool is_identity(const std::vector<int64_t>& perm);

}  // namespace sinter
