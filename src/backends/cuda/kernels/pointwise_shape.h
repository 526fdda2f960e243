// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// How a pointwise kernel walks its operands: the output's dims with as many merged as broadcasting allows, and each
// input's strides in them. Computed at every enqueue, on the stack: shapes may be dynamic.
#pragma once
#include <cstdint>
#include <span>

#include "backend/kernel.h"

namespace sinter::cuda {

inline constexpr int kMaxPointwiseInputs = 16;
inline constexpr int kMaxPointwiseOutputs = 8;
inline constexpr int kMaxPointwiseRank = 8;

struct PointwiseShape {
  int64_t count = 0;
  int rank = 1;
  int64_t dims[kMaxPointwiseRank] = {1};
  int64_t strides[kMaxPointwiseInputs][kMaxPointwiseRank] = {};  // in elements, 0 where an input repeats
  bool flat = false;                                             // every input is dense like the output, or one element
  uint32_t scalars = 0;                                          // bit i: input i is one element (if flat)
};

/// Bad if an input does not broadcast to the outputs' shape, or the rank is too large.
Status pointwise_shape(std::span<const TensorArg> inputs, const TensorArg& output, PointwiseShape& shape) noexcept;

}  // namespace sinter::cuda
