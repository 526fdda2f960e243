// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Sqrt {
  static constexpr std::string_view kName = "Sqrt";
  static constexpr std::string_view kDoc = "Square root; NaN below 0 (ONNX Sqrt).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kFloatClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T x) const { return scalar::sqrt(x); }
  bool operator==(const Sqrt&) const = default;
};

}  // namespace sinter
