// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Softplus {
  static constexpr std::string_view kName = "Softplus";
  static constexpr std::string_view kDoc =
      "log(1 + exp(x)), computed without overflow as max(x, 0) + log1p(exp(-|x|)) (ONNX Softplus).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kFloatClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T x) const { return scalar::max(x, T(0)) + scalar::log1p(scalar::exp(-scalar::abs(x))); }
  bool operator==(const Softplus&) const = default;
};

}  // namespace sinter
