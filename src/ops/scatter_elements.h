// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ops/scatter_nd.h"

namespace sinter {

struct ScatterElements {
  int64_t axis = 0;
  ScatterReduction reduction = ScatterReduction::kNone;

  static constexpr std::string_view kName = "ScatterElements";
  static constexpr std::string_view kDoc =
      "A copy of x in which out[indices[i][j]][j] is replaced by, or combined with, updates[i][j] for axis 0, and so "
      "on, in row-major order of the updates (ONNX ScatterElements). Inputs x, indices, updates. Negative indices "
      "count from the end; one outside is an error.";
  static constexpr int kMinInputs = 3, kMaxInputs = 3;
  static constexpr auto fields() {
    return std::tuple{Field{1, "axis", &ScatterElements::axis},
                      Field{2, "reduction", &ScatterElements::reduction, std::span(ScatterND::kReductionNames)}};
  }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const ScatterElements&) const = default;
};

}  // namespace sinter
