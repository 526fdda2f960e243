// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/one_hot.h"

#include "ir/decompose.h"
#include "ir/record.h"
#include "ops/add.h"
#include "ops/cast.h"
#include "ops/equal.h"
#include "ops/gather.h"
#include "ops/less.h"
#include "ops/range.h"
#include "ops/reshape.h"
#include "ops/select.h"

namespace sinter {

SINTER_OP(OneHot)

namespace {

HostValue one_hot_depth(InferContext& ctx) {
  if (auto v = ctx.host_value(1)) return v;
  if (const Weights* w = ctx.constant(1); w && w->count() == 1) return SymDims{w->to_ints()[0]};  // a float constant
  return {};
}

}  // namespace

void OneHot::infer(InferContext& ctx) const {
  const TensorType &indices = ctx.tensor(0), &values = ctx.tensor(2);
  ctx.require(is_float(indices.dtype) || is_integer(indices.dtype),
              "indices are " + std::string(to_string(indices.dtype)));
  ctx.require(is_float(values.dtype) || is_integer(values.dtype) || values.dtype == DataType::kBool,
              "values are " + std::string(to_string(values.dtype)), "use numbers or booleans");
  const HostValue depth = one_hot_depth(ctx);
  ctx.require(depth && depth->size() == 1, "the depth is no scalar that is known from constants and shapes",
              "make it constant");
  ctx.require_at_least((*depth)[0], 1, "the depth must be positive");
  ctx.require(values.rank() == 1, "values have rank " + std::to_string(values.rank()), "use [off, on]");
  ctx.require_equal(values.dims[0], 2, "values must be off and on");
  SymDims out = indices.dims;
  out.insert(out.begin() + ctx.axis(axis, indices.rank() + 1), (*depth)[0]);
  ctx.set_output(0, values.dtype, std::move(out));
}

namespace {

/// Indices as i64, with a dim of 1 where the result has the new one.
ValueId spread_indices(DecomposeContext& ctx, size_t axis) {
  ValueId i = ctx.in(0);
  if (ctx.type(i).dtype != DataType::kInt64) i = ctx.add(Cast{.to = DataType::kInt64}, {i});
  SymDims dims = ctx.type(i).dims;
  dims.insert(dims.begin() + std::ptrdiff_t(axis), 1);
  return ctx.add(Reshape{.dims = std::move(dims)}, {i});
}

/// The depth as an i64 scalar.
ValueId depth_scalar(DecomposeContext& ctx) {
  const ValueId depth = ctx.in(1);
  if (const Weights* w = ctx.graph().constant(depth))
    return ctx.constant(Weights::scalar(DataType::kInt64, double(w->to_ints()[0])));
  return ctx.type(depth).dtype == DataType::kInt64 ? depth : ctx.add(Cast{.to = DataType::kInt64}, {depth});
}

/// 0, 1 .. depth - 1 along the axis, as many dims of 1 behind it as the indices have there.
ValueId positions(DecomposeContext& ctx, ValueId depth, size_t dims_behind) {
  const ValueId zero = ctx.scalar_like(depth, 0), one = ctx.scalar_like(depth, 1);
  const ValueId range = ctx.add(Range{}, {zero, depth, one});
  SymDims dims = ctx.type(range).dims;
  dims.resize(1 + dims_behind, Dim(1));
  return ctx.add(Reshape{.dims = std::move(dims)}, {range});
}

}  // namespace

void OneHot::decompose(DecomposeContext& ctx) const {
  const size_t rank = ctx.type(ctx.in(0)).dims.size();
  const size_t at = size_t(axis < 0 ? axis + int64_t(rank) + 1 : axis);
  const ValueId given = spread_indices(ctx, at), depth = depth_scalar(ctx), values = ctx.in(2);
  const ValueId negative = ctx.add(Less{}, {given, ctx.scalar_like(given, 0)});
  const ValueId index = ctx.add(Select{}, {negative, ctx.add(Add{}, {given, depth}), given});
  const ValueId hit = ctx.add(Equal{}, {index, positions(ctx, depth, rank - at)});
  const ValueId off = ctx.add(Gather{.axis = 0}, {values, ctx.scalar_like(depth, 0)});
  const ValueId on = ctx.add(Gather{.axis = 0}, {values, ctx.scalar_like(depth, 1)});
  ctx.set_output(0, ctx.add(Select{}, {hit, on, off}));
}

}  // namespace sinter
