// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/pooling.h"

#include "import/onnx/operators/auto_pad.h"
#include "import/onnx/operators/quantized.h"
#include "ops/reduce.h"

namespace sinter::onnx {
namespace {

/// Fills in the window by the node's attributes.
Pooling pooling_of(NodeContext& ctx, ValueId x, PoolingKind kind, Pooling op = {}) {
  const WindowAttributes w = read_window(ctx, x, {});
  if (!w.has_const_pads())
    ctx.unsupported("auto_pad SAME needs spatial dims that are known at build time",
                    "give the input a fixed shape, or export with explicit pads");
  op.kind = kind;
  op.kernel = w.kernel;
  op.strides = w.strides;
  op.dilations = w.dilations;
  op.pads_begin = WindowAttributes::ints(w.pads_begin);
  op.pads_end = WindowAttributes::ints(w.pads_end);
  op.ceil_mode = ctx.bool_attr("ceil_mode", false);
  op.count_include_pad = kind == PoolingKind::kAverage && ctx.bool_attr("count_include_pad", false);
  return op;
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

/// The indices (output 1) are not given.
void import_max_pool(NodeContext& ctx) {
  ctx.ignore_attrs({"storage_order"});  // of the indices
  ctx.finish(pooling_of(ctx, ctx.in(0), PoolingKind::kMax), {ctx.in(0)});
}

void import_average_pool(NodeContext& ctx) {
  ctx.finish(pooling_of(ctx, ctx.in(0), PoolingKind::kAverage), {ctx.in(0)});
}

void import_qlinear_average_pool(NodeContext& ctx) {
  if (ctx.bool_attr("channels_last", false))
    ctx.unsupported("channels_last is not supported", "export with channels in dim 1");
  const ValueId x = dequantized(ctx, 0);
  finish_quantized(ctx, ctx.add(pooling_of(ctx, x, PoolingKind::kAverage), {x}), 3);
}

void import_lp_pool(NodeContext& ctx) {
  Pooling op;
  const auto* p = ctx.attr("p");
  op.p = !p ? 2 : p->type == AttributeType::kFloat ? int64_t(p->f()) : p->i();
  ctx.finish(pooling_of(ctx, ctx.in(0), PoolingKind::kLp, std::move(op)), {ctx.in(0)});
}

void import_global_average_pool(NodeContext& ctx) { finish_global(ctx, ReduceKind::kMean); }

void import_global_max_pool(NodeContext& ctx) { finish_global(ctx, ReduceKind::kMax); }

void import_global_lp_pool(NodeContext& ctx) {
  const int64_t p = ctx.int_attr("p", 2);
  if (p != 1 && p != 2) ctx.unsupported("p is " + std::to_string(p), "use 1 or 2");
  finish_global(ctx, p == 1 ? ReduceKind::kL1 : ReduceKind::kL2);
}

}  // namespace sinter::onnx
