// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/deconvolution.h"

#include "ir/record.h"
#include "ops/compute.h"
#include "ops/window.h"

namespace sinter {

SINTER_OP(Deconvolution)

void Deconvolution::infer(InferContext& ctx) const {
  const TensorType &x = ctx.tensor(0), &w = ctx.tensor(1);
  ctx.require(x.rank() >= 3 && x.rank() <= 5, "x has rank " + std::to_string(x.rank()),
              "use one to three spatial dims");
  ctx.require(w.rank() == x.rank(),
              "x has rank " + std::to_string(x.rank()) + " and w rank " + std::to_string(w.rank()));
  ctx.require_dtype(0, {DataType::kFloat32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64});
  ctx.require_dtype(1, {x.dtype});
  const size_t spatial = size_t(x.rank()) - 2;
  Window::check(ctx, strides, dilations, pads_begin, pads_end, spatial);
  ctx.require(output_padding.empty() || output_padding.size() == spatial,
              "output_padding has " + std::to_string(output_padding.size()) + " entries for " +
                  std::to_string(spatial) + " spatial dims");
  for (int64_t p : output_padding)
    ctx.require(p >= 0, "output_padding has the entry " + std::to_string(p), "use entries of at least 0");
  ctx.require(group >= 1, "group is " + std::to_string(group), "use at least 1");
  ctx.require_equal(x.dims[1], w.dims[0], "channels of x and dim 0 of w");
  ctx.require_divides(w.dims[0], group, "channels must be a multiple of group");
  const Dim channels = w.dims[1] * Dim(group);
  if (ctx.has(2)) {
    ctx.require_dtype(2, {x.dtype});
    ctx.require(ctx.tensor(2).rank() == 1, "bias has rank " + std::to_string(ctx.tensor(2).rank()), "use rank 1");
    ctx.require_equal(ctx.dim(2, 0), channels, "bias and output channels");
  }
  const Window window = Window::of(strides, dilations, pads_begin, pads_end, spatial);
  SymDims out{x.dims[0], channels};
  for (size_t i = 0; i < spatial; ++i) {
    const Dim reach = Dim(window.dilations[i]) * (w.dims[i + 2] - Dim(1)) + Dim(1);
    const Dim extra = Dim(output_padding.empty() ? 0 : output_padding[i]);
    out.push_back((x.dims[i + 2] - Dim(1)) * Dim(window.strides[i]) + reach + extra - Dim(window.pads_begin[i]) -
                  Dim(window.pads_end[i]));
    ctx.require_at_least(out.back(), 0, "spatial dim " + std::to_string(i) + ": the pads must not exceed the result");
  }
  ctx.set_output(0, x.dtype, std::move(out));
}

namespace {

// As three spatial dims; missing ones in front have extent 1.
struct DeconvShape {
  int64_t in[3] = {1, 1, 1}, kernel[3] = {1, 1, 1}, out[3] = {1, 1, 1};
  int64_t stride[3] = {1, 1, 1}, dilation[3] = {1, 1, 1}, pad[3] = {0, 0, 0};

  static int64_t size(const int64_t (&d)[3]) { return d[0] * d[1] * d[2]; }
};

// Output offset that input position p and tap t meet; -1 outside.
int64_t deconv_target(const DeconvShape& s, int64_t p, int64_t t) {
  const int64_t at[3] = {p / (s.in[1] * s.in[2]), p / s.in[2] % s.in[1], p % s.in[2]};
  const int64_t tap[3] = {t / (s.kernel[1] * s.kernel[2]), t / s.kernel[2] % s.kernel[1], t % s.kernel[2]};
  int64_t offset = 0;
  for (int d = 0; d < 3; ++d) {
    const int64_t o = at[d] * s.stride[d] + tap[d] * s.dilation[d] - s.pad[d];
    if (o < 0 || o >= s.out[d]) return -1;
    offset = offset * s.out[d] + o;
  }
  return offset;
}

}  // namespace

void Deconvolution::reference(RefContext& ctx) const {
  const Dims &xd = ctx.dims(0), &wd = ctx.dims(1), &yd = ctx.out_dims(0);
  const size_t spatial = xd.size() - 2;
  const Window window = Window::of(strides, dilations, pads_begin, pads_end, spatial);
  DeconvShape s;
  for (size_t i = 0; i < spatial; ++i) {
    const size_t d = 3 - spatial + i;
    s.in[d] = xd[i + 2], s.kernel[d] = wd[i + 2], s.out[d] = yd[i + 2];
    s.stride[d] = window.strides[i], s.dilation[d] = window.dilations[i], s.pad[d] = window.pads_begin[i];
  }
  const int64_t in = DeconvShape::size(s.in), taps = DeconvShape::size(s.kernel), out = DeconvShape::size(s.out);
  const int64_t channels = xd[1], each = channels / group, made = wd[1], all = made * group;
  const auto x = ctx.f64(0), w = ctx.f64(1);
  std::vector<double> y(size_t(element_count(yd)), 0.0);
  if (ctx.has(2)) {
    const auto bias = ctx.f64(2);
    for (size_t i = 0; i < y.size(); ++i) y[i] = bias[i / size_t(out) % size_t(all)];
  }
  for (int64_t p = 0; p < in; ++p)
    for (int64_t t = 0; t < taps; ++t) {
      const int64_t to = deconv_target(s, p, t);
      for (int64_t n = 0; to >= 0 && n < xd[0]; ++n)
        for (int64_t c = 0; c < channels; ++c)
          for (int64_t m = 0; m < made; ++m)
            y[size_t((n * all + c / each * made + m) * out + to)] +=
                x[size_t((n * channels + c) * in + p)] * w[size_t((c * made + m) * taps + t)];
    }
  ctx.put(0, y);
}

}  // namespace sinter
