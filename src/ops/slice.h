// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Slice {
  std::vector<int64_t> axes = {};   // empty: 0, 1, ...
  SymDims starts = {}, ends = {};        // one per axis
  std::vector<int64_t> steps = {};  // empty: ones; not 0
  SymDims by = {};                  // instead of steps where the run tells them

  static constexpr std::string_view kName = "Slice";
  static constexpr std::string_view kDoc =
      "x[start:end:step] along each axis (ONNX Slice-13): negative starts and ends count from the end, both are "
      "clamped. Instead of attributes the values may come as inputs: x, starts, ends, optional axes, optional "
      "steps (axes and steps constant).";
  static constexpr int kMinInputs = 1, kMaxInputs = 5;
  static constexpr auto fields() {
    return std::tuple{Field{1, "axes", &Slice::axes}, Field{2, "starts", &Slice::starts},
                      Field{3, "ends", &Slice::ends}, Field{4, "steps", &Slice::steps}, Field{5, "by", &Slice::by}};
  }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const Slice&) const = default;
};

}  // namespace sinter
