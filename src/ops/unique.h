// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Unique {
  bool flatten = true;  // all elements; else slices along `axis`
  int64_t axis = 0;
  bool sorted = true;  // else in the order of their first occurrence

  static constexpr std::string_view kName = "Unique";
  static constexpr std::string_view kDoc =
      "The distinct elements of x, or its distinct slices along axis (ONNX Unique, numpy.unique). Outputs: them; the "
      "index of the first occurrence of each; for every element of x the index of its equal among them; how often "
      "each occurs. Slices are ordered by their elements in turn. NaN equals NaN and comes last. Their number "
      "depends on the data.";
  static constexpr int kMinInputs = 1, kMaxInputs = 1, kNumOutputs = 4;
  static constexpr auto fields() {
    return std::tuple{Field{1, "flatten", &Unique::flatten}, Field{2, "axis", &Unique::axis},
                      Field{3, "sorted", &Unique::sorted}};
  }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const Unique&) const = default;
};

}  // namespace sinter
