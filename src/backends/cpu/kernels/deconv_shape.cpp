// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cpu/kernels/deconv_shape.h"

namespace sinter::cpu {

Status make_deconv_shape(const WindowParams& window, int64_t groups, int64_t in_channels, int64_t out_channels,
                         const TensorArg& x, const TensorArg& out, DeconvShape& s) noexcept {
  constexpr int64_t kMostExtent = int64_t(1) << 31;
  s = {};
  s.window = window;
  s.groups = groups, s.in_channels = in_channels, s.out_channels = out_channels;
  const int rank = window.spatial + 2;
  if (x.rank != rank || out.rank != rank) return Status::bad("a deconvolution got operands of another rank");
  s.batch = x.dims[0];
  if (out.dims[0] != s.batch) return Status::bad("a deconvolution got operands of different batch");
  if (x.dims[1] % groups != 0 || x.dims[1] / groups != in_channels)
    return Status::bad("a deconvolution got another number of channels");
  if (out.dims[1] % groups != 0 || out.dims[1] / groups != out_channels)
    return Status::bad("a deconvolution got another number of output channels");
  for (int i = 0; i < window.spatial; ++i) {
    const int at = 3 - window.spatial + i;
    s.in[at] = x.dims[i + 2];
    s.out[at] = out.dims[i + 2];
    if (s.in[at] >= kMostExtent || s.out[at] >= kMostExtent) return Status::bad("a spatial extent is too large");
  }
  return Status::good();
}

void fold_columns(const DeconvShape& s, const float* columns, int64_t stride, int64_t first, int64_t end,
                  float* plane) noexcept {
  const WindowParams& w = s.window;
  int64_t tap[3];
  for (tap[0] = 0; tap[0] < w.kernel[0]; ++tap[0])
    for (tap[1] = 0; tap[1] < w.kernel[1]; ++tap[1])
      for (tap[2] = 0; tap[2] < w.kernel[2]; ++tap[2], columns += stride) {
        int64_t shift[3], lo, hi;
        for (int d = 0; d < 3; ++d) shift[d] = tap[d] * w.dilation[d] - w.pad[d];
        valid_range(shift[2], w.stride[2], s.out[2], s.in[2], lo, hi);
        for (int64_t row = first; row < end; ++row) {
          const int64_t d = row / s.in[1] * w.stride[0] + shift[0], h = row % s.in[1] * w.stride[1] + shift[1];
          if (d < 0 || d >= s.out[0] || h < 0 || h >= s.out[1]) continue;
          const float* from = columns + (row - first) * s.in[2];
          float* to = plane + (d * s.out[1] + h) * s.out[2] + shift[2];
          if (w.stride[2] == 1)
            for (int64_t i = lo; i < hi; ++i) to[i] += from[i];
          else
            for (int64_t i = lo; i < hi; ++i) to[i * w.stride[2]] += from[i];
        }
      }
}

}  // namespace sinter::cpu
