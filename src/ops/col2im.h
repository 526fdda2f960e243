// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Col2Im {
  SymDims image = {}, block = {};                       // one entry per spatial dim
  std::vector<int64_t> strides = {}, dilations = {};    // empty: ones
  std::vector<int64_t> pads_begin = {}, pads_end = {};  // empty: zeros

  static constexpr std::string_view kName = "Col2Im";
  static constexpr std::string_view kDoc =
      "Puts blocks back into an image, adding where they overlap (ONNX Col2Im, torch fold). x[N,C*taps,positions] "
      "holds "
      "the blocks that a window of `block` extents sees at each position of the padded image; out[N,C,image...]. Any "
      "number of spatial dims up to 8.";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr auto fields() {
    return std::tuple{Field{1, "image", &Col2Im::image},           Field{2, "block", &Col2Im::block},
                      Field{3, "strides", &Col2Im::strides},       Field{4, "dilations", &Col2Im::dilations},
                      Field{5, "pads_begin", &Col2Im::pads_begin}, Field{6, "pads_end", &Col2Im::pads_end}};
  }

  static constexpr size_t kMaxSpatial = 8;
  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const Col2Im&) const = default;
};

}  // namespace sinter
