// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Cos {
  static constexpr std::string_view kName = "Cos";
  static constexpr std::string_view kDoc = "Cosine of x radians (ONNX Cos).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kFloatClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T x) const { return scalar::cos(x); }
  bool operator==(const Cos&) const = default;
};

}  // namespace sinter
