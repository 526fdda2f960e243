// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct ShiftRight {
  static constexpr std::string_view kName = "ShiftRight";
  static constexpr std::string_view kDoc =
      "a >> b, arithmetic for signed types; shifting by a negative amount or by the width and more leaves copies of "
      "the "
      "sign (ONNX BitShift RIGHT).";
  static constexpr int kArity = 2;
  static constexpr int kClasses = kIntClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T a, T b) const {
    return scalar::shift_right(a, b);
  }
  bool operator==(const ShiftRight&) const = default;
};

}  // namespace sinter
