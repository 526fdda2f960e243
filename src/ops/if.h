// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct If {
  int64_t only = -1;         // the branch that must be taken, 0 or 1; -1: either
  std::string refused = {};  // with `only`: why the other one cannot be run

  static constexpr std::string_view kName = "If";
  static constexpr std::string_view kDoc =
      "Runs region 0 if the scalar bool input 0 is true, else region 1 (ONNX If). Inputs: condition, then the "
      "inputs that both regions take; outputs: the region's. With `only`, the other region is empty, "
      "and the run fails where it would be taken. "
      "Structural: the runtime knows it.";
  static constexpr OpTraits kTraits = {.regions = 2};
  static constexpr int kMinInputs = 1, kNumOutputs = -1;
  static constexpr auto fields() {
    return std::tuple{Field{1, "only", &If::only}, Field{2, "refused", &If::refused}};
  }

  void infer(InferContext& ctx) const;
  bool operator==(const If&) const = default;
};

struct Node;
/// Makes a branch of an If one that must not be taken: the run fails with `why` where it would be. The other one
/// stays.
void refuse_branch(Node& node, size_t branch, std::string why);

}  // namespace sinter
