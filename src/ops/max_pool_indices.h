// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct MaxPoolIndices {
  std::vector<int64_t> kernel = {};
  std::vector<int64_t> strides = {}, dilations = {};    // empty: ones
  std::vector<int64_t> pads_begin = {}, pads_end = {};  // empty: zeros
  bool ceil_mode = false, column_major = false;

  static constexpr std::string_view kName = "MaxPoolIndices";
  static constexpr std::string_view kDoc =
      "Pooling of kind max that also tells where each largest element lies (ONNX MaxPool with Indices): outputs y and "
      "i64 indices into x as one row of elements, or with column_major with the spatial dims of each plane in reverse "
      "order. Of equals the first one counts; NaN is larger than all numbers. A window without elements gives -1.";
  static constexpr int kMinInputs = 1, kMaxInputs = 1, kNumOutputs = 2;
  static constexpr auto fields() {
    return std::tuple{Field{1, "kernel", &MaxPoolIndices::kernel},
                      Field{2, "strides", &MaxPoolIndices::strides},
                      Field{3, "dilations", &MaxPoolIndices::dilations},
                      Field{4, "pads_begin", &MaxPoolIndices::pads_begin},
                      Field{5, "pads_end", &MaxPoolIndices::pads_end},
                      Field{6, "ceil_mode", &MaxPoolIndices::ceil_mode},
                      Field{7, "column_major", &MaxPoolIndices::column_major}};
  }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const MaxPoolIndices&) const = default;
};

}  // namespace sinter
