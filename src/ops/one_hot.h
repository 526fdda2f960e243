// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct OneHot {
  int64_t axis = -1;

  static constexpr std::string_view kName = "OneHot";
  static constexpr std::string_view kDoc =
      "A new dim of extent depth at axis, holding the on value at each index and the off value elsewhere (ONNX "
      "OneHot); negative indices count from the end, those outside give only off values. Inputs indices (truncated "
      "to integers), depth (scalar, known from constants and shapes), values [off, on].";
  static constexpr int kMinInputs = 3, kMaxInputs = 3;
  static constexpr auto fields() { return std::tuple{Field{1, "axis", &OneHot::axis}}; }

  void infer(InferContext& ctx) const;
  void decompose(DecomposeContext& ctx) const;
  bool operator==(const OneHot&) const = default;
};

}  // namespace sinter
