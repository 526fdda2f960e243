// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

/// keys, values: vectors of the same length; otherwise: one element of the values' type.
struct LookupTable {
  Weights keys, values, otherwise;

  static constexpr std::string_view kName = "LookupTable";
  static constexpr std::string_view kDoc =
      "Each element x replaced by values[i] where keys[i] is x, or by the one of otherwise (ONNX LabelEncoder, "
      "CategoryMapper). Of equal keys the first counts; NaN is found under NaN.";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr auto fields() {
    return std::tuple{Field{1, "keys", &LookupTable::keys}, Field{2, "values", &LookupTable::values},
                      Field{3, "otherwise", &LookupTable::otherwise}};
  }
  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const LookupTable&) const = default;
};

}  // namespace sinter
