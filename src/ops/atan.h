// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Atan {
  static constexpr std::string_view kName = "Atan";
  static constexpr std::string_view kDoc = "Arc tangent in radians (ONNX Atan).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kFloatClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T x) const { return scalar::atan(x); }
  bool operator==(const Atan&) const = default;
};

}  // namespace sinter
