// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Dims are merged where both sides allow it. Then either runs along the last dim are copied, or, where the source is
// dense along another dim (a transpose), square tiles of the two dims, so that lines of both sides are used whole.
#include "backends/cpu/kernels/strided_copy.h"

#include <algorithm>
#include <cstring>

namespace sinter::cpu {
namespace {

constexpr int64_t kCopyTile = 32;
constexpr int64_t kCopyGrainBytes = 64 << 10;

struct Element128 {
  uint64_t low, high;
};

CopyShape merge_dims(const CopyShape& s) {
  CopyShape m;
  for (int d = 0; d < s.rank; ++d) {
    if (s.dims[d] == 1) continue;
    const int k = m.rank - 1;
    if (k >= 0 && m.from[k] == s.from[d] * s.dims[d] && m.to[k] == s.to[d] * s.dims[d]) {
      m.dims[k] *= s.dims[d], m.from[k] = s.from[d], m.to[k] = s.to[d];
    } else {
      m.add(s.dims[d], s.from[d], s.to[d]);
    }
  }
  if (m.rank == 0) m.add(1, 1, 1);
  return m;
}

template <class T>
void copy_run(T* to, int64_t to_stride, const T* from, int64_t from_stride, int64_t n) {
  if (to_stride == 1 && from_stride == 1) {
    std::memcpy(to, from, size_t(n) * sizeof(T));
  } else if (to_stride == 1 && from_stride == 0) {
    std::fill(to, to + n, *from);
  } else {
    for (int64_t i = 0; i < n; ++i) to[i * to_stride] = from[i * from_stride];
  }
}

/// Offsets of a flat index into all dims but those left out.
struct OuterDims {
  const CopyShape& s;
  int skip_a, skip_b;

  int64_t count() const {
    int64_t n = 1;
    for (int d = 0; d < s.rank; ++d)
      if (d != skip_a && d != skip_b) n *= s.dims[d];
    return n;
  }
  void offsets(int64_t flat, int64_t& from, int64_t& to) const {
    from = to = 0;
    for (int d = s.rank - 1; d >= 0; --d) {
      if (d == skip_a || d == skip_b) continue;
      const int64_t i = flat % s.dims[d];
      flat /= s.dims[d];
      from += i * s.from[d];
      to += i * s.to[d];
    }
  }
};

template <class T>
void copy_rows(T* to, const T* from, const CopyShape& s, ThreadPool& pool) {
  const int last = s.rank - 1;
  const int64_t n = s.dims[last];
  const OuterDims outer{s, last, -1};
  const int64_t rows = outer.count();
  if (rows == 1 && n > kCopyGrainBytes) {  // one long run
    pool.parallel_for(n, kCopyGrainBytes / int64_t(sizeof(T)), [&](int64_t begin, int64_t end) {
      copy_run(to + begin * s.to[last], s.to[last], from + begin * s.from[last], s.from[last], end - begin);
    });
    return;
  }
  const int64_t grain = std::max<int64_t>(1, kCopyGrainBytes / (n * int64_t(sizeof(T))));
  pool.parallel_for(rows, grain, [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      int64_t f, t;
      outer.offsets(r, f, t);
      copy_run(to + t, s.to[last], from + f, s.from[last], n);
    }
  });
}

/// `dense`: the dim along which the source is dense.
template <class T>
void copy_tiles(T* to, const T* from, const CopyShape& s, int dense, ThreadPool& pool) {
  const int last = s.rank - 1;
  const OuterDims outer{s, last, dense};
  const int64_t tiles = (s.dims[dense] + kCopyTile - 1) / kCopyTile, jobs = outer.count() * tiles;
  const int64_t grain = std::max<int64_t>(1, kCopyGrainBytes / (kCopyTile * s.dims[last] * int64_t(sizeof(T))));
  pool.parallel_for(jobs, grain, [&](int64_t begin, int64_t end) {
    for (int64_t job = begin; job < end; ++job) {
      int64_t f, t;
      outer.offsets(job / tiles, f, t);
      const int64_t i0 = job % tiles * kCopyTile, i1 = std::min(s.dims[dense], i0 + kCopyTile);
      for (int64_t j0 = 0; j0 < s.dims[last]; j0 += kCopyTile) {
        const int64_t j1 = std::min(s.dims[last], j0 + kCopyTile);
        for (int64_t i = i0; i < i1; ++i) {
          T* row = to + t + i * s.to[dense];
          const T* column = from + f + i * s.from[dense];
          for (int64_t j = j0; j < j1; ++j) row[j * s.to[last]] = column[j * s.from[last]];
        }
      }
    }
  });
}

template <class T>
void copy_typed(void* to, const void* from, const CopyShape& s, ThreadPool& pool) {
  auto* t = static_cast<T*>(to);
  const auto* f = static_cast<const T*>(from);
  const int last = s.rank - 1;
  int dense = -1;
  for (int d = 0; d < last; ++d)
    if (s.from[d] == 1) dense = d;
  if (dense >= 0 && s.from[last] != 1 && s.from[last] != 0 && s.dims[dense] > 1) copy_tiles(t, f, s, dense, pool);
  else copy_rows(t, f, s, pool);
}

}  // namespace

void strided_copy(void* to, const void* from, int64_t bytes, CopyShape shape, ThreadPool& pool) noexcept {
  for (int d = 0; d < shape.rank; ++d)
    if (shape.dims[d] == 0) return;
  const CopyShape s = merge_dims(shape);
  switch (bytes) {
    case 1: return copy_typed<uint8_t>(to, from, s, pool);
    case 2: return copy_typed<uint16_t>(to, from, s, pool);
    case 4: return copy_typed<uint32_t>(to, from, s, pool);
    case 8: return copy_typed<uint64_t>(to, from, s, pool);
    case 16: return copy_typed<Element128>(to, from, s, pool);
    default: return;
  }
}

void parallel_copy(void* to, const void* from, int64_t bytes, ThreadPool& pool) noexcept {
  if (bytes <= 0) return;
  pool.parallel_for(bytes, kCopyGrainBytes, [&](int64_t begin, int64_t end) {
    std::memcpy(static_cast<char*>(to) + begin, static_cast<const char*>(from) + begin, size_t(end - begin));
  });
}

}  // namespace sinter::cpu
