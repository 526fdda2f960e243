// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Convolution {
  std::vector<int64_t> strides = {}, dilations = {};    // empty: ones
  std::vector<int64_t> pads_begin = {}, pads_end = {};  // empty: zeros
  int64_t group = 1;

  static constexpr std::string_view kName = "Convolution";
  static constexpr std::string_view kDoc =
      "Cross-correlation with zero padding (ONNX Conv, ConvInteger). Inputs x[N,C,spatial...], "
      "w[M,C/group,kernel...], optional bias[M]; out[n,m,o] = bias[m] + sum over c,k of "
      "x[n,c,o*stride+k*dilation-pad] * w[m,c,k]. Ranks 3 to 5. i32 sums are exact and wrap.";
  static constexpr int kMinInputs = 2, kMaxInputs = 3;
  static constexpr auto fields() {
    return std::tuple{Field{1, "strides", &Convolution::strides}, Field{2, "dilations", &Convolution::dilations},
                      Field{3, "pads_begin", &Convolution::pads_begin}, Field{4, "pads_end", &Convolution::pads_end},
                      Field{5, "group", &Convolution::group}};
  }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const Convolution&) const = default;
};

}  // namespace sinter
