// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Selu {
  double alpha = 1.67326319217681884765625;
  double gamma = 1.05070102214813232421875;

  static constexpr std::string_view kName = "Selu";
  static constexpr std::string_view kDoc = "gamma * (x where x > 0, else alpha * (exp(x) - 1)) (ONNX Selu).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kFloatClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() {
    return std::tuple{Field{1, "alpha", &Selu::alpha}, Field{2, "gamma", &Selu::gamma}};
  }

  template <class T>
  T operator()(T x) const { return T(gamma) * scalar::select(x <= T(0), T(alpha) * scalar::expm1(x), x); }
  bool operator==(const Selu&) const = default;
};

}  // namespace sinter
