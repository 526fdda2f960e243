// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <tuple>

#include "ir/op_fields.h"
#include "ir/weights.h"

namespace sinter {

/// A constant tensor. Structural: the compiler places its bytes, nothing runs.
struct Constant {
  Weights value;

  static constexpr std::string_view kName = "Constant";
  static constexpr std::string_view kDoc = "A constant tensor.";
  static constexpr int kMaxInputs = 0;
  static constexpr auto fields() { return std::tuple{Field{1, "value", &Constant::value}}; }

  void infer(InferContext& ctx) const;
  bool operator==(const Constant&) const = default;
};

}  // namespace sinter
