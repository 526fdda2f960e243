// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct And {
  static constexpr std::string_view kName = "And";
  static constexpr std::string_view kDoc = "Logical and (ONNX And).";
  static constexpr int kArity = 2;
  static constexpr int kClasses = kBoolClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr OpTraits kTraits = {.commutative = true};
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T a, T b) const { return scalar::logical_and(a, b); }
  bool operator==(const And&) const = default;
};

}  // namespace sinter
