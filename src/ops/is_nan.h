// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct IsNaN {
  static constexpr std::string_view kName = "IsNaN";
  static constexpr std::string_view kDoc = "True where x is NaN (ONNX IsNaN).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kFloatClass;
  static constexpr ScalarResult kResult = ScalarResult::kBool;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T x) const { return T(scalar::is_nan(x)); }
  bool operator==(const IsNaN&) const = default;
};

}  // namespace sinter
