// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct If {
  static constexpr std::string_view kName = "If";
  static constexpr std::string_view kDoc =
      "Runs region 0 if the scalar bool input 0 is true, else region 1 (ONNX If). Inputs: condition, then the "
      "inputs that both regions take; outputs: the region's. Structural: the runtime knows it.";
  static constexpr OpTraits kTraits = {.regions = 2};
  static constexpr int kMinInputs = 1, kNumOutputs = -1;
  static constexpr auto fields() { return std::tuple{}; }

  void infer(InferContext& ctx) const;
  bool operator==(const If&) const = default;
};

}  // namespace sinter
