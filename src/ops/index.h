// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Indices that come as data: a negative one counts from the end, and one outside is an error, never a stray access.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace sinter {

class RefContext;

/// index in [0, size), or Error(kInvalidArgument) that names the op.
int64_t checked_index(int64_t index, int64_t size, std::string_view op);

/// For every element of the indices of `ctx` (operand `indices`) in row-major order: the place in operand `x`, of the
/// same rank, that has the element's own index along all axes but `axis`, where it is the checked index.
std::vector<int64_t> indexed_places(const RefContext& ctx, int x, int indices, int64_t axis, std::string_view op);

}  // namespace sinter
