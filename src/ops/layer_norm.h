// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct LayerNorm {
  int64_t axis = -1;
  double epsilon = 1e-5;
  bool centred = true;  // false: RMS norm, x / sqrt(mean of squares + epsilon)
  int64_t dims = 0;     // how many dims from axis on are normalized over; 0: all to the last

  static constexpr std::string_view kName = "LayerNorm";
  static constexpr std::string_view kDoc =
      "(x - mean) / sqrt(var + epsilon) * scale + bias with mean and (biased) variance over dims axis..rank-1 "
      "(ONNX LayerNormalization), or over the number of dims that `dims` says; not centred, the mean counts as 0 (ONNX "
      "RMSNormalization). Inputs x, optional scale, optional bias; both broadcast to x.";
  static constexpr int kMinInputs = 1, kMaxInputs = 3;
  static constexpr auto fields() {
    return std::tuple{Field{1, "axis", &LayerNorm::axis}, Field{2, "epsilon", &LayerNorm::epsilon},
                      Field{3, "centred", &LayerNorm::centred}, Field{4, "dims", &LayerNorm::dims}};
  }

  /// The normalized dims of an x of this rank: from first to (not with) last.
  int64_t first(int64_t rank) const { return axis < 0 ? axis + rank : axis; }
  int64_t last(int64_t rank) const { return dims == 0 ? rank : first(rank) + dims; }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const LayerNorm&) const = default;
};

}  // namespace sinter
