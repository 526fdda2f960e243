// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct DeformColumns {
  std::vector<int64_t> kernel = {};
  std::vector<int64_t> strides = {}, dilations = {};    // empty: ones
  std::vector<int64_t> pads_begin = {}, pads_end = {};  // empty: zeros
  int64_t groups = 1;                                   // of channels that share offsets

  static constexpr std::string_view kName = "DeformColumns";
  static constexpr std::string_view kDoc =
      "The columns of a deformable convolution (ONNX DeformConv; Zhu et al., 2019), to be multiplied with its weights. "
      "Inputs x[N,C,spatial...], offset[N,groups*taps*d,out...] (for each tap its shift along each of the d dims), "
      "optional mask[N,groups*taps,out...]; out[N,C*taps,positions] holds linear samples, 0 outside x, times mask.";
  static constexpr int kMinInputs = 2, kMaxInputs = 3;
  static constexpr auto fields() {
    return std::tuple{
        Field{1, "kernel", &DeformColumns::kernel},       Field{2, "strides", &DeformColumns::strides},
        Field{3, "dilations", &DeformColumns::dilations}, Field{4, "pads_begin", &DeformColumns::pads_begin},
        Field{5, "pads_end", &DeformColumns::pads_end},   Field{6, "groups", &DeformColumns::groups}};
  }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const DeformColumns&) const = default;
};

}  // namespace sinter
