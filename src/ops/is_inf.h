// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <limits>

#include "ir/op_fields.h"

namespace sinter {

struct IsInf {
  bool detect_negative = true;
  bool detect_positive = true;

  static constexpr std::string_view kName = "IsInf";
  static constexpr std::string_view kDoc = "True where x is infinite with a sign that is looked for (ONNX IsInf).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kFloatClass;
  static constexpr ScalarResult kResult = ScalarResult::kBool;
  static constexpr double kInf = std::numeric_limits<double>::infinity();
  static constexpr auto fields() {
    return std::tuple{Field{1, "detect_negative", &IsInf::detect_negative},
                      Field{2, "detect_positive", &IsInf::detect_positive}};
  }

  template <class T>
  T operator()(T x) const {
    const T positive = T(x == T(kInf)), negative = T(x == T(-kInf));
    if (detect_positive && detect_negative) return scalar::logical_or(positive, negative);
    if (detect_positive) return positive;
    if (detect_negative) return negative;
    return T(x < x);  // false
  }
  bool operator==(const IsInf&) const = default;
};

}  // namespace sinter
