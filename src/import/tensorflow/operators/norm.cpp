// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "import/tensorflow/operators/layout.h"
#include "ops/log_softmax.h"
#include "ops/pooling.h"
#include "ops/reduce.h"
#include "ops/softmax.h"

namespace sinter::tensorflow {
namespace {

/// A vector of one number per channel, broadcast along the channels of values of this layout.
ValueId per_channel(OpContext& ctx, const Layout& layout, ValueId v) {
  if (layout.is_channels_last() || ctx.rank_of(v) != 1) return v;
  SymDims dims(size_t(layout.rank() - 1), Dim(1));
  dims[0] = ctx.type_of(v).dims[0];
  return ctx.reshape(v, std::move(dims));
}

/// x * a + b with a = scale / sqrt(variance + epsilon), b = offset - mean * a.
ValueId normalize(OpContext& ctx, const Layout& layout, ValueId x, ValueId scale, ValueId offset, ValueId mean,
                  ValueId variance, double epsilon) {
  const DataType dtype = ctx.type_of(x).dtype, wide = ctx.type_of(variance).dtype;
  const ValueId sum = ctx.add("Add", {variance, ctx.scalar_like(variance, epsilon)});
  ValueId a = ctx.add("Reciprocal", {ctx.add("Sqrt", {sum})});
  if (scale != kNoValue) a = ctx.add("Mul", {a, scale});
  const ValueId b = ctx.add("Sub", {offset, ctx.add("Mul", {mean, a})});
  const ValueId y =
      ctx.add("Add", {ctx.add("Mul", {ctx.cast(x, wide), per_channel(ctx, layout, a)}), per_channel(ctx, layout, b)});
  return ctx.cast(y, dtype);
}

/// Mean and variance of the batch, for graphs that were frozen in training mode.
void normalize_batch(OpContext& ctx, const Layout& layout, ValueId x, double epsilon) {
  Reduce mean{.kind = ReduceKind::kMean, .axes = {}, .keep_dims = false};
  for (int64_t axis = 0; axis < layout.rank(); ++axis)
    if (axis != layout.channel_axis()) mean.axes.push_back(axis);
  const ValueId wide = ctx.cast(x, ctx.type(1).dtype);
  const ValueId average = ctx.add(mean, {wide});
  const ValueId off = ctx.add("Sub", {wide, per_channel(ctx, layout, average)});
  const ValueId variance = ctx.add(mean, {ctx.add("Mul", {off, off})});
  ctx.output(0, normalize(ctx, layout, x, ctx.in(1), ctx.in(2), average, variance, epsilon));
  ctx.output(1, average);
  Dim n = 1;
  for (int64_t axis : mean.axes) n = n * ctx.type_of(x).dims[size_t(axis)];
  if (!n.is_const() || n.value() < 2) return;  // the unbiased variance is of training only
  ctx.output(2, ctx.add("Mul", {variance, ctx.scalar_like(variance, double(n.value()) / double(n.value() - 1))}));
}

}  // namespace

/// FusedBatchNorm, V2, V3: x, scale, offset, mean, variance.
void import_fused_batch_norm(OpContext& ctx) {
  const ValueId x = ctx.in(0);
  const int rank = ctx.rank_of(x);
  const Layout layout = Layout::of(ctx, rank == 5 ? 3 : 2);
  if (rank != layout.rank()) ctx.invalid("the input has rank " + std::to_string(rank) + ", 4 or 5 expected");
  const double epsilon = ctx.float_attr("epsilon", 1e-4f);
  if (ctx.bool_attr("is_training", true)) {
    ctx.warn("it is in training mode: the batch's own mean and variance are used");
    return normalize_batch(ctx, layout, x, epsilon);
  }
  ctx.output(0, normalize(ctx, layout, x, ctx.in(1), ctx.in(2), ctx.in(3), ctx.in(4), epsilon));
}

/// Inputs x, mean, variance, beta, gamma.
void import_batch_norm_global(OpContext& ctx) {
  const bool scale = ctx.bool_attr("scale_after_normalization", true);
  ctx.output(0, normalize(ctx, Layout::channels_last(2), ctx.in(0), scale ? ctx.in(4) : kNoValue, ctx.in(3), ctx.in(1),
                          ctx.in(2), ctx.float_attr("variance_epsilon", 1e-3)));
}

/// x / (bias + alpha * sum of squares of 2 r + 1 channels) ^ beta. The sums are a pooling over the channels, as
/// [batch, 1, channels, spatial].
void import_lrn(OpContext& ctx) {
  const Layout layout = Layout::channels_last(2);
  const ValueId x = layout.to_ours(ctx, ctx.in(0));
  const SymDims dims = ctx.type_of(x).dims;
  const int64_t radius = ctx.int_attr("depth_radius", 5);
  if (radius < 0 || radius > (int64_t{1} << 20)) ctx.invalid("depth_radius is " + std::to_string(radius));
  const int64_t size = 2 * radius + 1;
  const ValueId squares = ctx.reshape(ctx.add("Mul", {x, x}), {dims[0], Dim(1), dims[1], dims[2] * dims[3]});
  const ValueId mean = ctx.add(Pooling{.kind = PoolingKind::kAverage,
                                       .kernel = {size, 1},
                                       .pads_begin = {radius, 0},
                                       .pads_end = {radius, 0},
                                       .count_include_pad = true},
                               {squares});
  const double alpha = ctx.float_attr("alpha", 1) * double(size);
  const ValueId scaled = ctx.add("Mul", {ctx.reshape(mean, dims), ctx.scalar_like(x, alpha)});
  const ValueId base = ctx.add("Add", {scaled, ctx.scalar_like(x, ctx.float_attr("bias", 1))});
  const double beta = ctx.float_attr("beta", 0.5);
  const ValueId divisor = beta == 0.5 ? ctx.add("Sqrt", {base}) : ctx.add("Pow", {base, ctx.scalar_like(x, beta)});
  ctx.output(0, layout.from_ours(ctx, ctx.add("Div", {x, divisor})));
}

void import_softmax(OpContext& ctx) {
  if (ctx.op() == "LogSoftmax") return ctx.finish(LogSoftmax{.axis = -1}, {ctx.in(0)});
  ctx.finish(Softmax{.axis = -1}, {ctx.in(0)});
}

void import_l2_loss(OpContext& ctx) {
  const ValueId x = ctx.in(0);
  const ValueId sum = ctx.rank_of(x) == 0 ? ctx.add("Mul", {x, x})
                                          : ctx.add(Reduce{.kind = ReduceKind::kSumSquare, .keep_dims = false}, {x});
  ctx.finish("Mul", {sum, ctx.scalar_like(x, 0.5)});
}

}  // namespace sinter::tensorflow
