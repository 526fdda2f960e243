// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Neg {
  static constexpr std::string_view kName = "Neg";
  static constexpr std::string_view kDoc = "-x, integers wrap (ONNX Neg).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kNumberClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T x) const { return scalar::neg(x); }
  bool operator==(const Neg&) const = default;
};

}  // namespace sinter
