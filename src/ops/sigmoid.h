// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Sigmoid {
  static constexpr std::string_view kName = "Sigmoid";
  static constexpr std::string_view kDoc = "1 / (1 + exp(-x)) (ONNX Sigmoid).";
  static constexpr int kArity = 1;
  static constexpr int kClasses = kFloatClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T x) const { return scalar::recip(T(1) + scalar::exp(-x)); }
  bool operator==(const Sigmoid&) const = default;
};

}  // namespace sinter
