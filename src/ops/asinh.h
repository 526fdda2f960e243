// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Asinh {
  static constexpr std::string_view kName = "Asinh";
  static constexpr std::string_view kDoc = "Inverse hyperbolic sine (ONNX Asinh).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kFloatClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T x) const { return scalar::asinh(x); }
  bool operator==(const Asinh&) const = default;
};

}  // namespace sinter
