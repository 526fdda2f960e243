// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Elu {
  double alpha = 1;

  static constexpr std::string_view kName = "Elu";
  static constexpr std::string_view kDoc = "x where x >= 0, else alpha * (exp(x) - 1) (ONNX Elu).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kFloatClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{Field{1, "alpha", &Elu::alpha}}; }

  template <class T>
  T operator()(T x) const { return scalar::select(x < T(0), T(alpha) * scalar::expm1(x), x); }
  bool operator==(const Elu&) const = default;
};

}  // namespace sinter
