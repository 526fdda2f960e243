// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct HardSwish {
  static constexpr std::string_view kName = "HardSwish";
  static constexpr std::string_view kDoc = "x * max(0, min(1, x / 6 + 0.5)) (ONNX HardSwish).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kFloatClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T x) const { return x * scalar::max(T(0), scalar::min(T(1), x * T(1.0 / 6) + T(0.5))); }
  bool operator==(const HardSwish&) const = default;
};

}  // namespace sinter
