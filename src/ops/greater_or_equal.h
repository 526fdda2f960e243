// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct GreaterOrEqual {
  static constexpr std::string_view kName = "GreaterOrEqual";
  static constexpr std::string_view kDoc = "a >= b (ONNX GreaterOrEqual).";
  static constexpr int kArity = 2;
  static constexpr int kClasses = kNumberClass;
  static constexpr ScalarResult kResult = ScalarResult::kBool;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T a, T b) const { return T(a >= b); }
  bool operator==(const GreaterOrEqual&) const = default;
};

}  // namespace sinter
