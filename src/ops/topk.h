// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct TopK {
  int64_t axis = -1;
  bool largest = true, sorted = true;

  static constexpr std::string_view kName = "TopK";
  static constexpr std::string_view kDoc =
      "The k largest (or smallest) elements along axis, best first, and their indices (i64) (ONNX TopK-11). Of "
      "equals the lower index comes first; NaN is larger than all numbers. Inputs x, k (integer scalar).";
  static constexpr int kMinInputs = 2, kMaxInputs = 2, kNumOutputs = 2;
  static constexpr auto fields() {
    return std::tuple{Field{1, "axis", &TopK::axis}, Field{2, "largest", &TopK::largest},
                      Field{3, "sorted", &TopK::sorted}};
  }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const TopK&) const = default;
};

}  // namespace sinter
