// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct LogSoftmax {
  int64_t axis = -1;

  static constexpr std::string_view kName = "LogSoftmax";
  static constexpr std::string_view kDoc =
      "s - log(sum of exp(s)) along axis with s = x - max(x) (ONNX LogSoftmax-13); 16-bit floats compute in f32.";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr auto fields() { return std::tuple{Field{1, "axis", &LogSoftmax::axis}}; }

  void infer(InferContext& ctx) const;
  void decompose(DecomposeContext& ctx) const;
  bool operator==(const LogSoftmax&) const = default;
};

}  // namespace sinter
