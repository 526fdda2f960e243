// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct ThresholdedRelu {
  double alpha = 1;

  static constexpr std::string_view kName = "ThresholdedRelu";
  static constexpr std::string_view kDoc = "x where x > alpha, else 0, also for NaN (ONNX ThresholdedRelu).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kFloatClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{Field{1, "alpha", &ThresholdedRelu::alpha}}; }

  template <class T>
  T operator()(T x) const { return scalar::select(x > T(alpha), x, T(0)); }
  bool operator==(const ThresholdedRelu&) const = default;
};

}  // namespace sinter
