// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct PRelu {
  static constexpr std::string_view kName = "PRelu";
  static constexpr std::string_view kDoc = "x where x >= 0, else slope * x (ONNX PRelu; the slope broadcasts).";
  static constexpr int kArity = 2;
  static constexpr int kClasses = kNumberClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T x, T slope) const { return scalar::select(x < T(0), scalar::mul(slope, x), x); }
  bool operator==(const PRelu&) const = default;
};

}  // namespace sinter
