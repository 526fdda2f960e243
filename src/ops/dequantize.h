// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Dequantize {
  int64_t axis = 1;        // of a scale that is no scalar
  int64_t block_size = 0;  // 0: no blocks
  DataType to = DataType::kFloat32;

  static constexpr std::string_view kName = "Dequantize";
  static constexpr std::string_view kDoc =
      "(x - zero_point) * scale as `to` (ONNX DequantizeLinear). Inputs x (quantized, or i32), scale, optional "
      "zero_point.";
  static constexpr int kMinInputs = 2, kMaxInputs = 3;
  static constexpr auto fields() {
    return std::tuple{Field{1, "axis", &Dequantize::axis}, Field{2, "block_size", &Dequantize::block_size},
                      Field{3, "to", &Dequantize::to}};
  }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const Dequantize&) const = default;
};

}  // namespace sinter
