// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Not {
  static constexpr std::string_view kName = "Not";
  static constexpr std::string_view kDoc = "Logical not (ONNX Not).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kBoolClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T x) const { return scalar::logical_not(x); }
  bool operator==(const Not&) const = default;
};

}  // namespace sinter
