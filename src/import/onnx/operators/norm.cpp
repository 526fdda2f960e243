// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <numeric>

#include "import/onnx/node_context.h"
#include "import/onnx/operators/training.h"
#include "ops/batch_norm.h"
#include "ops/group_norm.h"
#include "ops/instance_norm.h"
#include "ops/layer_norm.h"
#include "ops/pooling.h"
#include "ops/reduce.h"

namespace sinter::onnx {
namespace {

Ints axes_from(int64_t first, int rank) {
  Ints axes(size_t(rank - first));
  std::iota(axes.begin(), axes.end(), first);
  return axes;
}

ValueId mean_over(NodeContext& ctx, ValueId v, Ints axes) {
  return ctx.add(Reduce{.kind = ReduceKind::kMean, .axes = std::move(axes), .keep_dims = true}, {v});
}

/// x - mean and 1 / sqrt(variance + epsilon), for the optional outputs of normalizations.
void moments(NodeContext& ctx, ValueId x, int64_t axis, double epsilon, int mean_output, int inverse_output) {
  if (!ctx.wants(mean_output) && !ctx.wants(inverse_output)) return;
  const Ints axes = axes_from(axis, ctx.type_of(x).rank());
  const ValueId mean = mean_over(ctx, x, axes);
  if (ctx.wants(inverse_output)) {
    const ValueId centred = ctx.add("Sub", {x, mean});
    const ValueId variance = mean_over(ctx, ctx.add("Mul", {centred, centred}), axes);
    const ValueId root = ctx.add("Sqrt", {ctx.add("Add", {variance, ctx.scalar_like(variance, epsilon)})});
    ctx.output(inverse_output, ctx.add("Reciprocal", {root}));
  }
  ctx.output(mean_output, mean);
}

/// A vector of one element per channel, shaped to broadcast over x[N,C,...].
ValueId per_channel(NodeContext& ctx, ValueId v, int rank) {
  SymDims dims(size_t(rank - 1), Dim(1));
  dims[0] = ctx.type_of(v).dims.at(0);
  return ctx.reshape(v, std::move(dims));
}

/// BatchNormalization with spatial = 0: statistics have the dims of x but for the batch.
void normalize_elements(NodeContext& ctx) {
  const ValueId x = ctx.in(0), scale = ctx.in(1), bias = ctx.in(2), mean = ctx.in(3), variance = ctx.in(4);
  const ValueId epsilon = ctx.scalar_like(variance, ctx.float_attr("epsilon", 1e-5));
  const ValueId deviation = ctx.add("Sqrt", {ctx.add("Add", {variance, epsilon})});
  const ValueId normal = ctx.add("Div", {ctx.add("Sub", {x, mean}), deviation});
  ctx.output(0, ctx.add("Add", {ctx.add("Mul", {normal, scale}), bias}));
}

}  // namespace

void import_batch_normalization(NodeContext& ctx) {
  ctx.ignore_attrs({"momentum", "consumed_inputs", "is_test"});
  if (ctx.bool_attr("training_mode", false)) return import_batch_norm_training(ctx);
  if (ctx.opset() < 9 && !ctx.bool_attr("spatial", true)) return normalize_elements(ctx);
  // What is wanted besides y exists in training only; it stays unset and whoever reads it is told.
  const DataType dtype = ctx.dtype(0);
  std::vector<ValueId> inputs{ctx.in(0)};
  for (int i = 1; i < 5; ++i) inputs.push_back(ctx.cast(ctx.in(i), dtype));
  ctx.finish(BatchNorm{.epsilon = ctx.float_attr("epsilon", 1e-5)}, std::move(inputs));
}

void import_instance_normalization(NodeContext& ctx) {
  ctx.ignore_attrs({"consumed_inputs"});
  ctx.finish(InstanceNorm{.epsilon = ctx.float_attr("epsilon", 1e-5)}, {ctx.in(0), ctx.in(1), ctx.in(2)});
}

void import_group_normalization(NodeContext& ctx) {
  ctx.ignore_attrs({"stash_type"});
  const int64_t groups = ctx.int_attr("num_groups");
  if (groups < 1) ctx.invalid("num_groups is " + std::to_string(groups));
  ValueId parameters[] = {ctx.in(1), ctx.in(2)};
  for (auto& p : parameters) {
    if (ctx.opset() >= 21) break;
    // Up to opset 20 there is one scale and bias per group.
    const Dim channels = ctx.type(0).dims.at(1);
    p = ctx.reshape(ctx.expand(ctx.reshape(p, {Dim(groups), Dim(1)}), {Dim(groups), floor_div(channels, groups)}),
                    {channels});
  }
  ctx.finish(GroupNorm{.groups = groups, .epsilon = ctx.float_attr("epsilon", 1e-5)},
             {ctx.in(0), parameters[0], parameters[1]});
}

void import_layer_normalization(NodeContext& ctx) {
  ctx.ignore_attrs({"stash_type"});  // precision of the statistics: ours is f32 or better
  const ValueId x = ctx.in(0);
  const double epsilon = ctx.float_attr("epsilon", 1e-5);
  const int64_t axis = ctx.axis_of(ctx.int_attr("axis", -1), ctx.rank(0));
  std::vector<ValueId> inputs{x};
  for (int i = 1; i < ctx.num_inputs(); ++i)
    inputs.push_back(ctx.has(i) ? ctx.cast(ctx.in(i), ctx.dtype(0)) : kNoValue);
  ctx.finish(LayerNorm{.axis = axis, .epsilon = epsilon}, std::move(inputs));
  moments(ctx, x, axis, epsilon, 1, 2);
}

/// Contributed: LayerNormalization of the sum of two inputs (and a bias).
void import_skip_layer_normalization(NodeContext& ctx) {
  ValueId sum = ctx.add("Add", {ctx.in(0), ctx.in(1)});
  if (ctx.has(4)) sum = ctx.add("Add", {sum, ctx.in(4)});
  std::vector<ValueId> inputs{sum, ctx.in(2)};
  if (ctx.has(3)) inputs.push_back(ctx.in(3));
  ctx.finish(LayerNorm{.axis = -1, .epsilon = ctx.float_attr("epsilon", 1e-12)}, std::move(inputs));
  ctx.output(3, sum);
}

/// x / sqrt(mean of squares + epsilon) * scale.
void import_rms_normalization(NodeContext& ctx) {
  ctx.ignore_attrs({"stash_type"});
  const ValueId x = ctx.in(0), scale = ctx.cast(ctx.in(1), ctx.dtype(0));
  const int64_t axis = ctx.axis_of(ctx.int_attr("axis", -1), ctx.rank(0));
  const double epsilon = ctx.float_attr("epsilon", 1e-5);
  const SymDims dims = ctx.type(0).dims;
  if (ctx.type_of(scale).dims == SymDims(dims.begin() + axis, dims.end()))
    return ctx.finish(LayerNorm{.axis = axis, .epsilon = epsilon, .centred = false}, {x, scale});
  const ValueId square = mean_over(ctx, ctx.add("Mul", {x, x}), axes_from(axis, ctx.rank(0)));
  const ValueId root = ctx.add("Sqrt", {ctx.add("Add", {square, ctx.scalar_like(x, epsilon)})});
  ctx.finish("Mul", {ctx.add("Div", {x, root}), scale});
}

/// (x - mean) / (deviation + 1e-9).
void import_mean_variance_normalization(NodeContext& ctx) {
  Ints standard{0, 2, 3};
  if (ctx.opset() < 9) {  // an experiment: per image, and per channel unless told otherwise
    if (ctx.rank(0) < 3) ctx.invalid("the input has rank " + std::to_string(ctx.rank(0)) + ", 4 expected");
    standard = axes_from(ctx.bool_attr("across_channels", false) ? 1 : 2, ctx.rank(0));
    if (!ctx.bool_attr("normalize_variance", true)) {
      const ValueId whole = ctx.in(0);
      return ctx.finish("Sub", {whole, mean_over(ctx, whole, standard)});
    }
  }
  const Ints axes = ctx.axes_of(ctx.ints_attr("axes", standard), ctx.rank(0));
  const ValueId x = ctx.in(0), centred = ctx.add("Sub", {x, mean_over(ctx, x, axes)});
  const ValueId deviation = ctx.add("Sqrt", {mean_over(ctx, ctx.add("Mul", {centred, centred}), axes)});
  ctx.finish("Div", {centred, ctx.add("Add", {deviation, ctx.scalar_like(x, 1e-9)})});
}

void import_lp_normalization(NodeContext& ctx) {
  const int64_t p = ctx.int_attr("p", 2);
  if (p != 1 && p != 2) ctx.invalid("p is " + std::to_string(p), "use 1 or 2");
  const Ints axes{ctx.axis_of(ctx.int_attr("axis", -1), ctx.rank(0))};
  const ValueId x = ctx.in(0);
  const ValueId norm =
      ctx.add(Reduce{.kind = p == 1 ? ReduceKind::kL1 : ReduceKind::kL2, .axes = axes, .keep_dims = true}, {x});
  // A vector of zeros stays zeros.
  const ValueId zero = ctx.scalar_like(x, 0), one = ctx.scalar_like(x, 1);
  ctx.finish("Div", {x, ctx.add("Select", {ctx.add("Equal", {norm, zero}), one, norm})});
}

/// x / (bias + alpha * mean of squares over `size` neighbouring channels)^beta, zeros beyond the ends.
void import_lrn(NodeContext& ctx) {
  const int64_t size = ctx.int_attr("size");
  if (size < 1) ctx.invalid("size is " + std::to_string(size));
  const double alpha = ctx.float_attr("alpha", 1e-4), beta = ctx.float_attr("beta", 0.75),
               bias = ctx.float_attr("bias", 1.0);
  const ValueId x = ctx.in(0);
  const SymDims dims = ctx.type(0).dims;
  if (dims.size() < 2) ctx.invalid("the input has no channels");
  const Dim inner = product(SymDims(dims.begin() + 2, dims.end()));
  const ValueId square = ctx.reshape(ctx.add("Mul", {x, x}), {dims[0], Dim(1), dims[1], inner});
  Pooling pool;
  pool.kind = PoolingKind::kAverage;
  pool.kernel = {size, 1};
  pool.pads_begin = {(size - 1) / 2, 0};
  pool.pads_end = {size - 1 - (size - 1) / 2, 0};
  pool.count_include_pad = true;
  const ValueId mean = ctx.reshape(ctx.add(std::move(pool), {square}), dims);
  const ValueId scaled = ctx.add("Add", {ctx.add("Mul", {mean, ctx.scalar_like(x, alpha)}), ctx.scalar_like(x, bias)});
  ctx.finish("Div", {x, ctx.add("Pow", {scaled, ctx.scalar_like(x, beta)})});
}

/// scale * x + a bias per channel: Affine and ImageScaler of the first opsets.
void import_image_scaler(NodeContext& ctx) {
  const auto* bias = ctx.attr("bias");
  const ValueId x = ctx.in(0);
  const ValueId scaled = ctx.add("Mul", {x, ctx.scalar_like(x, ctx.float_attr("scale", 1.0))});
  if (!bias) return ctx.output(0, scaled);
  const std::vector<double> values(bias->floats().begin(), bias->floats().end());
  const ValueId b = ctx.constant_value(Weights::of_doubles(ctx.dtype(0), {int64_t(values.size())}, values));
  ctx.finish("Add", {scaled, per_channel(ctx, b, ctx.rank(0))});
}

}  // namespace sinter::onnx
