// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"
#include "ops/sampling.h"

namespace sinter {

struct GridSample {
  GridMode mode = GridMode::kLinear;
  GridPadding padding = GridPadding::kZeros;
  bool align_corners = false;

  static constexpr std::string_view kName = "GridSample";
  static constexpr std::string_view kDoc =
      "Samples x[N,C,spatial...] at the positions grid[N,out...,d] (ONNX GridSample, torch grid_sample; one to three "
      "spatial dims). The last dim of grid holds coordinates in [-1, 1], the last spatial dim's first; -1 and 1 are "
      "the outer edges of the outer elements, or their centres with align_corners. Nearest rounds ties to even.";
  static constexpr int kMinInputs = 2, kMaxInputs = 2;
  static constexpr std::string_view kModeNames[] = {"linear", "nearest", "cubic"};
  static constexpr std::string_view kPaddingNames[] = {"zeros", "border", "reflection"};
  static constexpr auto fields() {
    return std::tuple{Field{1, "mode", &GridSample::mode, std::span(kModeNames)},
                      Field{2, "padding", &GridSample::padding, std::span(kPaddingNames)},
                      Field{3, "align_corners", &GridSample::align_corners}};
  }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const GridSample&) const = default;
};

}  // namespace sinter
