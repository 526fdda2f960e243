// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct ShapeTensor {
  static constexpr std::string_view kName = "ShapeTensor";
  static constexpr std::string_view kDoc =
      "x itself, a small integer tensor whose elements shapes depend on: its elements are read during the run, and from "
      "there on are symbols of shape arithmetic (TensorRT's shape tensors). Inserted where a shape operand is not known "
      "at build time.";
  static constexpr OpTraits kTraits = {.view = true};
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr auto fields() { return std::tuple{}; }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const ShapeTensor&) const = default;
};

/// Elements that a ShapeTensor may have: far more than any shape operand.
inline constexpr int64_t kMaxShapeElements = 256;

}  // namespace sinter
