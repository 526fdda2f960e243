// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Or {
  static constexpr std::string_view kName = "Or";
  static constexpr std::string_view kDoc = "Logical or (ONNX Or).";
  static constexpr int kArity = 2;
  static constexpr int kClasses = kBoolClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr OpTraits kTraits = {.commutative = true};
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T a, T b) const { return scalar::logical_or(a, b); }
  bool operator==(const Or&) const = default;
};

}  // namespace sinter
