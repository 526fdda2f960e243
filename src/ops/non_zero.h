// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct NonZero {
  static constexpr std::string_view kName = "NonZero";
  static constexpr std::string_view kDoc =
      "Indices of the elements that are not 0 (NaN is not), in row-major order, as an i64[rank, count] (ONNX "
      "NonZero, numpy.nonzero). The count depends on the data.";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr auto fields() { return std::tuple{}; }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const NonZero&) const = default;
};

}  // namespace sinter
