// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <limits>

#include "ir/op_fields.h"

namespace sinter {

struct Clip {
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();

  static constexpr std::string_view kName = "Clip";
  static constexpr std::string_view kDoc =
      "min(max(x, min), max), so max wins where min > max; NaN stays NaN (ONNX Clip). Runtime bounds are Max and "
      "Min nodes.";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kNumberClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr double kInf = std::numeric_limits<double>::infinity();
  static constexpr auto fields() { return std::tuple{Field{1, "min", &Clip::min}, Field{2, "max", &Clip::max}}; }

  template <class T>
  T operator()(T x) const {
    T y = x;
    if (min > -kInf) y = scalar::max(y, scalar::limit<T>(min));
    if (max < kInf) y = scalar::min(y, scalar::limit<T>(max));
    return y;
  }
  bool operator==(const Clip&) const = default;
};

}  // namespace sinter
