// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct MatrixInverse {
  static constexpr std::string_view kName = "MatrixInverse";
  static constexpr std::string_view kDoc =
      "The inverses of the square matrices in the last two dims (ONNX Runtime's Inverse, numpy.linalg.inv), by "
      "elimination with partial pivoting. The inverse of a singular matrix is not finite.";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr auto fields() { return std::tuple{}; }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const MatrixInverse&) const = default;
};

}  // namespace sinter
