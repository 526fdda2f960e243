// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Deconvolution {
  std::vector<int64_t> strides = {}, dilations = {};    // empty: ones
  std::vector<int64_t> pads_begin = {}, pads_end = {};  // empty: zeros
  std::vector<int64_t> output_padding = {};             // empty: zeros
  int64_t group = 1;

  static constexpr std::string_view kName = "Deconvolution";
  static constexpr std::string_view kDoc =
      "The transpose of a convolution (ONNX ConvTranspose). Inputs x[N,C,spatial...], w[C,M/group,kernel...], optional "
      "bias[M]; every x[n,c,i] adds x * w[c,m,k] to out[n,m,i*stride+k*dilation-pad]. Extents: (in-1)*stride + "
      "(kernel-1)*dilation + 1 + output_padding - both pads. Ranks 3 to 5.";
  static constexpr int kMinInputs = 2, kMaxInputs = 3;
  static constexpr auto fields() {
    return std::tuple{Field{1, "strides", &Deconvolution::strides},
                      Field{2, "dilations", &Deconvolution::dilations},
                      Field{3, "pads_begin", &Deconvolution::pads_begin},
                      Field{4, "pads_end", &Deconvolution::pads_end},
                      Field{5, "output_padding", &Deconvolution::output_padding},
                      Field{6, "group", &Deconvolution::group}};
  }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const Deconvolution&) const = default;
};

}  // namespace sinter
