// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/col2im.h"

#include "ir/record.h"
#include "ops/compute.h"
#include "ops/window.h"

namespace sinter {

SINTER_OP(Col2Im)

void Col2Im::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  ctx.require(x.rank() == 3, "x has rank " + std::to_string(x.rank()), "use [N, C*taps, positions]");
  ctx.require(is_float(x.dtype) || is_integer(x.dtype), "elements are " + std::string(to_string(x.dtype)),
              "cast to a number type");
  const size_t spatial = image.size();
  ctx.require(spatial >= 1 && spatial <= kMaxSpatial && block.size() == spatial,
              "the image has " + std::to_string(spatial) + " dims and the block " + std::to_string(block.size()),
              "use one to eight of both");
  Window::check(ctx, strides, dilations, pads_begin, pads_end, spatial);
  const Window window = Window::of(strides, dilations, pads_begin, pads_end, spatial);
  Dim positions = 1;
  for (size_t i = 0; i < spatial; ++i) {
    ctx.require_at_least(block[i], 1, "a block must have elements");
    ctx.require_at_least(image[i], 0, "the extents of the image must not be negative");
    positions = positions * window.out_dim(ctx, image[i], block[i], i, false);
  }
  ctx.require_divides(x.dims[1], product(block), "dim 1 of x must be a multiple of the block's elements");
  ctx.require_equal(x.dims[2], positions, "dim 2 of x and the positions of the block in the image");
  SymDims out{x.dims[0], floor_div(x.dims[1], product(block))};
  out.insert(out.end(), image.begin(), image.end());
  ctx.set_output(0, x.dtype, std::move(out));
}

namespace {

template <class V>
void fold_blocks(const Col2Im& op, RefContext& ctx) {
  using T = std::conditional_t<std::is_same_v<V, double>, double, uint64_t>;  // integers wrap
  const Dims& yd = ctx.out_dims(0);
  const size_t spatial = op.image.size();
  const Dims block(ctx.params.begin() + ptrdiff_t(spatial), ctx.params.begin() + ptrdiff_t(2 * spatial));
  const Dims image(yd.begin() + 2, yd.end());
  const Window w = Window::of(op.strides, op.dilations, op.pads_begin, op.pads_end, spatial);
  Dims positions;
  for (size_t d = 0; d < spatial; ++d)
    positions.push_back(
        (image[d] + w.pads_begin[d] + w.pads_end[d] - w.dilations[d] * (block[d] - 1) - 1) / w.strides[d] + 1);
  const int64_t taps = element_count(block), places = element_count(positions), size = element_count(image);
  const auto x = load<V>(ctx, 0);
  std::vector<V> y(size_t(element_count(yd)), V(0));
  for (int64_t t = 0; t < taps; ++t)
    for (int64_t p = 0; p < places; ++p) {
      int64_t offset = 0, stride = 1;
      bool inside = true;
      for (size_t d = spatial, tr = size_t(t), pr = size_t(p); d-- > 0;) {
        const int64_t at =
            int64_t(pr) % positions[d] * w.strides[d] + int64_t(tr) % block[d] * w.dilations[d] - w.pads_begin[d];
        inside = inside && at >= 0 && at < image[d];
        offset += at * stride, stride *= image[d];
        pr /= size_t(positions[d]), tr /= size_t(block[d]);
      }
      for (int64_t plane = 0; inside && plane < yd[0] * yd[1]; ++plane) {
        V& to = y[size_t(plane * size + offset)];
        to = V(T(to) + T(x[size_t((plane * taps + t) * places + p)]));
      }
    }
  ctx.put(0, y);
}

}  // namespace

void Col2Im::reference(RefContext& ctx) const {
  with_number(ctx, ctx.dtype(0), kName, [&](auto v) { fold_blocks<decltype(v)>(*this, ctx); });
}

}  // namespace sinter
