// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Normalizations and fused element-wise operators of com.microsoft that transformer models are exported or optimized
// to.
#include "base/text.h"
#include "import/onnx/operators/attention_parts.h"
#include "ops/dequantize.h"
#include "ops/gather.h"
#include "ops/gelu.h"
#include "ops/layer_norm.h"
#include "ops/matmul.h"
#include "ops/reduce.h"

namespace sinter::onnx {
namespace {

/// 1 / sqrt(mean of squares + epsilon) over axes from `axis` on.
void output_inverse(NodeContext& ctx, int output, ValueId x, int64_t axis, double epsilon) {
  if (!ctx.wants(output)) return;
  Ints axes;
  for (int64_t a = axis; a < ctx.type_of(x).rank(); ++a) axes.push_back(a);
  x = ctx.cast(x, DataType::kFloat32);
  const ValueId mean =
      ctx.add(Reduce{.kind = ReduceKind::kMean, .axes = axes, .keep_dims = true}, {ctx.add("Mul", {x, x})});
  ctx.output(output,
             ctx.add("Reciprocal", {ctx.add("Sqrt", {ctx.add("Add", {mean, ctx.scalar_like(mean, epsilon)})})}));
}

/// How many tokens of each row are unmasked (0 without a mask): input `mask`, to output 1.
void output_mask_index(NodeContext& ctx, int mask, const Dim& batch) {
  if (!ctx.wants(1)) return;
  const ValueId zero = ctx.constant_value(Weights::scalar(DataType::kInt32, 0));
  ctx.output(1, ctx.has(mask)
                    ? ctx.add(Reduce{.kind = ReduceKind::kSum, .axes = {1}, .keep_dims = false}, {ctx.in(mask)})
                    : ctx.expand(ctx.reshape(zero, {Dim(1)}), {batch}));
}

}  // namespace

void import_simplified_layer_normalization(NodeContext& ctx) {
  ctx.ignore_attrs({"stash_type"});
  const ValueId x = ctx.in(0);
  const double epsilon = ctx.float_attr("epsilon", 1e-5);
  const int64_t axis = ctx.axis_of(ctx.int_attr("axis", -1), ctx.rank(0));
  const DataType out = ctx.dtype(1);
  const ValueId y =
      ctx.add(LayerNorm{.axis = axis, .epsilon = epsilon, .centred = false}, {x, ctx.cast(ctx.in(1), ctx.dtype(0))});
  output_inverse(ctx, 1, x, axis, epsilon);
  ctx.output(0, ctx.cast(y, out));
}

void import_skip_simplified_layer_normalization(NodeContext& ctx) {
  ValueId sum = ctx.add("Add", {ctx.in(0), ctx.in(1)});
  if (ctx.has(3)) sum = ctx.add("Add", {sum, ctx.in(3)});
  const double epsilon = ctx.float_attr("epsilon", 1e-12);
  const ValueId y = ctx.add(LayerNorm{.axis = -1, .epsilon = epsilon, .centred = false}, {sum, ctx.in(2)});
  output_inverse(ctx, 2, sum, ctx.type_of(sum).rank() - 1, epsilon);
  ctx.output(3, sum);
  ctx.output(0, y);
}

/// Word, position and (perhaps) segment embeddings, added and normalized; and how many tokens of each row are unmasked.
void import_embed_layer_normalization(NodeContext& ctx) {
  const ValueId ids = ctx.in(0);
  const SymDims d = ctx.type_of(ids).dims;
  if (d.size() != 2) ctx.invalid("input_ids has " + std::to_string(d.size()) + " dims instead of 2");
  ctx.ignore_attrs({"mask_index_type"});
  const auto lookup = [&](int table, ValueId rows) { return ctx.add(Gather{.axis = 0}, {ctx.in(table), rows}); };
  const ValueId at = ctx.has(8) ? ctx.in(8) : positions(ctx, ids, 1, 1, 2);
  ValueId sum = ctx.add("Add", {lookup(2, ids), lookup(3, at)});
  if (ctx.has(1) && ctx.has(4)) sum = ctx.add("Add", {sum, lookup(4, ctx.in(1))});
  output_mask_index(ctx, 7, d[0]);
  const ValueId y =
      ctx.add(LayerNorm{.axis = -1, .epsilon = ctx.float_attr("epsilon", 1e-12)}, {sum, ctx.in(5), ctx.in(6)});
  ctx.output(2, sum);
  ctx.output(0, y);
}

/// The same with tables and parameters of 8 bits: the scale of input i is input i + 6, its zero point input i + 11.
void import_qembed_layer_normalization(NodeContext& ctx) {
  const ValueId ids = ctx.in(0);
  const SymDims d = ctx.type_of(ids).dims;
  if (d.size() != 2) ctx.invalid("input_ids has " + std::to_string(d.size()) + " dims instead of 2");
  const auto floats = [&](ValueId v, int i) {  // input i, or rows of it: one scale for all commutes with a look-up
    const ValueId scale = ctx.reshape(ctx.in(i + 6), {});
    std::vector<ValueId> inputs{v, scale};
    if (ctx.has(i + 11)) inputs.push_back(ctx.reshape(ctx.in(i + 11), {}));
    return ctx.add(Dequantize{.axis = 0, .to = ctx.type_of(scale).dtype}, std::move(inputs));
  };
  const auto lookup = [&](int table, ValueId rows) {
    return floats(ctx.add(Gather{.axis = 0}, {ctx.in(table), rows}), table);
  };
  ValueId sum = ctx.add("Add", {lookup(2, ids), lookup(3, positions(ctx, ids, 1, 1, 2))});
  if (ctx.has(1) && ctx.has(4)) sum = ctx.add("Add", {sum, lookup(4, ctx.in(1))});
  output_mask_index(ctx, 7, d[0]);
  ctx.output(0, ctx.add(LayerNorm{.axis = -1, .epsilon = ctx.float_attr("epsilon", 1e-12)},
                        {sum, floats(ctx.in(5), 5), floats(ctx.in(6), 6)}));
}

void import_bias_add(NodeContext& ctx) { ctx.finish("Add", {ctx.add("Add", {ctx.in(0), ctx.in(1)}), ctx.in(2)}); }

/// The left half of x + bias, times Gelu of the right half.
void import_bias_split_gelu(NodeContext& ctx) {
  const ValueId x = ctx.add("Add", {ctx.in(0), ctx.in(1)});
  const SymDims d = ctx.type_of(x).dims;
  const int64_t axis = int64_t(d.size()) - 1;
  const Dim half = floor_div(d.back(), 2);
  ctx.finish("Mul", {slice_of(ctx, x, axis, 0, half), ctx.add(Gelu{}, {slice_of(ctx, x, axis, half, half * Dim(2))})});
}

/// activation(alpha * a' b' * scale_a * scale_b + beta * c) * scale_y, of floats of any width.
void import_gemm_float8(NodeContext& ctx) {
  const MatMul op{.transpose_a = ctx.bool_attr("transA", false), .transpose_b = ctx.bool_attr("transB", false)};
  const std::string activation = ctx.string_attr("activation", "NONE");
  const double alpha = ctx.float_attr("alpha", 1.0), beta = ctx.float_attr("beta", 0.0);
  const DataType out = ctx.type_attr("dtype", DataType::kFloat32), wide = DataType::kFloat32;
  ValueId v = ctx.add(op, {ctx.cast(ctx.in(0), wide), ctx.cast(ctx.in(1), wide)});
  if (alpha != 1) v = ctx.add("Mul", {v, ctx.scalar_like(v, alpha)});
  for (int i : {3, 4})
    if (ctx.has(i)) v = ctx.add("Mul", {v, ctx.reshape(ctx.cast(ctx.in(i), wide), {})});
  if (ctx.has(2) && beta != 0)
    v = ctx.add("Add", {v, ctx.add("Mul", {ctx.cast(ctx.in(2), wide), ctx.scalar_like(v, beta)})});
  if (activation == "RELU")
    v = ctx.add("Relu", {v});
  else if (activation == "GELU")
    v = ctx.add(Gelu{}, {v});
  else if (activation != "NONE")
    ctx.invalid("activation is " + quote(activation), "use RELU, GELU or NONE");
  if (ctx.has(5)) v = ctx.add("Mul", {v, ctx.reshape(ctx.cast(ctx.in(5), wide), {})});
  ctx.output(0, ctx.cast(v, out));
}

}  // namespace sinter::onnx
