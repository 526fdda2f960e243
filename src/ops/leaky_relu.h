// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct LeakyRelu {
  double alpha = 0.01;

  static constexpr std::string_view kName = "LeakyRelu";
  static constexpr std::string_view kDoc = "x where x >= 0, else alpha * x (ONNX LeakyRelu).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kFloatClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{Field{1, "alpha", &LeakyRelu::alpha}}; }

  template <class T>
  T operator()(T x) const { return scalar::select(x < T(0), T(alpha) * x, x); }
  bool operator==(const LeakyRelu&) const = default;
};

}  // namespace sinter
