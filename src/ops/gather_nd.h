// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct GatherND {
  int64_t batch_dims = 0;

  static constexpr std::string_view kName = "GatherND";
  static constexpr std::string_view kDoc =
      "Slices of x picked by the index tuples in the last dim of indices (ONNX GatherND): out = x[b, tuple, ...] "
      "where the first batch_dims dims b are shared. Negative indices count from the end; one outside is an error.";
  static constexpr int kMinInputs = 2, kMaxInputs = 2;
  static constexpr auto fields() { return std::tuple{Field{1, "batch_dims", &GatherND::batch_dims}}; }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const GatherND&) const = default;
};

}  // namespace sinter
