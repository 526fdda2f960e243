// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Resizing along one axis: every output element is a weighted sum of a few input elements (ONNX Resize-19). The ratio
// of the extents is a number of its own, because it need not be their quotient.
#pragma once
#include <cstdint>

namespace sinter {

enum class ResizeMode : uint8_t { kNearest, kLinear, kCubic };
enum class ResizeCoordinates : uint8_t {
  kHalfPixel,
  kHalfPixelSymmetric,
  kPytorchHalfPixel,
  kAlignCorners,
  kAsymmetric,
  kTfHalfPixelForNn,
  kTfCropAndResize
};
enum class ResizeRounding : uint8_t { kPreferFloor, kPreferCeil, kFloor, kCeil };
/// What sizes mean: the result's, or a frame that the result fits into or covers with its proportions kept.
enum class ResizePolicy : uint8_t { kStretch, kNotLarger, kNotSmaller };

struct ResizeRule {
  ResizeMode mode = ResizeMode::kNearest;
  ResizeCoordinates coordinates = ResizeCoordinates::kHalfPixel;
  ResizeRounding rounding = ResizeRounding::kPreferFloor;  // of kNearest
  bool exclude_outside = false, antialias = false;
  double cubic_a = -0.75;
};

struct ResizeAxis {
  int64_t in = 0, out = 0;
  double scale = 1;           // out / in before rounding to whole elements
  double start = 0, end = 1;  // the region of kTfCropAndResize, in units of the input
};

/// Where output element i lies in the input.
double resize_position(const ResizeRule& rule, const ResizeAxis& axis, int64_t i);
/// How many taps each output element has; at most 4 * (in + 2) + 2.
int64_t resize_tap_count(const ResizeRule& rule, const ResizeAxis& axis);
/// The taps of output element i (in >= 1): indices in [0, in), and weights that sum to 1. False if i lies outside the
/// input and is to be the extrapolation value (kTfCropAndResize); the taps are valid all the same.
bool resize_taps(const ResizeRule& rule, const ResizeAxis& axis, int64_t i, int64_t* index, double* weight);
/// The common ratio of a policy: the smallest or largest of wanted[k] / in[k].
double resize_policy_scale(ResizePolicy policy, const int64_t* wanted, const int64_t* in, int64_t count);

}  // namespace sinter
