// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace sinter::cpu {

/// Bytes of a block program's slots together: fits the first cache of every processor we run on, and every stack.
inline constexpr int64_t kBlockArea = 32 << 10;
inline constexpr int64_t kMaxBlock = 1024;  // elements

}  // namespace sinter::cpu
