// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Ceil {
  static constexpr std::string_view kName = "Ceil";
  static constexpr std::string_view kDoc = "Smallest integer >= x (ONNX Ceil).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kFloatClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T x) const { return scalar::ceil(x); }
  bool operator==(const Ceil&) const = default;
};

}  // namespace sinter
