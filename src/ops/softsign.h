// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Softsign {
  static constexpr std::string_view kName = "Softsign";
  static constexpr std::string_view kDoc = "x / (1 + |x|) (ONNX Softsign).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kFloatClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T x) const { return scalar::div(x, T(1) + scalar::abs(x)); }
  bool operator==(const Softsign&) const = default;
};

}  // namespace sinter
