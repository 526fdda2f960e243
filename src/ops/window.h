// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The sliding window that Convolution and Pooling share: attributes with their defaults filled in, output extents.
#pragma once
#include <string_view>

#include "ir/infer.h"
#include "sinter/types.h"

namespace sinter {

struct Window {
  Dims strides, dilations, pads_begin, pads_end;  // one entry per spatial dim

  /// Fills empty lists with ones and zeros. The lengths were checked by `check`.
  static Window of(const std::vector<int64_t>& strides, const std::vector<int64_t>& dilations,
                   const std::vector<int64_t>& pads_begin, const std::vector<int64_t>& pads_end, size_t spatial);
  /// Error unless each list is empty or has `spatial` entries, strides and dilations are positive, pads not negative.
  static void check(const InferContext& ctx, const std::vector<int64_t>& strides, const std::vector<int64_t>& dilations,
                    const std::vector<int64_t>& pads_begin, const std::vector<int64_t>& pads_end, size_t spatial);
  /// Windows along spatial dim i for an input extent and a kernel extent (both may be symbolic); requires that one
  /// fits. With `ceil` a last window may reach beyond the end, if it starts inside the input or the padding before it.
  Dim out_dim(InferContext& ctx, const Dim& in, const Dim& kernel, size_t i, bool ceil) const;
};

}  // namespace sinter
