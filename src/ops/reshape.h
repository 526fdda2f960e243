// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Reshape {
  SymDims dims = {};  // the result's dims, -1 for at most one that follows from the rest; empty: see the shape input
  bool zero_copies = true;  // an element 0 of the shape input copies the dim of x at its place

  static constexpr std::string_view kName = "Reshape";
  static constexpr std::string_view kDoc =
      "Same elements in the same order, other dims (ONNX Reshape, Squeeze, Unsqueeze, Flatten). The dims come from "
      "`dims`, or else from the optional shape input (0 copies unless zero_copies is false, -1 follows from the "
      "rest); without both the result is a scalar.";
  static constexpr OpTraits kTraits = {.view = true};
  static constexpr int kMinInputs = 1, kMaxInputs = 2;
  static constexpr auto fields() {
    return std::tuple{Field{1, "dims", &Reshape::dims}, Field{2, "zero_copies", &Reshape::zero_copies}};
  }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const Reshape&) const = default;
};

}  // namespace sinter
