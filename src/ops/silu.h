// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Silu {
  static constexpr std::string_view kName = "Silu";
  static constexpr std::string_view kDoc = "x / (1 + exp(-x)), which is x * sigmoid(x) (ONNX Swish with alpha = 1).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kFloatClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T x) const { return scalar::div(x, T(1) + scalar::exp(-x)); }
  bool operator==(const Silu&) const = default;
};

}  // namespace sinter
