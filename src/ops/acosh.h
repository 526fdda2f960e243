// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Acosh {
  static constexpr std::string_view kName = "Acosh";
  static constexpr std::string_view kDoc = "Inverse hyperbolic cosine; NaN below 1 (ONNX Acosh).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kFloatClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T x) const { return scalar::acosh(x); }
  bool operator==(const Acosh&) const = default;
};

}  // namespace sinter
