// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

enum class ScatterReduction : uint8_t { kNone, kAdd, kMul, kMax, kMin };

struct ScatterND {
  ScatterReduction reduction = ScatterReduction::kNone;

  static constexpr std::string_view kName = "ScatterND";
  static constexpr std::string_view kDoc =
      "A copy of x with slices, named by the index tuples in the last dim of indices, replaced by (or combined "
      "with) updates, in the order of the tuples (ONNX ScatterND). Inputs x, indices, updates. Negative indices "
      "count from the end; one outside is an error.";
  static constexpr int kMinInputs = 3, kMaxInputs = 3;
  static constexpr std::string_view kReductionNames[] = {"none", "add", "mul", "max", "min"};
  static constexpr auto fields() {
    return std::tuple{Field{1, "reduction", &ScatterND::reduction, std::span(kReductionNames)}};
  }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const ScatterND&) const = default;
};

}  // namespace sinter
