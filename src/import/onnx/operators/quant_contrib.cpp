// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Contributed operators on quantized tensors (com.microsoft). Those called QLinear compute in floating point between
// Dequantize and Quantize; products with run-time quantization are exact in integers and scaled afterwards.
#include <algorithm>

#include "import/onnx/operators/integer_operand.h"
#include "import/onnx/operators/quantized.h"
#include "ops/concat.h"
#include "ops/leaky_relu.h"
#include "ops/matmul.h"
#include "ops/reduce.h"

namespace sinter::onnx {
namespace {

/// a x b in i32, zero points off, times both scales, plus the optional bias: the end of the node. Scales and zero
/// points of b may have one element per column.
void finish_scaled_product(NodeContext& ctx, ValueId a, ValueId b, ValueId scale, ValueId bias) {
  ValueId v = ctx.cast(ctx.add(MatMul{}, {a, b}), ctx.type_of(scale).dtype);
  v = ctx.add("Mul", {v, scale});
  if (bias != kNoValue) v = ctx.add("Add", {v, bias});
  ctx.output(0, v);
}

int last_axis(NodeContext& ctx, int input) { return std::max(ctx.rank(input) - 1, 0); }

}  // namespace

void import_qlinear_leaky_relu(NodeContext& ctx) {
  finish_quantized(ctx, ctx.add(LeakyRelu{.alpha = ctx.float_attr("alpha", 0.01)}, {dequantized(ctx, 0)}), 3);
}

/// y's scale and zero point come first, then three inputs for each part.
void import_qlinear_concat(NodeContext& ctx) {
  if (ctx.num_inputs() < 5 || (ctx.num_inputs() - 2) % 3 != 0)
    ctx.invalid("it has " + std::to_string(ctx.num_inputs()) + " inputs, 2 and 3 for each part expected");
  std::vector<ValueId> parts;
  for (int i = 2; i < ctx.num_inputs(); i += 3) parts.push_back(dequantized(ctx, i));
  const int64_t axis = ctx.axis_of(ctx.int_attr("axis"), ctx.rank(2));
  finish_quantized(ctx, parts.size() == 1 ? parts[0] : ctx.add(Concat{.axis = axis}, std::move(parts)), 0);
}

/// condition; x, scale, zero; y, scale, zero; z's scale, zero.
void import_qlinear_where(NodeContext& ctx) {
  const ValueId x = dequantized(ctx, 1), y = dequantized(ctx, 4);
  finish_quantized(ctx, ctx.add("Select", {ctx.in(0), x, y}), 7);
}

void import_qlinear_reduce_mean(NodeContext& ctx) {
  const int rank = ctx.rank(0);
  Reduce op{.kind = ReduceKind::kMean, .axes = ctx.axes_of(ctx.ints_attr("axes"), rank), .keep_dims = true};
  op.keep_dims = ctx.bool_attr("keepdims", true);
  finish_quantized(ctx, ctx.add(std::move(op), {dequantized(ctx, 0)}), 3);
}

/// alpha * a' * b' + c, where c is i32 with the scale of the product; without y's scale the result stays a float.
void import_qgemm(NodeContext& ctx) {
  const double alpha = ctx.float_attr("alpha", 1.0);
  const MatMul op{.transpose_a = ctx.bool_attr("transA", false), .transpose_b = ctx.bool_attr("transB", false)};
  if (ctx.rank(0) != 2 || ctx.rank(3) != 2) ctx.invalid("the operands must be matrices");
  const ValueId a = dequantized(ctx, 0), b = dequantized(ctx, 3, op.transpose_b ? 0 : 1);
  ValueId v = ctx.add(op, {a, b});
  if (ctx.has(6)) {
    const DataType dtype = ctx.type_of(v).dtype;
    const ValueId scale = ctx.add("Mul", {ctx.in(1), ctx.in(4)});
    v = ctx.add("Add", {v, ctx.add("Mul", {ctx.cast(ctx.in(6), dtype), scale})});
  }
  if (alpha != 1) v = ctx.add("Mul", {v, ctx.scalar_like(v, alpha)});
  if (ctx.has(7)) return finish_quantized(ctx, v, 7);
  ctx.output(0, v);
}

/// a, b, a's scale, b's scale, a's zero point, b's zero point, bias.
void import_matmul_integer_to_float(NodeContext& ctx) {
  const ValueId a = integer_operand(ctx, ctx.in(0), ctx.optional_in(4), std::max(ctx.rank(0) - 2, 0));
  const ValueId b = integer_operand(ctx, ctx.in(1), ctx.optional_in(5), last_axis(ctx, 1));
  finish_scaled_product(ctx, a, b, ctx.add("Mul", {ctx.in(2), ctx.in(3)}), ctx.optional_in(6));
}

/// (a - a's zero point) * (b - b's zero point) in i32: a, zero, b, zero.
void import_mul_integer(NodeContext& ctx) {
  ctx.finish("Mul", {integer_operand(ctx, ctx.in(0), ctx.optional_in(1), 0),
                     integer_operand(ctx, ctx.in(2), ctx.optional_in(3), 0)});
}

/// Operands of 16 bits; unsigned ones give u32.
void import_matmul_integer16(NodeContext& ctx) {
  const bool u = is_unsigned(ctx.dtype(0)) && is_unsigned(ctx.dtype(1));
  const DataType wide = u ? DataType::kUInt32 : DataType::kInt32;
  ctx.finish(MatMul{}, {ctx.cast(ctx.in(0), wide), ctx.cast(ctx.in(1), wide)});
}

void import_reduce_sum_integer(NodeContext& ctx) {
  const DataType wide = is_unsigned(ctx.dtype(0)) ? DataType::kUInt32 : DataType::kInt32;
  ctx.finish(Reduce{.kind = ReduceKind::kSum,
                    .axes = ctx.axes_of(ctx.ints_attr("axes"), ctx.rank(0)),
                    .keep_dims = ctx.bool_attr("keepdims", true)},
             {ctx.cast(ctx.in(0), wide)});
}

/// a (a float, quantized here), b, b's scale, b's zero point, bias.
void import_dynamic_quantize_matmul(NodeContext& ctx) {
  const ValueId first = ctx.add("DynamicQuantize", {ctx.in(0)});
  const std::vector<ValueId> q = ctx.graph().node(ctx.graph().producer(first)).outputs;
  const ValueId a = integer_operand(ctx, q[0], q[2], 0);
  const ValueId b = integer_operand(ctx, ctx.in(1), ctx.optional_in(3), last_axis(ctx, 1));
  finish_scaled_product(ctx, a, b, ctx.add("Mul", {q[1], ctx.in(2)}), ctx.optional_in(4));
}

}  // namespace sinter::onnx
