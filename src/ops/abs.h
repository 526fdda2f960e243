// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Abs {
  static constexpr std::string_view kName = "Abs";
  static constexpr std::string_view kDoc = "|x| (ONNX Abs); the smallest signed integer wraps to itself.";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kNumberClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T x) const { return scalar::abs(x); }
  bool operator==(const Abs&) const = default;
};

}  // namespace sinter
