// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Fmod {
  static constexpr std::string_view kName = "Fmod";
  static constexpr std::string_view kDoc =
      "Remainder with the sign of the dividend (ONNX Mod, fmod=1; C fmod); integers: x mod 0 is 0.";
  static constexpr int kArity = 2;
  static constexpr int kClasses = kNumberClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T a, T b) const { return scalar::fmod(a, b); }
  bool operator==(const Fmod&) const = default;
};

}  // namespace sinter
