// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Erf {
  static constexpr std::string_view kName = "Erf";
  static constexpr std::string_view kDoc = "Error function 2/sqrt(pi) * integral of exp(-t*t) from 0 to x (ONNX Erf).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kFloatClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T x) const { return scalar::erf(x); }
  bool operator==(const Erf&) const = default;
};

}  // namespace sinter
