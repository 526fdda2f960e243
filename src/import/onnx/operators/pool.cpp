// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/pooling.h"

#include "import/onnx/operators/auto_pad.h"
#include "import/onnx/operators/channels_last.h"
#include "import/onnx/operators/quantized.h"
#include "ops/max_pool_indices.h"
#include "ops/pad.h"
#include "ops/reduce.h"
#include "ops/scatter_nd.h"

namespace sinter::onnx {
namespace {

/// The window by the node's attributes; `x` gets padded in front, with `fill`, if only the run knows the pads.
SpatialWindow window_of(NodeContext& ctx, ValueId& x, const Weights& fill) {
  SpatialWindow w = read_window(ctx, x, {});
  if (!w.has_const_pads()) x = w.pad_in_front(ctx, x, ctx.constant_value(fill));
  return w;
}

/// Fills in the window by the node's attributes; `x` may get padded in front.
Pooling pooling_of(NodeContext& ctx, ValueId& x, PoolingKind kind, Pooling op = {}) {
  const DataType type = ctx.type_of(x).dtype;
  const SpatialWindow w = window_of(ctx, x, kind == PoolingKind::kMax ? lowest_of(type) : Weights::scalar(type, 0));
  op.kind = kind;
  op.kernel = w.kernel;
  op.strides = w.strides;
  op.dilations = w.dilations;
  op.pads_begin = SpatialWindow::ints(w.begin);
  op.pads_end = SpatialWindow::ints(w.end);
  op.ceil_mode = ctx.bool_attr("ceil_mode", false);
  op.count_include_pad = kind == PoolingKind::kAverage && ctx.bool_attr("count_include_pad", false);
  return op;
}

/// The mean over what lies in the input: with pads that only the run knows, the mean with padding divided by that of
/// ones.
ValueId average_pool(NodeContext& ctx, ValueId given) {
  ValueId x = given;
  Pooling op = pooling_of(ctx, x, PoolingKind::kAverage);
  if (x == given || op.count_include_pad) return ctx.add(std::move(op), {x});
  SymDims plane = ctx.type_of(given).dims;
  plane[0] = plane[1] = 1;
  ValueId ones = ctx.expand(ctx.scalar_like(x, 1), plane);
  Pooling same = pooling_of(ctx, ones, PoolingKind::kAverage);
  const ValueId sums = ctx.add(std::move(op), {x});
  return ctx.add("Div", {sums, ctx.add(std::move(same), {ones})});
}

void finish_global(NodeContext& ctx, ReduceKind kind) {
  const int rank = ctx.rank(0);
  if (rank < 3)
    ctx.invalid("the input has rank " + std::to_string(rank) + "; it needs a batch, channels and spatial dims");
  Reduce op{.kind = kind, .axes = {}, .keep_dims = true};
  for (int64_t axis = 2; axis < rank; ++axis) op.axes.push_back(axis);
  ctx.finish(std::move(op), {ctx.in(0)});
}

}  // namespace

void import_max_pool(NodeContext& ctx) {
  ValueId x = ctx.in(0);
  const int64_t order = ctx.int_attr("storage_order", 0);
  if (order != 0 && order != 1) ctx.invalid("storage_order is " + std::to_string(order), "use 0 or 1");
  Pooling op = pooling_of(ctx, x, PoolingKind::kMax);
  if (!ctx.wants(1)) return ctx.finish(std::move(op), {x});
  if (x != ctx.in(0))
    ctx.unsupported("auto_pad SAME needs spatial dims that are known at build time if the indices are wanted",
                    "give the input a fixed shape, or export with explicit pads");
  ctx.finish(MaxPoolIndices{.kernel = std::move(op.kernel),
                            .strides = std::move(op.strides),
                            .dilations = std::move(op.dilations),
                            .pads_begin = std::move(op.pads_begin),
                            .pads_end = std::move(op.pads_end),
                            .ceil_mode = op.ceil_mode,
                            .column_major = order == 1},
             {x});
}

/// Contributed: a max pool of [N, spatial..., C].
void import_nhwc_max_pool(NodeContext& ctx) {
  ValueId x = channels_first(ctx, ctx.in(0));
  const Pooling op = pooling_of(ctx, x, PoolingKind::kMax);
  ctx.output(0, channels_last(ctx, ctx.add(op, {x})));
}

/// Elements go where the indices of the pooling say, in a tensor of the size that the pooling had, or of output_shape.
void import_max_unpool(NodeContext& ctx) {
  const ValueId x = ctx.in(0);
  const SpatialWindow w = read_window(ctx, x, {});
  SymDims dims = ctx.type_of(x).dims;
  for (size_t i = 0; i < w.kernel.size(); ++i)
    dims[i + 2] = (dims[i + 2] - Dim(1)) * Dim(w.strides[i]) + Dim(w.kernel[i]) - w.begin[i] - w.end[i];
  const ValueId zero = ctx.constant_value(Weights::scalar(ctx.type_of(x).dtype, 0));
  const Dim count = product(ctx.type_of(x).dims);
  const ValueId indices = ctx.reshape(ctx.in(1), {count, Dim(1)}), updates = ctx.reshape(x, {count});
  ValueId y = ctx.add(ScatterND{}, {ctx.expand(zero, {product(dims)}), indices, updates});
  y = ctx.reshape(y, dims);
  if (ctx.has(2)) {
    const SymDims wanted = ctx.shape_values(2);
    if (wanted.size() != dims.size())
      ctx.invalid("output_shape has " + std::to_string(wanted.size()) + " entries for rank " +
                  std::to_string(dims.size()));
    SymDims end;
    for (size_t i = 0; i < dims.size(); ++i) end.push_back(wanted[i] - dims[i]);
    y = ctx.reshape(ctx.add(Pad{.begin = SymDims(dims.size(), Dim(0)), .end = std::move(end)}, {y}), wanted);
  }
  ctx.output(0, y);
}

void import_average_pool(NodeContext& ctx) { ctx.output(0, average_pool(ctx, ctx.in(0))); }

void import_qlinear_average_pool(NodeContext& ctx) {
  const bool nhwc = ctx.bool_attr("channels_last", false);
  const ValueId x = dequantized(ctx, 0), y = average_pool(ctx, nhwc ? channels_first(ctx, x) : x);
  finish_quantized(ctx, nhwc ? channels_last(ctx, y) : y, 3);
}

void import_lp_pool(NodeContext& ctx) {
  Pooling op;
  const auto* p = ctx.attr("p");
  op.p = !p ? 2 : p->type == AttributeType::kFloat ? int64_t(p->f()) : p->i();
  if (op.p < 1) ctx.invalid("p is " + std::to_string(op.p), "use at least 1");
  ValueId x = ctx.in(0);
  op = pooling_of(ctx, x, PoolingKind::kLp, std::move(op));
  ctx.finish(std::move(op), {x});
}

void import_global_average_pool(NodeContext& ctx) { finish_global(ctx, ReduceKind::kMean); }

void import_global_max_pool(NodeContext& ctx) { finish_global(ctx, ReduceKind::kMax); }

void import_global_lp_pool(NodeContext& ctx) {
  const auto* attribute = ctx.attr("p");
  const bool is_float = attribute && attribute->type == AttributeType::kFloat;
  const int64_t p = !attribute ? 2 : is_float ? int64_t(attribute->f()) : attribute->i();
  if (p < 1) ctx.invalid("p is " + std::to_string(p), "use at least 1");
  if (p <= 2) return finish_global(ctx, p == 1 ? ReduceKind::kL1 : ReduceKind::kL2);
  const int rank = ctx.rank(0);
  if (rank < 3) ctx.invalid("the input has rank " + std::to_string(rank) + "; it needs batch, channels, spatial dims");
  Reduce sum{.kind = ReduceKind::kSum, .axes = {}, .keep_dims = true};
  for (int64_t axis = 2; axis < rank; ++axis) sum.axes.push_back(axis);
  const ValueId x = ctx.in(0), powers = ctx.add("Pow", {ctx.add("Abs", {x}), ctx.scalar_like(x, double(p))});
  ctx.finish("Pow", {ctx.add(std::move(sum), {powers}), ctx.scalar_like(x, 1.0 / double(p))});
}

}  // namespace sinter::onnx
