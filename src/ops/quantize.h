// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Quantize {
  int64_t axis = 1;        // of a scale that is no scalar
  int64_t block_size = 0;  // 0: no blocks
  DataType to = DataType::kInt8;

  static constexpr std::string_view kName = "Quantize";
  static constexpr std::string_view kDoc =
      "saturate(round_even(x / scale) + zero_point) as `to` (ONNX QuantizeLinear); float targets round once, "
      "without zero point. The quotient is rounded to f32 (unless x or scale is f64), so that halves are the same "
      "everywhere; NaN gives the zero point. Inputs x, scale, optional zero_point.";
  static constexpr int kMinInputs = 2, kMaxInputs = 3;
  static constexpr auto fields() {
    return std::tuple{Field{1, "axis", &Quantize::axis}, Field{2, "block_size", &Quantize::block_size},
                      Field{3, "to", &Quantize::to}};
  }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const Quantize&) const = default;
};

}  // namespace sinter
