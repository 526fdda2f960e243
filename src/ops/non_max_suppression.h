// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct NonMaxSuppression {
  bool center_point_box = false;

  static constexpr std::string_view kName = "NonMaxSuppression";
  static constexpr std::string_view kDoc =
      "For each batch item and class: boxes in the order of their scores, without those that overlap a chosen one too "
      "much (ONNX NonMaxSuppression). Inputs boxes[B,N,4] (corners y, x, y, x; or with center_point_box x, y, width, "
      "height), scores[B,C,N], and optional scalars: how many per class (0 if absent), largest overlap (0 if absent), "
      "least score. Output i64[chosen,3]: batch item, class, box.";
  static constexpr int kMinInputs = 2, kMaxInputs = 5;
  static constexpr auto fields() {
    return std::tuple{Field{1, "center_point_box", &NonMaxSuppression::center_point_box}};
  }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const NonMaxSuppression&) const = default;
};

}  // namespace sinter
