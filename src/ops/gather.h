// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Gather {
  int64_t axis = 0;

  static constexpr std::string_view kName = "Gather";
  static constexpr std::string_view kDoc =
      "Slices of x along axis, picked by an integer tensor whose dims replace that axis (ONNX Gather, numpy.take). "
      "Negative indices count from the end; one outside the axis is an error.";
  static constexpr int kMinInputs = 2, kMaxInputs = 2;
  static constexpr auto fields() { return std::tuple{Field{1, "axis", &Gather::axis}}; }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const Gather&) const = default;
};

}  // namespace sinter
