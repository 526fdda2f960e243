// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Transpose {
  std::vector<int64_t> perm = {};  // empty: reverses the dims

  static constexpr std::string_view kName = "Transpose";
  static constexpr std::string_view kDoc = "Permutes dims: dim i of the result is dim perm[i] of x (ONNX Transpose).";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr auto fields() { return std::tuple{Field{1, "perm", &Transpose::perm}}; }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const Transpose&) const = default;
};

}  // namespace sinter
