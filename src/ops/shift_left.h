// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct ShiftLeft {
  static constexpr std::string_view kName = "ShiftLeft";
  static constexpr std::string_view kDoc =
      "a << b, bits shifted out are lost (ONNX BitShift LEFT); 0 where b exceeds the width.";
  static constexpr int kArity = 2;
  static constexpr int kClasses = kIntClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T a, T b) const { return scalar::shift_left(a, b); }
  bool operator==(const ShiftLeft&) const = default;
};

}  // namespace sinter
