// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/convolution.h"

#include <algorithm>

#include "ir/record.h"
#include "ops/compute.h"
#include "ops/panel_gemm.h"
#include "ops/window.h"

namespace sinter {

SINTER_OP(Convolution)

void Convolution::infer(InferContext& ctx) const {
  const TensorType &x = ctx.tensor(0), &w = ctx.tensor(1);
  ctx.require(x.rank() >= 3 && x.rank() <= 5, "x has rank " + std::to_string(x.rank()),
              "use one to three spatial dims");
  ctx.require(w.rank() == x.rank(),
              "x has rank " + std::to_string(x.rank()) + " and w rank " + std::to_string(w.rank()));
  ctx.require_dtype(
      0, {DataType::kFloat32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64, DataType::kInt32});
  ctx.require_dtype(1, {x.dtype});
  const size_t spatial = size_t(x.rank()) - 2;
  Window::check(ctx, strides, dilations, pads_begin, pads_end, spatial);
  ctx.require(group >= 1, "group is " + std::to_string(group), "use at least 1");
  ctx.require_equal(x.dims[1], w.dims[1] * Dim(group), "channels of x and group * channels of w");
  ctx.require_divides(w.dims[0], group, "output channels must be a multiple of group");
  if (ctx.has(2)) {
    ctx.require_dtype(2, {x.dtype});
    ctx.require(ctx.tensor(2).rank() == 1, "bias has rank " + std::to_string(ctx.tensor(2).rank()), "use rank 1");
    ctx.require_equal(ctx.dim(2, 0), w.dims[0], "bias and output channels");
  }
  const Window window = Window::of(strides, dilations, pads_begin, pads_end, spatial);
  SymDims out{x.dims[0], w.dims[0]};
  for (size_t i = 0; i < spatial; ++i) out.push_back(window.out_dim(ctx, x.dims[i + 2], w.dims[i + 2], i, false));
  ctx.set_output(0, x.dtype, std::move(out));
}

namespace {

// All convolutions as 3-d ones; missing spatial dims in front have extent 1.
struct ConvShape {
  int64_t batch, channels, out_channels;  // channels of one group
  int64_t in[3], kernel[3], out[3], stride[3], dilation[3], pad[3];

  int64_t in_size() const { return in[0] * in[1] * in[2]; }
  int64_t out_size() const { return out[0] * out[1] * out[2]; }
  int64_t taps() const { return channels * kernel[0] * kernel[1] * kernel[2]; }
};

ConvShape conv_shape(const Window& window, const Dims& x, const Dims& w, const Dims& y) {
  ConvShape s{x[0], w[1], w[0], {1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {0, 0, 0}};
  const size_t spatial = x.size() - 2;
  for (size_t i = 0; i < spatial; ++i) {
    const size_t at = 3 - spatial + i;
    s.in[at] = x[i + 2];
    s.kernel[at] = w[i + 2];
    s.out[at] = y[i + 2];
    s.stride[at] = window.strides[i];
    s.dilation[at] = window.dilations[i];
    s.pad[at] = window.pads_begin[i];
  }
  return s;
}

// Input offset of tap (a, b, c) at output position `o`, or -1 in the padding.
int64_t tap_offset(const ConvShape& s, const int64_t (&o)[3], int64_t a, int64_t b, int64_t c) {
  const int64_t tap[3] = {a, b, c};
  int64_t offset = 0;
  for (int d = 0; d < 3; ++d) {
    const int64_t i = o[d] * s.stride[d] + tap[d] * s.dilation[d] - s.pad[d];
    if (i < 0 || i >= s.in[d]) return -1;
    offset = offset * s.in[d] + i;
  }
  return offset;
}

// The input values under the taps of output positions [begin, begin + columns), as a panel of taps() x kPanel.
template <class T>
void pack_taps(const ConvShape& s, const T* x, int64_t begin, int64_t columns, T* panel) {
  int64_t o[kPanel][3];
  for (int64_t j = 0; j < columns; ++j) {
    const int64_t p = begin + j;
    o[j][0] = p / (s.out[1] * s.out[2]);
    o[j][1] = p / s.out[2] % s.out[1];
    o[j][2] = p % s.out[2];
  }
  const int64_t taps = s.kernel[0] * s.kernel[1] * s.kernel[2];
  int64_t tap = 0;
  for (int64_t a = 0; a < s.kernel[0]; ++a)
    for (int64_t b = 0; b < s.kernel[1]; ++b)
      for (int64_t c = 0; c < s.kernel[2]; ++c, ++tap) {
        int64_t offset[kPanel];
        for (int64_t j = 0; j < columns; ++j) offset[j] = tap_offset(s, o[j], a, b, c);
        for (int64_t ch = 0; ch < s.channels; ++ch) {
          T* row = panel + (ch * taps + tap) * kPanel;
          const T* plane = x + ch * s.in_size();
          for (int64_t j = 0; j < kPanel; ++j) row[j] = j < columns && offset[j] >= 0 ? plane[offset[j]] : T(0);
        }
      }
}

template <class T>
void convolve(const ConvShape& s, int64_t group, const T* x, const T* w, T* y) {
  const int64_t rows = s.out_channels / group;  // of one group
  std::vector<T> panel(size_t(s.taps() * kPanel));
  for (int64_t n = 0; n < s.batch; ++n)
    for (int64_t g = 0; g < group; ++g) {
      const T* x_group = x + (n * group + g) * s.channels * s.in_size();
      T* y_group = y + (n * s.out_channels + g * rows) * s.out_size();
      for (int64_t begin = 0; begin < s.out_size(); begin += kPanel) {
        const int64_t columns = std::min(kPanel, s.out_size() - begin);
        pack_taps(s, x_group, begin, columns, panel.data());
        panel_gemm<T, kPanel>(w + g * rows * s.taps(), s.taps(), panel.data(), y_group + begin, s.out_size(), rows,
                              s.taps(), columns);
      }
    }
}

// V is the class of the elements; integers are summed as uint64_t, which wraps without undefined behaviour.
template <class V>
void convolve_as(const Convolution& op, RefContext& ctx) {
  using T = std::conditional_t<std::is_same_v<V, double>, double, uint64_t>;
  const Window window = Window::of(op.strides, op.dilations, op.pads_begin, op.pads_end, ctx.dims(0).size() - 2);
  const ConvShape s = conv_shape(window, ctx.dims(0), ctx.dims(1), ctx.out_dims(0));
  const std::vector<V> x = load<V>(ctx, 0), w = load<V>(ctx, 1);
  std::vector<V> y(size_t(s.batch * s.out_channels * s.out_size()), V(0));
  if (ctx.has(2)) {
    const std::vector<V> bias = load<V>(ctx, 2);
    for (size_t i = 0; i < y.size(); ++i) y[i] = bias[i / size_t(s.out_size()) % size_t(s.out_channels)];
  }
  convolve(s, op.group, reinterpret_cast<const T*>(x.data()), reinterpret_cast<const T*>(w.data()),
           reinterpret_cast<T*>(y.data()));
  ctx.put(0, y);
}

}  // namespace

void Convolution::reference(RefContext& ctx) const {
  if (compute_class(ctx.dtype(0)) == ComputeClass::kFloat) convolve_as<double>(*this, ctx);
  else convolve_as<int64_t>(*this, ctx);
}

}  // namespace sinter
