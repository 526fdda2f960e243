// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct MaxRoiPool {
  int64_t height = 1, width = 1;
  double scale = 1;  // from the regions' coordinates to x's

  static constexpr std::string_view kName = "MaxRoiPool";
  static constexpr std::string_view kDoc =
      "The largest element of each bin of each region (ONNX MaxRoiPool; Girshick, Fast R-CNN, 2015). Inputs "
      "x[N,C,H,W], "
      "regions[R,5] (batch index, x1, y1, x2, y2, both ends included, rounded); out[R,C,height,width]. A bin without "
      "elements gives 0.";
  static constexpr int kMinInputs = 2, kMaxInputs = 2;
  static constexpr auto fields() {
    return std::tuple{Field{1, "height", &MaxRoiPool::height}, Field{2, "width", &MaxRoiPool::width},
                      Field{3, "scale", &MaxRoiPool::scale}};
  }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const MaxRoiPool&) const = default;
};

}  // namespace sinter
