// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Indices that come as data: a negative one counts from the end, and one outside is an error, never a stray access.
#pragma once
#include <cstdint>
#include <string_view>

namespace sinter {

/// index in [0, size), or Error(kInvalidArgument) that names the op.
int64_t checked_index(int64_t index, int64_t size, std::string_view op);

}  // namespace sinter
