// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Log {
  static constexpr std::string_view kName = "Log";
  static constexpr std::string_view kDoc = "Natural logarithm; log(0) = -inf, NaN below 0 (ONNX Log).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kFloatClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T x) const { return scalar::log(x); }
  bool operator==(const Log&) const = default;
};

}  // namespace sinter
