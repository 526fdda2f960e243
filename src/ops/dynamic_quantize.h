// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct DynamicQuantize {
  static constexpr std::string_view kName = "DynamicQuantize";
  static constexpr std::string_view kDoc =
      "Quantizes f32 to u8 with scale and zero point from the data (ONNX DynamicQuantizeLinear): with lo = min(0, "
      "min x) and hi = max(0, max x), scale = (hi - lo) / 255 (1 if that is 0) and zero_point = round(clip(-lo / "
      "scale, 0, 255)). Outputs y, scale, zero_point.";
  static constexpr int kMinInputs = 1, kMaxInputs = 1, kNumOutputs = 3;
  static constexpr auto fields() { return std::tuple{}; }

  void infer(InferContext& ctx) const;
  void decompose(DecomposeContext& ctx) const;
  bool operator==(const DynamicQuantize&) const = default;
};

}  // namespace sinter
