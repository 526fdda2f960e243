// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct InstanceNorm {
  double epsilon = 1e-5;

  static constexpr std::string_view kName = "InstanceNorm";
  static constexpr std::string_view kDoc =
      "scale * (x - mean) / sqrt(var + epsilon) + bias, mean and biased variance over the spatial dims of each "
      "sample and channel (ONNX InstanceNormalization). Inputs x[N,C,spatial...], scale[C], bias[C].";
  static constexpr int kMinInputs = 3, kMaxInputs = 3;
  static constexpr auto fields() { return std::tuple{Field{1, "epsilon", &InstanceNorm::epsilon}}; }

  void infer(InferContext& ctx) const;
  void decompose(DecomposeContext& ctx) const;
  bool operator==(const InstanceNorm&) const = default;
};

}  // namespace sinter
