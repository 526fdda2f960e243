// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Positions and weights of interpolation, shared by references and kernels: where a normalized coordinate lies, what a
// position outside the tensor reads, and Keys' cubic convolution (IEEE ASSP 29, 1981).
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>

namespace sinter {

enum class GridMode : uint8_t { kLinear, kNearest, kCubic };
enum class GridPadding : uint8_t { kZeros, kBorder, kReflection };

/// Weights of the taps at -1, 0, 1 and 2 around a position with the fraction t in [0, 1].
inline void cubic_weights(double t, double a, double (&w)[4]) {
  const auto near = [&](double d) { return ((a + 2) * d - (a + 3)) * d * d + 1; };
  const auto far = [&](double d) { return ((a * d - 5 * a) * d + 8 * a) * d - 4 * a; };
  w[0] = far(t + 1), w[1] = near(t), w[2] = near(1 - t), w[3] = far(2 - t);
}

/// Elements along one dim and their weights; an index of -1 reads zero.
struct AxisTaps {
  int count = 0;
  int64_t index[4] = {};
  double weight[4] = {};
};

/// x mirrored at lo and hi until it lies between them.
inline double reflect_between(double x, double lo, double hi) {
  const double range = hi - lo;
  if (!(range > 0)) return lo;
  const double beyond = x < lo ? lo - x : x - hi;
  if (beyond <= 0) return x;
  const double rest = std::fmod(beyond, range);
  const bool even = std::fmod(std::floor(beyond / range), 2.0) == 0;
  return (x < lo) == even ? lo + rest : hi - rest;
}

/// The element that integer position i reads; -1: zero.
inline int64_t padded_index(int64_t i, int64_t extent, GridPadding padding, bool align_corners) {
  if (i >= 0 && i < extent) return i;
  if (padding == GridPadding::kZeros || extent < 1) return -1;
  if (padding == GridPadding::kReflection)
    i = int64_t(align_corners ? reflect_between(double(i), 0, double(extent) - 1)
                              : reflect_between(double(i), -0.5, double(extent) - 0.5));
  return std::clamp<int64_t>(i, 0, extent - 1);
}

/// The taps for normalized coordinate n in [-1, 1] of a dim (ONNX GridSample, torch.nn.functional.grid_sample). F is
/// the precision in which the position is computed: ties of kNearest depend on it. cubic: a = -0.75.
template <class F>
AxisTaps grid_taps(F n, int64_t extent, GridMode mode, GridPadding padding, bool align_corners) {
  const F position = align_corners ? (n + F(1)) / F(2) * F(extent - 1) : ((n + F(1)) * F(extent) - F(1)) / F(2);
  double x = mode == GridMode::kNearest ? std::nearbyint(double(position)) : double(position);
  const double lo = align_corners ? 0.0 : -0.5, hi = align_corners ? double(extent) - 1 : double(extent) - 0.5;
  // Taps of kCubic are moved inside one by one, as torch does it, not the position.
  if (mode != GridMode::kCubic && (x < lo || x > hi)) {
    if (padding == GridPadding::kBorder)
      x = std::clamp(x, 0.0, double(extent) - 1);
    else if (padding == GridPadding::kReflection)
      x = reflect_between(x, lo, hi);
  }
  if (!(x > -1e9 && x < 1e9)) x = -100;  // NaN and what is far outside
  AxisTaps t;
  const auto at = [&](int64_t i) { return padded_index(i, extent, padding, align_corners); };
  if (mode == GridMode::kNearest) {
    t.count = 1, t.index[0] = at(int64_t(x)), t.weight[0] = 1;
    return t;
  }
  const auto base = int64_t(std::floor(x));
  const double fraction = x - double(base);
  if (mode == GridMode::kLinear) {
    t.count = 2;
    t.weight[0] = 1 - fraction, t.weight[1] = fraction;
    t.index[0] = at(base), t.index[1] = at(base + 1);
    return t;
  }
  t.count = 4;
  cubic_weights(fraction, -0.75, t.weight);
  for (int k = 0; k < 4; ++k) t.index[k] = at(base - 1 + k);
  return t;
}

}  // namespace sinter
