// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

enum class RoiAlignKind : uint8_t { kAverage, kMax };

struct RoiAlign {
  RoiAlignKind kind = RoiAlignKind::kAverage;
  int64_t height = 1, width = 1;
  int64_t sampling = 0;  // samples of a bin along each axis; 0: as many as it has elements
  double scale = 1;      // from the regions' coordinates to x's
  bool half_pixel = true;

  static constexpr std::string_view kName = "RoiAlign";
  static constexpr std::string_view kDoc =
      "Averages (or takes the largest of) bilinear samples of x[N,C,H,W] in a grid of bins for each region (ONNX "
      "RoiAlign, torchvision roi_align). Inputs x, regions[R,4] (x1, y1, x2, y2), i64 batch indices[R]; out[R,C,height,"
      "width]. Kind max takes the largest weighted neighbour, as ONNX does.";
  static constexpr int kMinInputs = 3, kMaxInputs = 3;
  static constexpr std::string_view kKindNames[] = {"average", "max"};
  static constexpr auto fields() {
    return std::tuple{Field{1, "kind", &RoiAlign::kind, std::span(kKindNames)},
                      Field{2, "height", &RoiAlign::height},
                      Field{3, "width", &RoiAlign::width},
                      Field{4, "sampling", &RoiAlign::sampling},
                      Field{5, "scale", &RoiAlign::scale},
                      Field{6, "half_pixel", &RoiAlign::half_pixel}};
  }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const RoiAlign&) const = default;
};

}  // namespace sinter
