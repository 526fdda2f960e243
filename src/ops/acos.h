// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Acos {
  static constexpr std::string_view kName = "Acos";
  static constexpr std::string_view kDoc = "Arc cosine in radians; NaN outside [-1, 1] (ONNX Acos).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kFloatClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T x) const { return scalar::acos(x); }
  bool operator==(const Acos&) const = default;
};

}  // namespace sinter
