// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The dims of a transposed convolution, with three spatial dims as in conv_shape.h: input position i and tap k meet
// output position i * stride + k * dilation - pad, where that lies in the output.
#pragma once
#include "backends/cpu/kernels/conv_shape.h"

namespace sinter::cpu {

struct DeconvShape {
  WindowParams window;
  int64_t batch = 0, groups = 1, in_channels = 0, out_channels = 0;  // channels of one group
  int64_t in[3] = {1, 1, 1}, out[3] = {1, 1, 1};

  int64_t in_size() const { return in[0] * in[1] * in[2]; }
  int64_t out_size() const { return out[0] * out[1] * out[2]; }
  int64_t rows() const { return out_channels * window.taps(); }  // of the columns' matrix of one group
};

/// Checks x[N, groups*in_channels, ...] and out[N, groups*out_channels, ...]; any extents are safe.
Status make_deconv_shape(const WindowParams& window, int64_t groups, int64_t in_channels, int64_t out_channels,
                         const TensorArg& x, const TensorArg& out, DeconvShape& shape) noexcept;

/// Adds columns of input rows [first, end) (of in[0] * in[1] rows of in[2] elements) to one output plane. Row `tap` of
/// the columns lies at columns + tap * stride.
void fold_columns(const DeconvShape& shape, const float* columns, int64_t stride, int64_t first, int64_t end,
                  float* plane) noexcept;

}  // namespace sinter::cpu
