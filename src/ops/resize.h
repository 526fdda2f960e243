// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"
#include "ops/resize_axis.h"

namespace sinter {

struct Resize {
  ResizeMode mode = ResizeMode::kNearest;
  ResizeCoordinates coordinates = ResizeCoordinates::kHalfPixel;
  ResizeRounding rounding = ResizeRounding::kPreferFloor;
  ResizePolicy policy = ResizePolicy::kStretch;
  std::vector<int64_t> axes = {};   // empty: all; the lists below have one entry per axis
  SymDims sizes = {};               // empty: the extents follow from scales
  std::vector<double> scales = {};  // empty: quotients of the extents
  std::vector<double> region = {};  // starts, then ends, for tf_crop_and_resize; empty: all of x
  double cubic_a = -0.75, extrapolation = 0;
  bool exclude_outside = false, antialias = false;

  static constexpr std::string_view kName = "Resize";
  static constexpr std::string_view kDoc =
      "Resizes axes of x by interpolation (ONNX Resize-19, Upsample). New extents are sizes (see policy), or "
      "floor(extent * scale). Optional float inputs: region (starts, then ends, one per axis), and scales, the ratios "
      "used for coordinates when sizes gives the extents. Results of integer types are rounded to even and saturated.";
  static constexpr int kMinInputs = 1, kMaxInputs = 3;
  static constexpr std::string_view kModeNames[] = {"nearest", "linear", "cubic"};
  static constexpr std::string_view kCoordinateNames[] = {
      "half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners",
      "asymmetric", "tf_half_pixel_for_nn", "tf_crop_and_resize"};
  static constexpr std::string_view kRoundingNames[] = {"round_prefer_floor", "round_prefer_ceil", "floor", "ceil"};
  static constexpr std::string_view kPolicyNames[] = {"stretch", "not_larger", "not_smaller"};
  static constexpr auto fields() {
    return std::tuple{Field{1, "mode", &Resize::mode, std::span(kModeNames)},
                      Field{2, "coordinates", &Resize::coordinates, std::span(kCoordinateNames)},
                      Field{3, "rounding", &Resize::rounding, std::span(kRoundingNames)},
                      Field{4, "policy", &Resize::policy, std::span(kPolicyNames)},
                      Field{5, "axes", &Resize::axes},
                      Field{6, "sizes", &Resize::sizes},
                      Field{7, "scales", &Resize::scales},
                      Field{8, "region", &Resize::region},
                      Field{9, "cubic_a", &Resize::cubic_a},
                      Field{10, "extrapolation", &Resize::extrapolation},
                      Field{11, "exclude_outside", &Resize::exclude_outside},
                      Field{12, "antialias", &Resize::antialias}};
  }

  ResizeRule rule() const { return {mode, coordinates, rounding, exclude_outside, antialias, cubic_a}; }
  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const Resize&) const = default;
};

}  // namespace sinter
