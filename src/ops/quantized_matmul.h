// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct QuantizedMatMul {
  int64_t block_size = 32;

  static constexpr std::string_view kName = "QuantizedMatMul";
  static constexpr std::string_view kDoc =
      "a x w', where w' is the transpose of the first K columns of (w - zero_point) * scale, K being the last dim of "
      "a (ONNX Runtime's MatMulNBits). w is [N, K or more] of a quantized type, scale and zero_point are [N, blocks], "
      "one element for block_size neighbours along K. Inputs a, w, scale, optional zero_point (of w's type, or a "
      "float). The weights stay as small as they are.";
  static constexpr int kMinInputs = 3, kMaxInputs = 4;
  static constexpr auto fields() { return std::tuple{Field{1, "block_size", &QuantizedMatMul::block_size}}; }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const QuantizedMatMul&) const = default;
};

}  // namespace sinter
