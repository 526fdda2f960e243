// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Shape {
  int64_t start = 0, end = INT64_MAX;

  static constexpr std::string_view kName = "Shape";
  static constexpr std::string_view kDoc =
      "The dims [start, end) of x as an i64 vector (ONNX Shape-15); negative bounds count from the end, both are "
      "clamped.";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr auto fields() { return std::tuple{Field{1, "start", &Shape::start}, Field{2, "end", &Shape::end}}; }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const Shape&) const = default;
};

}  // namespace sinter
