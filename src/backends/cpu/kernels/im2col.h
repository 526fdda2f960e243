// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "backends/cpu/kernels/conv_shape.h"
#include "backends/cpu/pack.h"

namespace sinter::cpu {

/// Packs output positions [first, first + count) of one image's group as columns of B: panels of `width` columns by
/// shape.depth() rows, each row one tap of one channel (in the order of w[M, C/g, k...]). `image` is the group's first
/// plane. Taps in the padding and lanes past the last position are zero. width <= kMaxPanelWidth.
inline constexpr int64_t kMaxPanelWidth = 256;
void pack_im2col(const ConvShape& shape, const void* image, PackType type, int64_t first, int64_t count, int64_t width,
                 float* panels) noexcept;

}  // namespace sinter::cpu
