// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Mish {
  static constexpr std::string_view kName = "Mish";
  static constexpr std::string_view kDoc = "x * tanh(log(1 + exp(x))) (ONNX Mish).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kFloatClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T x) const {
    return x * scalar::tanh(scalar::max(x, T(0)) + scalar::log1p(scalar::exp(-scalar::abs(x))));
  }
  bool operator==(const Mish&) const = default;
};

}  // namespace sinter
