// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Quantization. Scales live on Quantize and Dequantize only: the QLinear operators become their floating-point
// counterparts between Dequantize and Quantize, which the passes may fuse again.
#include "ops/quantize.h"

#include <algorithm>

#include "import/onnx/operators/narrow_cast.h"
#include "import/onnx/operators/quantized.h"
#include "ops/dequantize.h"
#include "ops/matmul.h"
#include "ops/reduce.h"
#include "ops/softmax.h"

namespace sinter::onnx {
namespace {

/// The axis matters where the scale is no scalar; scalars (and vectors of one) must not fail for small ranks.
int64_t quantization_axis(NodeContext& ctx) {
  const int64_t axis = ctx.int_attr("axis", 1);
  const SymDims& scale = ctx.type(1).dims;
  if (scale.empty() || (scale.size() == 1 && scale[0] == Dim(1) && ctx.int_attr("block_size", 0) == 0)) return 1;
  return ctx.axis_of(axis, ctx.rank(0));
}

/// A scale or zero point; one of a single element becomes a scalar.
ValueId quantization_input(NodeContext& ctx, int i) {
  const SymDims& dims = ctx.type(i).dims;
  return dims.size() == 1 && dims[0] == Dim(1) ? ctx.reshape(ctx.in(i), {}) : ctx.in(i);
}

std::vector<ValueId> quantization_inputs(NodeContext& ctx) {
  std::vector<ValueId> inputs{ctx.in(0), quantization_input(ctx, 1)};
  if (ctx.has(2)) inputs.push_back(quantization_input(ctx, 2));
  return inputs;
}

/// A type attribute of which 0 means none.
DataType optional_type(NodeContext& ctx, std::string_view name, DataType otherwise) {
  return ctx.int_attr(name, 0) == 0 ? otherwise : ctx.type_attr(name, otherwise);
}

/// The quotient rounded to `precision` before anything else, which Quantize does for f32 and f64 only.
ValueId quotient(NodeContext& ctx, const Quantize& op, DataType precision) {
  const ValueId scale = ctx.cast(quantization_input(ctx, 1), precision);
  return ctx.add("Div", {ctx.cast(ctx.in(0), precision),
                         spread_scale(ctx, scale, ctx.type(0).dims, op.axis, op.block_size)});
}

/// Quantize of a quotient: by scales of 1.
void finish_quotient(NodeContext& ctx, const Quantize& op, ValueId v) {
  const ValueId one = ctx.scalar_like(v, 1);
  if (!ctx.has(2)) return ctx.finish(op, {v, one});
  const ValueId zero = quantization_input(ctx, 2);
  ctx.finish(op, {v, ctx.expand(one, ctx.type_of(zero).dims), zero});
}

}  // namespace

ValueId dequantized(NodeContext& ctx, int i, int64_t axis) {
  std::vector<ValueId> inputs{ctx.in(i), quantization_input(ctx, i + 1)};
  if (ctx.has(i + 2)) inputs.push_back(quantization_input(ctx, i + 2));
  return ctx.add(Dequantize{.axis = axis, .to = ctx.dtype(i + 1)}, std::move(inputs));
}

void finish_quantized(NodeContext& ctx, ValueId y, int i, int64_t axis) {
  std::vector<ValueId> inputs{y, quantization_input(ctx, i)};
  if (ctx.has(i + 1)) inputs.push_back(quantization_input(ctx, i + 1));
  ctx.finish(Quantize{.axis = axis, .to = ctx.has(i + 1) ? ctx.dtype(i + 1) : ctx.dtype(0)}, std::move(inputs));
}

void import_quantize_linear(NodeContext& ctx) {
  Quantize op;
  op.axis = quantization_axis(ctx);
  op.block_size = ctx.int_attr("block_size", 0);
  op.to = ctx.has(2) ? ctx.dtype(2) : optional_type(ctx, "output_dtype", DataType::kUInt8);
  ctx.ignore_attrs({"output_dtype"});
  const DataType precision = optional_type(ctx, "precision", DataType::kFloat32);
  const bool f8 = is_float(op.to) && bits_of(op.to) == 8;
  if (f8 && !ctx.bool_attr("saturate", true))
    return ctx.output(0, narrow_cast(ctx, quotient(ctx, op, precision), op.to));
  if (precision != DataType::kFloat32) return finish_quotient(ctx, op, quotient(ctx, op, precision));
  ctx.finish(std::move(op), quantization_inputs(ctx));
}

void import_dequantize_linear(NodeContext& ctx) {
  Dequantize op;
  op.axis = quantization_axis(ctx);
  op.block_size = ctx.int_attr("block_size", 0);
  op.to = optional_type(ctx, "output_dtype", ctx.dtype(1));
  ctx.finish(std::move(op), quantization_inputs(ctx));
}

void import_dynamic_quantize_linear(NodeContext& ctx) { ctx.finish("DynamicQuantize", {ctx.in(0)}); }

/// a, scale, zero (per row); b, scale, zero (per column); y's scale, zero.
void import_qlinear_matmul(NodeContext& ctx) {
  const ValueId a = dequantized(ctx, 0, std::max(ctx.rank(0) - 2, 0)),
                b = dequantized(ctx, 3, std::max(ctx.rank(3) - 1, 0));
  finish_quantized(ctx, ctx.add(MatMul{}, {a, b}), 6);
}

// ---- contributed operators that quantizers write ----

/// QLinearAdd and QLinearMul: a, scale, zero; b, scale, zero; y's scale, zero.
void import_qlinear_binary(NodeContext& ctx) {
  const ValueId a = dequantized(ctx, 0), b = dequantized(ctx, 3);
  finish_quantized(ctx, ctx.add(ctx.op_type().substr(7), {a, b}), 6);
}

void import_qlinear_sigmoid(NodeContext& ctx) { finish_quantized(ctx, ctx.add("Sigmoid", {dequantized(ctx, 0)}), 3); }

void import_qlinear_softmax(NodeContext& ctx) {
  const int64_t opset = ctx.int_attr("opset", 13);
  const int rank = ctx.rank(0);
  const int64_t axis = ctx.axis_of(ctx.int_attr("axis", opset < 13 ? 1 : -1), rank);
  const ValueId x = dequantized(ctx, 0);
  if (opset >= 13) return finish_quantized(ctx, ctx.add(Softmax{.axis = axis}, {x}), 3);
  const SymDims dims = ctx.type(0).dims;  // the axis and all behind it count as one
  const Dim rows = product(SymDims(dims.begin(), dims.begin() + axis));
  const ValueId flat = ctx.reshape(x, {rows, product(SymDims(dims.begin() + axis, dims.end()))});
  finish_quantized(ctx, ctx.reshape(ctx.add(Softmax{.axis = 1}, {flat}), dims), 3);
}

void import_qlinear_global_average_pool(NodeContext& ctx) {
  const int64_t first = ctx.bool_attr("channels_last", false) ? 1 : 2;
  Reduce op{.kind = ReduceKind::kMean, .axes = {}, .keep_dims = true};
  for (int64_t axis = first; axis < ctx.rank(0) - 2 + first; ++axis) op.axes.push_back(axis);
  finish_quantized(ctx, ctx.add(std::move(op), {dequantized(ctx, 0)}), 3);
}

}  // namespace sinter::onnx
