// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct BitNot {
  static constexpr std::string_view kName = "BitNot";
  static constexpr std::string_view kDoc = "Bitwise complement (ONNX BitwiseNot).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kIntClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T x) const { return scalar::bit_not(x); }
  bool operator==(const BitNot&) const = default;
};

}  // namespace sinter
