// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Size {
  static constexpr std::string_view kName = "Size";
  static constexpr std::string_view kDoc = "The number of elements of x as an i64 scalar (ONNX Size).";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr auto fields() { return std::tuple{}; }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const Size&) const = default;
};

}  // namespace sinter
