// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct LayerNorm {
  int64_t axis = -1;
  double epsilon = 1e-5;

  static constexpr std::string_view kName = "LayerNorm";
  static constexpr std::string_view kDoc =
      "(x - mean) / sqrt(var + epsilon) * scale + bias with mean and (biased) variance over dims axis..rank-1 "
      "(ONNX LayerNormalization). Inputs x, optional scale, optional bias; both broadcast to x.";
  static constexpr int kMinInputs = 1, kMaxInputs = 3;
  static constexpr auto fields() {
    return std::tuple{Field{1, "axis", &LayerNorm::axis}, Field{2, "epsilon", &LayerNorm::epsilon}};
  }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const LayerNorm&) const = default;
};

}  // namespace sinter
