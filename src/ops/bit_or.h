// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct BitOr {
  static constexpr std::string_view kName = "BitOr";
  static constexpr std::string_view kDoc = "Bitwise or (ONNX BitwiseOr).";
  static constexpr int kArity = 2;
  static constexpr int kClasses = kIntClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr OpTraits kTraits = {.commutative = true};
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T a, T b) const { return scalar::bit_or(a, b); }
  bool operator==(const BitOr&) const = default;
};

}  // namespace sinter
