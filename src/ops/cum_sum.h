// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct CumSum {
  int64_t axis = 0;
  bool exclusive = false, reverse = false;
  bool product = false;  // multiplies instead of adding: CumProd
  SymDims along = {};    // instead of axis where the run chooses it: one dim, from -rank to rank - 1

  static constexpr std::string_view kName = "CumSum";
  static constexpr std::string_view kDoc =
      "Running sum, or product, along axis (ONNX CumSum and CumProd, numpy.cumsum); exclusive leaves out the element "
      "itself, reverse starts at the end. Integers wrap. A constant scalar as input 1 replaces the attribute axis.";
  static constexpr int kMinInputs = 1, kMaxInputs = 2;
  static constexpr auto fields() {
    return std::tuple{Field{1, "axis", &CumSum::axis}, Field{2, "exclusive", &CumSum::exclusive},
                      Field{3, "reverse", &CumSum::reverse}, Field{4, "product", &CumSum::product},
                      Field{5, "along", &CumSum::along}};
  }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const CumSum&) const = default;
};

}  // namespace sinter
