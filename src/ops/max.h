// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Max {
  static constexpr std::string_view kName = "Max";
  static constexpr std::string_view kDoc = "The larger one; NaN if either is NaN (ONNX Max of two).";
  static constexpr int kArity = 2;
  static constexpr int kClasses = kNumberClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr OpTraits kTraits = {.commutative = true};
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T a, T b) const { return scalar::max(a, b); }
  bool operator==(const Max&) const = default;
};

}  // namespace sinter
