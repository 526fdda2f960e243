// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Cast {
  DataType to = DataType::kFloat32;

  static constexpr std::string_view kName = "Cast";
  static constexpr std::string_view kDoc =
      "Converts elements (ONNX Cast): to floats rounds to nearest even, floats to integers truncate and saturate "
      "(NaN gives 0), integers to narrower integers wrap, to bool is x != 0.";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr auto fields() { return std::tuple{Field{1, "to", &Cast::to}}; }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  /// Pointwise for backends, although its result type is not the inputs'.
  ScalarProgram program(std::span<const ScalarClass> inputs) const;
  bool operator==(const Cast&) const = default;
};

}  // namespace sinter
