// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Trilu {
  bool upper = true;

  static constexpr std::string_view kName = "Trilu";
  static constexpr std::string_view kDoc =
      "Keeps the upper or lower triangle of the matrices in the last two dims, zero elsewhere (ONNX Trilu, "
      "numpy.triu and tril). Optional input 1, an integer scalar k, moves the diagonal up by k.";
  static constexpr int kMinInputs = 1, kMaxInputs = 2;
  static constexpr auto fields() { return std::tuple{Field{1, "upper", &Trilu::upper}}; }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const Trilu&) const = default;
};

}  // namespace sinter
