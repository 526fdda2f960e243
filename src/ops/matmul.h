// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct MatMul {
  bool transpose_a = false, transpose_b = false;

  static constexpr std::string_view kName = "MatMul";
  static constexpr std::string_view kDoc =
      "Matrix product with the semantics of numpy.matmul (ONNX MatMul, MatMulInteger, Gemm): the last two dims are "
      "matrices, leading dims broadcast, a 1-d operand is a row (a) or column (b) whose dim is left out of the "
      "result. transpose_* swap the last two dims first (no effect in 1-d). Integer sums are exact and wrap.";
  static constexpr int kMinInputs = 2, kMaxInputs = 2;
  static constexpr auto fields() {
    return std::tuple{Field{1, "transpose_a", &MatMul::transpose_a}, Field{2, "transpose_b", &MatMul::transpose_b}};
  }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const MatMul&) const = default;
};

}  // namespace sinter
