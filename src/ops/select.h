// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Select {
  static constexpr std::string_view kName = "Select";
  static constexpr std::string_view kDoc = "a where c is true, else b (ONNX Where).";
  static constexpr int kArity = 3;
  static constexpr int kClasses = kAnyClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr auto fields() { return std::tuple{}; }

  template <class T>
  T operator()(T c, T a, T b) const { return scalar::select(c, a, b); }
  bool operator==(const Select&) const = default;
};

}  // namespace sinter
