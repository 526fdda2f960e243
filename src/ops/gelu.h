// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

enum class GeluApproximate : uint8_t { kNone, kTanh };

struct Gelu {
  GeluApproximate approximate = GeluApproximate::kNone;

  static constexpr std::string_view kName = "Gelu";
  static constexpr std::string_view kDoc =
      "Gaussian error linear unit (ONNX Gelu): 0.5 * x * (1 + erf(x / sqrt(2))); with approximate = tanh: 0.5 * x "
      "* (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kFloatClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr std::string_view kApproximateNames[] = {"none", "tanh"};
  static constexpr auto fields() {
    return std::tuple{Field{1, "approximate", &Gelu::approximate, std::span(kApproximateNames)}};
  }

  template <class T>
  T operator()(T x) const {
    if (approximate == GeluApproximate::kTanh) {
      const T inner = T(0.7978845608028654) * (x + T(0.044715) * (x * x * x));  // sqrt(2 / pi)
      return T(0.5) * x * (T(1) + scalar::tanh(inner));
    }
    return T(0.5) * x * (T(1) + scalar::erf(x * T(0.7071067811865476)));  // 1 / sqrt(2)
  }
  bool operator==(const Gelu&) const = default;
};

}  // namespace sinter
