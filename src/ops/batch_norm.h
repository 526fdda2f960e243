// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct BatchNorm {
  double epsilon = 1e-5;

  static constexpr std::string_view kName = "BatchNorm";
  static constexpr std::string_view kDoc =
      "x * a + b with a = scale / sqrt(var + epsilon) and b = bias - mean * a per channel (dim 1); inference form "
      "of ONNX BatchNormalization. Inputs x, scale, bias, mean, var; a and b are computed in the dtype of var.";
  static constexpr int kMinInputs = 5, kMaxInputs = 5;
  static constexpr auto fields() { return std::tuple{Field{1, "epsilon", &BatchNorm::epsilon}}; }

  void infer(InferContext& ctx) const;
  void decompose(DecomposeContext& ctx) const;
  bool operator==(const BatchNorm&) const = default;
};

}  // namespace sinter
