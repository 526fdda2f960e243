// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Concat {
  int64_t axis = 0;

  static constexpr std::string_view kName = "Concat";
  static constexpr std::string_view kDoc = "Joins tensors of one dtype and rank along axis (ONNX Concat).";
  static constexpr int kMinInputs = 1;
  static constexpr auto fields() { return std::tuple{Field{1, "axis", &Concat::axis}}; }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const Concat&) const = default;
};

}  // namespace sinter
