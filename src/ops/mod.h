// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Mod {
  static constexpr std::string_view kName = "Mod";
  static constexpr std::string_view kDoc =
      "Remainder with the sign of the divisor (ONNX Mod, fmod=0); integers: x mod 0 is 0.";
  static constexpr int kArity = 2;
  static constexpr int kClasses = kNumberClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T a, T b) const { return scalar::mod(a, b); }
  bool operator==(const Mod&) const = default;
};

}  // namespace sinter
