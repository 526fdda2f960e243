// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

enum class ReduceKind : uint8_t { kSum, kMean, kMax, kMin, kProd, kL1, kL2, kLogSum, kLogSumExp, kSumSquare };

struct Reduce {
  ReduceKind kind = ReduceKind::kSum;
  std::vector<int64_t> axes = {};  // empty: all
  bool keep_dims = true;
  SymDims chosen = {};  // instead of axes where the run chooses them: per dim 1 to reduce it, 0 to keep it; keep_dims

  static constexpr std::string_view kName = "Reduce";
  static constexpr std::string_view kDoc =
      "Reduces over axes (ONNX Reduce*, numpy). Over no elements: sum, l1, l2, sum_square 0; prod 1; max the "
      "lowest and min the highest value; mean NaN; log_sum and log_sum_exp -inf. max and min give NaN if one is "
      "NaN. Integer sums and products are exact and wrap; an integer mean truncates towards zero.";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr std::string_view kKindNames[] = {"sum", "mean", "max",     "min",         "prod",
                                                    "l1",  "l2",   "log_sum", "log_sum_exp", "sum_square"};
  static constexpr auto fields() {
    return std::tuple{Field{1, "kind", &Reduce::kind, std::span(kKindNames)}, Field{2, "axes", &Reduce::axes},
                      Field{3, "keep_dims", &Reduce::keep_dims}, Field{4, "chosen", &Reduce::chosen}};
  }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const Reduce&) const = default;
};

}  // namespace sinter
