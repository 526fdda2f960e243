// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "base/thread_pool.h"

namespace sinter::cpu {

inline constexpr int kMaxCopyRank = 16;

/// A box of elements and the strides (in elements) it has on both sides. Source strides may be 0 or negative.
struct CopyShape {
  int rank = 0;
  int64_t dims[kMaxCopyRank], from[kMaxCopyRank], to[kMaxCopyRank];

  void add(int64_t dim, int64_t from_stride, int64_t to_stride) {
    dims[rank] = dim, from[rank] = from_stride, to[rank] = to_stride;
    ++rank;
  }
};

/// Copies the box. `bytes` of an element: 1, 2, 4, 8 or 16. The last dim should be the one that is dense in `to`.
void strided_copy(void* to, const void* from, int64_t bytes, CopyShape shape, ThreadPool& pool) noexcept;

/// A plain copy by all threads.
void parallel_copy(void* to, const void* from, int64_t bytes, ThreadPool& pool) noexcept;

}  // namespace sinter::cpu
