// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Round {
  static constexpr std::string_view kName = "Round";
  static constexpr std::string_view kDoc = "Nearest integer, halves to even (ONNX Round).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kFloatClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T x) const { return scalar::round_even(x); }
  bool operator==(const Round&) const = default;
};

}  // namespace sinter
