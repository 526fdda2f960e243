// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Pow {
  static constexpr std::string_view kName = "Pow";
  static constexpr std::string_view kDoc =
      "a to the power b (ONNX Pow, operands of one dtype); integers wrap, and negative exponents truncate.";
  static constexpr int kArity = 2;
  static constexpr int kClasses = kNumberClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T a, T b) const { return scalar::pow(a, b); }
  bool operator==(const Pow&) const = default;
};

}  // namespace sinter
