// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct GatherElements {
  int64_t axis = 0;

  static constexpr std::string_view kName = "GatherElements";
  static constexpr std::string_view kDoc =
      "out[i][j] = x[indices[i][j]][j] for axis 0, and so on (ONNX GatherElements, numpy.take_along_axis without "
      "broadcasting). Negative indices count from the end; one outside the axis is an error.";
  static constexpr int kMinInputs = 2, kMaxInputs = 2;
  static constexpr auto fields() { return std::tuple{Field{1, "axis", &GatherElements::axis}}; }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const GatherElements&) const = default;
};

}  // namespace sinter
