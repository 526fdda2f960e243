// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct GroupNorm {
  int64_t groups = 1;
  double epsilon = 1e-5;

  static constexpr std::string_view kName = "GroupNorm";
  static constexpr std::string_view kDoc =
      "scale * (x - mean) / sqrt(var + epsilon) + bias, mean and biased variance over each sample's groups of "
      "consecutive channels (ONNX GroupNormalization-21). Inputs x[N,C,spatial...], scale[C], bias[C].";
  static constexpr int kMinInputs = 3, kMaxInputs = 3;
  static constexpr auto fields() {
    return std::tuple{Field{1, "groups", &GroupNorm::groups}, Field{2, "epsilon", &GroupNorm::epsilon}};
  }

  void infer(InferContext& ctx) const;
  void decompose(DecomposeContext& ctx) const;
  bool operator==(const GroupNorm&) const = default;
};

}  // namespace sinter
