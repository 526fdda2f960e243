// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/max_pool_indices.h"

#include "ir/record.h"
#include "ops/compute.h"
#include "ops/window.h"

namespace sinter {

SINTER_OP(MaxPoolIndices)

void MaxPoolIndices::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  ctx.require(x.rank() >= 3 && x.rank() <= 5, "x has rank " + std::to_string(x.rank()),
              "use one to three spatial dims");
  ctx.require(is_float(x.dtype) || is_integer(x.dtype), "elements are " + std::string(to_string(x.dtype)),
              "cast to a number type");
  const size_t spatial = size_t(x.rank()) - 2;
  ctx.require(kernel.size() == spatial, "kernel has " + std::to_string(kernel.size()) + " entries for " +
                                            std::to_string(spatial) + " spatial dims");
  for (int64_t k : kernel) ctx.require(k >= 1, "kernel has the entry " + std::to_string(k), "use positive extents");
  Window::check(ctx, strides, dilations, pads_begin, pads_end, spatial);
  const Window window = Window::of(strides, dilations, pads_begin, pads_end, spatial);
  SymDims out{x.dims[0], x.dims[1]};
  for (size_t i = 0; i < spatial; ++i) out.push_back(window.out_dim(ctx, x.dims[i + 2], kernel[i], i, ceil_mode));
  ctx.set_output(0, x.dtype, out);
  ctx.set_output(1, DataType::kInt64, std::move(out));
}

namespace {

// Row-major offset of a position in a plane, or with the dims in reverse order; -1 outside.
int64_t plane_offset(const Dims& at, const Dims& extents, bool reversed) {
  int64_t offset = 0;
  for (size_t i = 0; i < at.size(); ++i) {
    const size_t d = reversed ? at.size() - 1 - i : i;
    if (at[d] < 0 || at[d] >= extents[d]) return -1;
    offset = offset * extents[d] + at[d];
  }
  return offset;
}

// Position number `n` of a box of these extents.
Dims position_in(int64_t n, const Dims& extents) {
  Dims at(extents.size());
  for (size_t d = extents.size(); d-- > 0; n /= extents[d]) at[d] = n % extents[d];
  return at;
}

template <class V>
void pool_with_indices(const MaxPoolIndices& op, RefContext& ctx) {
  const Dims &xd = ctx.dims(0), &yd = ctx.out_dims(0);
  const Dims in(xd.begin() + 2, xd.end()), out(yd.begin() + 2, yd.end());
  const Window w = Window::of(op.strides, op.dilations, op.pads_begin, op.pads_end, in.size());
  const auto x = load<V>(ctx, 0);
  const int64_t in_size = element_count(in), out_size = element_count(out), taps = element_count(op.kernel);
  std::vector<V> y(size_t(element_count(yd)), extreme_value<V>(ctx.dtype(0), true));
  std::vector<int64_t> indices(y.size(), -1);
  for (int64_t k = 0; k < int64_t(y.size()); ++k) {
    const Dims place = position_in(k % out_size, out);
    const int64_t plane = k / out_size * in_size;
    for (int64_t t = 0; t < taps; ++t) {
      Dims at = position_in(t, op.kernel);
      for (size_t d = 0; d < at.size(); ++d) at[d] = at[d] * w.dilations[d] + place[d] * w.strides[d] - w.pads_begin[d];
      const int64_t offset = plane_offset(at, in, false);
      if (offset < 0) continue;
      const V v = x[size_t(plane + offset)];
      V& best = y[size_t(k)];
      if (indices[size_t(k)] >= 0 && !(v > best || (v != v && best == best))) continue;
      best = v;
      indices[size_t(k)] = plane + plane_offset(at, in, op.column_major);
    }
  }
  ctx.put(0, y);
  ctx.put(1, indices);
}

}  // namespace

void MaxPoolIndices::reference(RefContext& ctx) const {
  with_number(ctx, ctx.dtype(0), kName, [&](auto v) { pool_with_indices<decltype(v)>(*this, ctx); });
}

}  // namespace sinter
