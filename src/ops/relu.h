// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Relu {
  static constexpr std::string_view kName = "Relu";
  static constexpr std::string_view kDoc = "max(x, 0); NaN stays NaN.";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kNumberClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T x) const { return scalar::max(x, T(0)); }
  bool operator==(const Relu&) const = default;
};

}  // namespace sinter
