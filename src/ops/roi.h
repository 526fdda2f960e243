// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Where the regions of RoiAlign and MaxRoiPool lie, shared by references and kernels. Positions are computed in F, the
// precision of the regions: how many samples a bin has depends on it.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>

namespace sinter {

/// One axis of a region: bins of `size` elements from `start`, `samples` in each.
template <class F>
struct RoiAxis {
  F start = 0, size = 0;
  int64_t samples = 0;

  /// first, last: the region's coordinates; `offset` is half an element if centres count. samples 0: as many as a bin
  /// has elements.
  static RoiAxis make(F first, F last, F scale, bool half_pixel, int64_t bins, int64_t sampling) {
    const F offset = half_pixel ? F(0.5) : F(0);
    RoiAxis a;
    a.start = first * scale - offset;
    F extent = last * scale - offset - a.start;
    if (!half_pixel) extent = std::max(extent, F(1));  // malformed regions get one element
    a.size = extent / F(bins);
    const F wanted = std::ceil(a.size);
    constexpr int64_t kMost = 1 << 14;  // of a region far larger than any image
    a.samples = sampling > 0 ? std::min(sampling, kMost)
                : wanted > 0 ? (wanted < F(kMost) ? int64_t(wanted) : kMost)
                             : 0;
    return a;
  }
  F position(int64_t bin, int64_t sample) const {
    return start + F(bin) * size + (F(sample) + F(0.5)) * size / F(samples);
  }
};

/// Two neighbours and the weight of the second one; `outside`: the sample reads nothing.
struct RoiTap {
  int64_t low = 0, high = 0;
  double fraction = 0;
  bool outside = false;
};
template <class F>
RoiTap roi_tap(F at, int64_t extent) {
  RoiTap t;
  t.outside = !(at >= F(-1) && at <= F(extent)) || extent < 1;
  if (t.outside) return t;
  at = std::max(at, F(0));
  t.low = int64_t(at);
  if (t.low >= extent - 1) {
    t.low = t.high = extent - 1;
  } else {
    t.high = t.low + 1;
    t.fraction = double(at - F(t.low));
  }
  return t;
}

/// Elements [first, end) of bin `bin` of MaxRoiPool along an axis whose region goes from element `from` to `to`.
struct RoiBin {
  int64_t first = 0, end = 0;
};
inline RoiBin roi_pool_bin(double from, double to, double scale, int64_t bins, int64_t bin, int64_t extent) {
  constexpr double kFar = 1e9;
  const auto element = [&](double v) { return v > -kFar && v < kFar ? std::round(v) : 0.0; };
  const double start = element(from * scale), length = std::max(element(to * scale) - start + 1, 1.0);
  const double size = length / double(bins);
  const auto bounded = [&](double v) { return std::clamp<int64_t>(int64_t(v), 0, extent); };
  return {bounded(std::floor(double(bin) * size) + start), bounded(std::ceil(double(bin + 1) * size) + start)};
}

}  // namespace sinter
