// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct HardSigmoid {
  double alpha = 0.2;
  double beta = 0.5;

  static constexpr std::string_view kName = "HardSigmoid";
  static constexpr std::string_view kDoc = "max(0, min(1, alpha * x + beta)) (ONNX HardSigmoid).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kFloatClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() {
    return std::tuple{Field{1, "alpha", &HardSigmoid::alpha}, Field{2, "beta", &HardSigmoid::beta}};
  }

  template <class T>
  T operator()(T x) const { return scalar::max(T(0), scalar::min(T(1), T(alpha) * x + T(beta))); }
  bool operator==(const HardSigmoid&) const = default;
};

}  // namespace sinter
