// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Xor {
  static constexpr std::string_view kName = "Xor";
  static constexpr std::string_view kDoc = "Logical exclusive or (ONNX Xor).";
  static constexpr int kArity = 2;
  static constexpr int kClasses = kBoolClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr OpTraits kTraits = {.commutative = true};
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T a, T b) const { return scalar::logical_xor(a, b); }
  bool operator==(const Xor&) const = default;
};

}  // namespace sinter
