// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Range {
  SymDims length = {};  // the number of elements, one dim; empty: it follows from the inputs

  static constexpr std::string_view kName = "Range";
  static constexpr std::string_view kDoc =
      "start + k * delta for k = 0 .. max(0, ceil((limit - start) / delta)) - 1 (ONNX Range). Inputs start, limit, "
      "delta: scalars of one dtype; without `length` they must be known from constants and shapes.";
  static constexpr int kMinInputs = 3, kMaxInputs = 3;
  static constexpr auto fields() { return std::tuple{Field{1, "length", &Range::length}}; }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const Range&) const = default;
};

}  // namespace sinter
