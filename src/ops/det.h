// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Det {
  static constexpr std::string_view kName = "Det";
  static constexpr std::string_view kDoc =
      "Determinants of the square matrices in the last two dims (ONNX Det, numpy.linalg.det), by elimination with "
      "pivoting in double.";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr auto fields() { return std::tuple{}; }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const Det&) const = default;
};

}  // namespace sinter
