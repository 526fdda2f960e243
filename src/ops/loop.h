// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Loop {
  int64_t carried = 0;  // number of values carried from one iteration to the next

  static constexpr std::string_view kName = "Loop";
  static constexpr std::string_view kDoc =
      "Repeats its region (ONNX Loop, Scan). Inputs: optional trip count (i64 scalar), optional condition (bool "
      "scalar), the carried values, then what the region reads from outside. Region inputs: iteration number "
      "(i64), condition, carried values, outside values; region outputs: condition, carried values, scanned "
      "values. Outputs: the last carried values, then each scanned value stacked along a new dim 0. Carried values "
      "keep dtype and rank; their dims may change. Structural.";
  static constexpr OpTraits kTraits = {.regions = 1};
  static constexpr int kMinInputs = 2, kNumOutputs = -1;
  static constexpr auto fields() { return std::tuple{Field{1, "carried", &Loop::carried}}; }

  void infer(InferContext& ctx) const;
  bool operator==(const Loop&) const = default;
};

}  // namespace sinter
