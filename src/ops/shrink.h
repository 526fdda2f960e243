// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Shrink {
  double bias = 0.0;
  double lambd = 0.5;

  static constexpr std::string_view kName = "Shrink";
  static constexpr std::string_view kDoc = "x + bias where x < -lambd, x - bias where x > lambd, else 0 (ONNX Shrink).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kFloatClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() {
    return std::tuple{Field{1, "bias", &Shrink::bias}, Field{2, "lambd", &Shrink::lambd}};
  }

  template <class T>
  T operator()(T x) const {
    return scalar::select(x < T(-lambd), x + T(bias), scalar::select(T(lambd) < x, x - T(bias), T(0)));
  }
  bool operator==(const Shrink&) const = default;
};

}  // namespace sinter
