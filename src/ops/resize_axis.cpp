// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/resize_axis.h"

#include <algorithm>
#include <cmath>

#include "ops/sampling.h"

namespace sinter {
namespace {

double crop_position(const ResizeAxis& a, double x) {
  const double last = double(a.in - 1), extent = a.scale * double(a.in);
  if (extent == 1) return 0.5 * (a.start + a.end) * last;
  return a.start * last + x * (a.end - a.start) * last / (extent - 1);
}

int64_t nearest_of(ResizeRounding rounding, double x) {
  switch (rounding) {
    case ResizeRounding::kFloor:
      return int64_t(std::floor(x));
    case ResizeRounding::kCeil:
      return int64_t(std::ceil(x));
    case ResizeRounding::kPreferCeil:
      return int64_t(std::floor(x + 0.5));
    case ResizeRounding::kPreferFloor:
      break;
  }
  return int64_t(std::ceil(x - 0.5));
}

// Antialiasing widens the filter where the tensor shrinks: this is by how much, kept in a range that tables can hold.
double filter_scale(const ResizeAxis& a) {
  const double least = 1.0 / double(a.in + 1);
  return a.scale >= 1 ? 1.0 : a.scale > least ? a.scale : least;
}

// Distance of the first tap from the element at or before the position.
int64_t first_tap(const ResizeRule& rule, const ResizeAxis& a) {
  const double radius = rule.mode == ResizeMode::kLinear ? 1 : 2;
  if (!rule.antialias) return 1 - int64_t(radius);
  return int64_t(std::floor(-radius / filter_scale(a))) + 1;
}

double wide_weight(const ResizeRule& rule, double x) {
  x = std::fabs(x);
  if (rule.mode == ResizeMode::kLinear) return std::max(0.0, 1 - x);
  const double a = rule.cubic_a;
  if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0.0;
}

void tap_weights(const ResizeRule& rule, const ResizeAxis& a, double t, int64_t first, int64_t count, double* weight) {
  if (rule.antialias) {
    const double s = filter_scale(a);
    for (int64_t k = 0; k < count; ++k) weight[k] = wide_weight(rule, (double(first + k) - t) * s);
  } else if (rule.mode == ResizeMode::kLinear) {
    weight[0] = 1 - t, weight[1] = t;
  } else {
    double w[4];
    cubic_weights(t, rule.cubic_a, w);
    std::copy(w, w + 4, weight);
  }
}

}  // namespace

double resize_position(const ResizeRule& rule, const ResizeAxis& a, int64_t i) {
  const double x = double(i);
  switch (rule.coordinates) {
    case ResizeCoordinates::kAsymmetric:
      return x / a.scale;
    case ResizeCoordinates::kAlignCorners: {
      // ONNX takes the resized extent before it is rounded down to whole elements.
      const double extent = a.scale * double(a.in);
      return a.out > 1 || extent > 1 ? x * double(a.in - 1) / (extent - 1) : 0;
    }
    case ResizeCoordinates::kPytorchHalfPixel:
      if (a.out <= 1) return 0;
      break;
    case ResizeCoordinates::kTfHalfPixelForNn:
      return (x + 0.5) / a.scale;
    case ResizeCoordinates::kHalfPixelSymmetric: {
      // The output's centre stays on the input's, however the extents were rounded.
      const double adjustment = double(a.out) / (a.scale * double(a.in));
      return double(a.in) / 2 * (1 - adjustment) + (x + 0.5) / a.scale - 0.5;
    }
    case ResizeCoordinates::kTfCropAndResize:
      return crop_position(a, x);
    case ResizeCoordinates::kHalfPixel:
      break;
  }
  return (x + 0.5) / a.scale - 0.5;
}

int64_t resize_tap_count(const ResizeRule& rule, const ResizeAxis& a) {
  return rule.mode == ResizeMode::kNearest ? 1 : 2 - 2 * first_tap(rule, a);
}

bool resize_taps(const ResizeRule& rule, const ResizeAxis& a, int64_t i, int64_t* index, double* weight) {
  double x = resize_position(rule, a, i);
  const bool inside = rule.coordinates != ResizeCoordinates::kTfCropAndResize || (x >= 0 && x <= double(a.in - 1));
  if (!(x > -1e15 && x < 1e15)) x = 0;
  const auto clamped = [&](int64_t at) { return std::clamp<int64_t>(at, 0, a.in - 1); };
  if (rule.mode == ResizeMode::kNearest) {
    index[0] = clamped(nearest_of(rule.rounding, x));
    weight[0] = 1;
    return inside;
  }
  const auto base = int64_t(std::floor(x));
  const int64_t first = first_tap(rule, a), count = resize_tap_count(rule, a);
  tap_weights(rule, a, x - double(base), first, count, weight);
  double sum = 0;
  for (int64_t k = 0; k < count; ++k) {
    const int64_t at = base + first + k;
    if (rule.exclude_outside && (at < 0 || at >= a.in)) weight[k] = 0;
    sum += weight[k];
    index[k] = clamped(at);
  }
  if ((rule.exclude_outside || rule.antialias) && sum != 0)
    for (int64_t k = 0; k < count; ++k) weight[k] /= sum;
  return inside;
}

double resize_policy_scale(ResizePolicy policy, const int64_t* wanted, const int64_t* in, int64_t count) {
  double scale = 0;
  for (int64_t k = 0; k < count; ++k) {
    const double ratio = double(wanted[k]) / double(in[k]);
    if (k == 0 || (policy == ResizePolicy::kNotLarger ? ratio < scale : ratio > scale)) scale = ratio;
  }
  return scale;
}

}  // namespace sinter
