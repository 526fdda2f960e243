// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "ir/op_fields.h"

namespace sinter {

struct Fusion {
  std::string kind = {};  // what was fused: "pointwise", "conv", "matmul", ...; a hint, no meaning

  static constexpr std::string_view kName = "Fusion";
  static constexpr std::string_view kDoc =
      "Computes its region in one step. The region's inputs are the node's inputs one to one, its outputs the "
      "node's.";
  static constexpr OpTraits kTraits = {.regions = 1};
  static constexpr int kMinInputs = 0, kNumOutputs = -1;
  static constexpr auto fields() { return std::tuple{Field{1, "kind", &Fusion::kind}}; }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const Fusion&) const = default;
};

}  // namespace sinter
