// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Min {
  static constexpr std::string_view kName = "Min";
  static constexpr std::string_view kDoc = "The smaller one; NaN if either is NaN (ONNX Min of two).";
  static constexpr int kArity = 2;
  static constexpr int kClasses = kNumberClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr OpTraits kTraits = {.commutative = true};
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T a, T b) const { return scalar::min(a, b); }
  bool operator==(const Min&) const = default;
};

}  // namespace sinter
