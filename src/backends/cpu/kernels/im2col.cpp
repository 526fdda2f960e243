// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cpu/kernels/im2col.h"

#include <algorithm>
#include <cstring>

#include "backends/cpu/kernels/block_table.h"

namespace sinter::cpu {
namespace {

/// Columns of a panel that lie in one output row.
struct ColumnRun {
  int32_t lane, count;
  int64_t at[3];  // output position of the first one
};

/// Where a run's values lie for one tap: `lo` lanes of padding, then values up to `hi`, then padding.
struct TapRun {
  int64_t offset;  // of lane lo, in elements from the plane's start
  int32_t lane, lo, hi, count;
};

int find_runs(const ConvShape& s, int64_t first, int64_t count, ColumnRun* runs) {
  int n = 0;
  int64_t at[3] = {first / (s.out[1] * s.out[2]), first / s.out[2] % s.out[1], first % s.out[2]};
  for (int64_t lane = 0; lane < count;) {
    const int64_t length = std::min(count - lane, s.out[2] - at[2]);
    runs[n++] = {int32_t(lane), int32_t(length), {at[0], at[1], at[2]}};
    lane += length;
    at[2] = 0;
    if (++at[1] == s.out[1]) at[1] = 0, ++at[0];
  }
  return n;
}

TapRun find_tap(const ConvShape& s, const ColumnRun& r, const int64_t (&tap)[3]) {
  const WindowParams& w = s.window;
  int64_t i[3];
  for (int d = 0; d < 3; ++d) i[d] = r.at[d] * w.stride[d] + tap[d] * w.dilation[d] - w.pad[d];
  TapRun t{0, r.lane, 0, 0, r.count};
  if (i[0] < 0 || i[0] >= s.in[0] || i[1] < 0 || i[1] >= s.in[1]) return t;
  int64_t lo, hi;
  valid_range(i[2], w.stride[2], s.in[2], r.count, lo, hi);
  t.lo = int32_t(lo), t.hi = int32_t(hi);
  t.offset = (i[0] * s.in[1] + i[1]) * s.in[2] + i[2] + lo * w.stride[2];
  return t;
}

/// Short runs as two overlapping copies of a fixed size, which compilers turn into a few moves.
void copy_columns(const float* from, int64_t n, float* to) {
  if (n >= 16) {
    std::memcpy(to, from, size_t(n) * sizeof(float));
  } else if (n >= 8) {
    std::memcpy(to, from, 32);
    std::memcpy(to + n - 8, from + n - 8, 32);
  } else if (n >= 4) {
    std::memcpy(to, from, 16);
    std::memcpy(to + n - 4, from + n - 4, 16);
  } else {
    for (int64_t i = 0; i < n; ++i) to[i] = from[i];
  }
}

void copy_values(const float* from, int64_t stride, int64_t n, float* to) {
  if (stride == 1) return copy_columns(from, n, to);
  for (int64_t i = 0; i < n; ++i) to[i] = from[i * stride];
}

/// 16-bit floats: gathered, then widened.
void copy_values16(const uint16_t* from, BlockFunction widen, int64_t stride, int64_t n, float* to) {
  if (stride == 1) return widen(to, from, nullptr, nullptr, n);
  uint16_t run[kMaxPanelWidth];
  for (int64_t i = 0; i < n; ++i) run[i] = from[i * stride];
  widen(to, run, nullptr, nullptr, n);
}

/// The rows of one tap, for all channels of the group, of one panel.
void pack_tap(const ConvShape& s, const void* image, PackType type, const TapRun* runs, int n, int64_t tap,
              int64_t width, float* panel) {
  const int64_t plane = s.in_size(), taps = s.window.taps(), stride = s.window.stride[2];
  const BlockTable& table = block_table();
  const BlockFunction widen = type == PackType::kFloat16 ? table.f16_to_f32 : table.bf16_to_f32;
  for (int64_t c = 0; c < s.in_channels; ++c) {
    float* row = panel + (c * taps + tap) * width;
    for (int i = 0; i < n; ++i) {
      const TapRun& r = runs[i];
      float* to = row + r.lane;
      for (int32_t j = 0; j < r.lo; ++j) to[j] = 0.0f;
      if (r.hi > r.lo) {
        const int64_t from = c * plane + r.offset;
        if (type == PackType::kFloat32)
          copy_values(static_cast<const float*>(image) + from, stride, r.hi - r.lo, to + r.lo);
        else copy_values16(static_cast<const uint16_t*>(image) + from, widen, stride, r.hi - r.lo, to + r.lo);
      }
      for (int32_t j = r.hi; j < r.count; ++j) to[j] = 0.0f;
    }
  }
}

}  // namespace

void pack_im2col(const ConvShape& s, const void* image, PackType type, int64_t first, int64_t count, int64_t width,
                 float* panels) noexcept {
  const int64_t depth = s.depth();
  ColumnRun runs[kMaxPanelWidth];
  TapRun taps[kMaxPanelWidth];
  for (int64_t at = 0; at < count; at += width, panels += width * depth) {
    const int64_t lanes = std::min(width, count - at);
    const int n = find_runs(s, first + at, lanes, runs);
    int64_t index = 0, tap[3];
    for (tap[0] = 0; tap[0] < s.window.kernel[0]; ++tap[0])
      for (tap[1] = 0; tap[1] < s.window.kernel[1]; ++tap[1])
        for (tap[2] = 0; tap[2] < s.window.kernel[2]; ++tap[2], ++index) {
          for (int i = 0; i < n; ++i) taps[i] = find_tap(s, runs[i], tap);
          pack_tap(s, image, type, taps, n, index, width, panels);
        }
    if (lanes == width) continue;
    for (int64_t row = 0; row < depth; ++row) std::fill(panels + row * width + lanes, panels + (row + 1) * width, 0.0f);
  }
}

}  // namespace sinter::cpu
