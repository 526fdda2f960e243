// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Sign {
  static constexpr std::string_view kName = "Sign";
  static constexpr std::string_view kDoc = "-1, 0 or 1; NaN stays NaN (ONNX Sign).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kNumberClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T x) const { return scalar::sign(x); }
  bool operator==(const Sign&) const = default;
};

}  // namespace sinter
