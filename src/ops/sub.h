// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Sub {
  static constexpr std::string_view kName = "Sub";
  static constexpr std::string_view kDoc = "a - b, integers wrap (ONNX Sub).";
  static constexpr int kArity = 2;
  static constexpr int kClasses = kNumberClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T a, T b) const { return scalar::sub(a, b); }
  bool operator==(const Sub&) const = default;
};

}  // namespace sinter
