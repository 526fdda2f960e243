// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Div {
  static constexpr std::string_view kName = "Div";
  static constexpr std::string_view kDoc = "a / b (ONNX Div); integers truncate towards zero and x / 0 is 0.";
  static constexpr int kArity = 2;
  static constexpr int kClasses = kNumberClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T a, T b) const { return scalar::div(a, b); }
  bool operator==(const Div&) const = default;
};

}  // namespace sinter
