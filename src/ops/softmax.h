// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Softmax {
  int64_t axis = -1;

  static constexpr std::string_view kName = "Softmax";
  static constexpr std::string_view kDoc =
      "exp(x - m) / sum of exp(x - m) along axis, m the largest element there (ONNX Softmax-13). NaN, +inf, or "
      "only -inf along the axis give NaN.";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr auto fields() { return std::tuple{Field{1, "axis", &Softmax::axis}}; }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const Softmax&) const = default;
};

}  // namespace sinter
