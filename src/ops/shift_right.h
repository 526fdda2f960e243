// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct ShiftRight {
  static constexpr std::string_view kName = "ShiftRight";
  static constexpr std::string_view kDoc =
      "a >> b without sign extension beyond 64 bits (ONNX BitShift RIGHT, which knows unsigned types only).";
  static constexpr int kArity = 2;
  static constexpr int kClasses = kIntClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T a, T b) const { return scalar::shift_right(a, b); }
  bool operator==(const ShiftRight&) const = default;
};

}  // namespace sinter
