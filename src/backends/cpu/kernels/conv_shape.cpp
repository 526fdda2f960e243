// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cpu/kernels/conv_shape.h"

namespace sinter::cpu {
namespace {

constexpr int64_t kMaxWindowValue = int64_t(1) << 31;

void read_three(RecipeReader& r, int spatial, int64_t lo, int64_t (&out)[3]) {
  for (int i = 3 - spatial; i < 3; ++i) out[i] = r.i64(lo, kMaxWindowValue);
}

void write_list(RecipeWriter& w, const std::vector<int64_t>& list, size_t n, int64_t otherwise) {
  for (size_t i = 0; i < n; ++i) w.i64(i < list.size() ? list[i] : otherwise);
}

}  // namespace

bool WindowParams::pointwise() const {
  for (int i = 0; i < 3; ++i)
    if (kernel[i] != 1 || stride[i] != 1 || pad[i] != 0 || pad_end[i] != 0) return false;
  return true;
}

void write_window(RecipeWriter& w, const std::vector<int64_t>& kernel, const std::vector<int64_t>& strides,
                  const std::vector<int64_t>& dilations, const std::vector<int64_t>& pads_begin,
                  const std::vector<int64_t>& pads_end) {
  const size_t n = kernel.size();
  w.i64(int64_t(n));
  write_list(w, kernel, n, 1);
  write_list(w, strides, n, 1);
  write_list(w, dilations, n, 1);
  write_list(w, pads_begin, n, 0);
  write_list(w, pads_end, n, 0);
}

WindowParams read_window(RecipeReader& r) {
  WindowParams p;
  p.spatial = int(r.i64(1, 3));
  read_three(r, p.spatial, 1, p.kernel);
  read_three(r, p.spatial, 1, p.stride);
  read_three(r, p.spatial, 1, p.dilation);
  read_three(r, p.spatial, 0, p.pad);
  read_three(r, p.spatial, 0, p.pad_end);
  for (int i = 0; i < 3; ++i)
    if (p.kernel[i] > (1 << 20)) RecipeReader::corrupt();
  return p;
}

Status make_conv_shape(const WindowParams& window, int64_t groups, int64_t in_channels, int64_t out_channels,
                       const TensorArg& x, const TensorArg& out, ConvShape& s) noexcept {
  s = {};
  s.window = window;
  s.groups = groups, s.in_channels = in_channels, s.out_channels = out_channels;
  const int rank = window.spatial + 2;
  if (x.rank != rank || out.rank != rank) return Status::bad("a window kernel got operands of another rank");
  s.batch = x.dims[0];
  if (out.dims[0] != s.batch) return Status::bad("a window kernel got operands of different batch");
  if (x.dims[1] % groups != 0 || x.dims[1] / groups != in_channels)
    return Status::bad("a window kernel got another number of channels");
  if (out.dims[1] % groups != 0 || out.dims[1] / groups != out_channels)
    return Status::bad("a window kernel got another number of output channels");
  for (int i = 0; i < window.spatial; ++i) {
    const int at = 3 - window.spatial + i;
    s.in[at] = x.dims[i + 2];
    s.out[at] = out.dims[i + 2];
    if (s.in[at] >= kMaxWindowValue || s.out[at] >= kMaxWindowValue)
      return Status::bad("a spatial extent is too large");
  }
  if (window.pointwise()) {
    for (int i = 0; i < 3; ++i)
      if (s.in[i] != s.out[i]) return Status::bad("a window kernel got another output extent");
  }
  return Status::good();
}

}  // namespace sinter::cpu
