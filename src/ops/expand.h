// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Expand {
  SymDims dims = {};   // empty: see the shape input
  bool exact = false;  // `dims` are the result's: none of them is 1 where x has more

  static constexpr std::string_view kName = "Expand";
  static constexpr std::string_view kDoc =
      "x broadcast with the shape `dims`, or with that of the optional shape input (ONNX Expand, ConstantOfShape): "
      "a dim of the result is the larger one where one of both is 1.";
  static constexpr int kMinInputs = 1, kMaxInputs = 2;
  static constexpr auto fields() { return std::tuple{Field{1, "dims", &Expand::dims}, Field{2, "exact", &Expand::exact}}; }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const Expand&) const = default;
};

}  // namespace sinter
