// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Quantization.
#include "ops/quantize.h"

#include <cmath>

#include "export/onnx/node_writer.h"
#include "ops/dequantize.h"
#include "ops/quantized_matmul.h"

namespace sinter::onnx_export {
namespace {

Attributes quant_layout(int64_t axis, int64_t block_size) {
  Attributes a;
  a.i("axis", axis);
  if (block_size != 0) a.i("block_size", block_size);
  return a;
}

}  // namespace

namespace {

/// Input i, one element for each index of `axis` or each block along it, so that it broadcasts to input 0.
std::string spread_over(NodeWriter& ctx, int i, DataType real, int64_t axis, int64_t block) {
  const std::string v = ctx.cast(ctx.in(i), ctx.dtype(i), real);
  const SymDims &from = ctx.type(i).dims, &x = ctx.type(0).dims;
  if (from.empty() || (block == 0 && product(from) == Dim(1))) return v;
  const auto at = size_t(axis < 0 ? axis + int64_t(x.size()) : axis);
  if (block == 0) {
    SymDims dims(x.size(), Dim(1));
    dims[at] = from[0];
    return ctx.reshape(v, dims);
  }
  SymDims repeated = from, flat = from;
  repeated.insert(repeated.begin() + std::ptrdiff_t(at) + 1, Dim(block));
  flat[at] = from[at] * Dim(block);
  const std::string wide = ctx.add("Expand", {ctx.unsqueeze(v, {int64_t(at) + 1}), ctx.dims(repeated)});
  return ctx.add("Slice", {ctx.reshape(wide, flat), ctx.ints({0}), ctx.dims({x[at]}), ctx.ints({int64_t(at)})});
}

constexpr DataType kWide = DataType::kFloat64;  // ONNX's operators do not take it: their parts do

void write_wide_quantize(NodeWriter& ctx, const Quantize& op) {
  const std::string scale = spread_over(ctx, 1, kWide, op.axis, op.block_size);
  std::string y = ctx.add("Div", {ctx.cast(ctx.in(0), ctx.dtype(0), kWide), scale});
  if (!is_float(op.to)) {
    y = ctx.add("Round", {y});
    if (ctx.has(2)) y = ctx.add("Add", {y, spread_over(ctx, 2, kWide, op.axis, op.block_size)});
    const double levels = std::ldexp(1, bits_of(op.to)), low = is_unsigned(op.to) ? 0 : -levels / 2;
    y = ctx.add("Clip", {y, ctx.scalar(kWide, low), ctx.scalar(kWide, low + levels - 1)});
  }
  ctx.finish("Cast", {y}, Attributes().i("to", type_number(op.to)));
}

void write_wide_dequantize(NodeWriter& ctx, const Dequantize& op) {
  std::string y = ctx.cast(ctx.in(0), ctx.dtype(0), kWide);
  if (ctx.has(2)) y = ctx.add("Sub", {y, spread_over(ctx, 2, kWide, op.axis, op.block_size)});
  y = ctx.add("Mul", {y, spread_over(ctx, 1, kWide, op.axis, op.block_size)});
  if (op.to == kWide) return ctx.finish_value(0, y);
  ctx.finish("Cast", {y}, Attributes().i("to", type_number(op.to)));
}

}  // namespace

void write_quantize(NodeWriter& ctx) {
  const auto& op = ctx.op<Quantize>();
  ctx.model().need_type(op.to);
  if (ctx.dtype(0) == kWide || ctx.dtype(1) == kWide) return write_wide_quantize(ctx, op);
  Attributes a = quant_layout(op.axis, op.block_size);
  if (!ctx.has(2)) a.i("output_dtype", type_number(op.to));
  if (ctx.dtype(0) != ctx.dtype(1)) ctx.need_opset(23);
  ctx.finish("QuantizeLinear", ctx.ins(), a);
}

void write_dequantize(NodeWriter& ctx) {
  const auto& op = ctx.op<Dequantize>();
  if (op.to == kWide || ctx.dtype(1) == kWide) return write_wide_dequantize(ctx, op);
  Attributes a = quant_layout(op.axis, op.block_size);
  if (op.to != ctx.dtype(1)) {
    ctx.need_opset(23);
    a.i("output_dtype", type_number(op.to));
  }
  ctx.finish("DequantizeLinear", ctx.ins(), a);
}

void write_dynamic_quantize(NodeWriter& ctx) { ctx.finish("DynamicQuantizeLinear", {ctx.in(0)}); }

namespace {

/// One element per block of a row, repeated for its columns: [N, blocks] to [N, columns].
std::string spread_blocks(NodeWriter& ctx, const std::string& v, const SymDims& from, int64_t block,
                          const Dim& columns) {
  const std::string repeated = ctx.add("Expand", {ctx.unsqueeze(v, {2}), ctx.dims({from[0], from[1], Dim(block)})});
  const std::string flat = ctx.reshape(repeated, {from[0], from[1] * Dim(block)});
  return ctx.add("Slice", {flat, ctx.ints({0}), ctx.dims({columns}), ctx.ints({1})});
}

/// The weights as floats, [N, columns].
std::string dequantized_rows(NodeWriter& ctx, int64_t block, DataType real) {
  const std::string scale = ctx.cast(ctx.in(2), ctx.dtype(2), real);
  if (!ctx.has(3) || !is_float(ctx.dtype(3)) || is_float(ctx.dtype(1)))
    return ctx.add("DequantizeLinear", {ctx.in(1), scale, ctx.in(3)}, quant_layout(1, block));
  const SymDims &w = ctx.type(1).dims, &blocks = ctx.type(2).dims;
  const std::string zero = spread_blocks(ctx, ctx.cast(ctx.in(3), ctx.dtype(3), real), blocks, block, w[1]);
  const std::string codes = ctx.add("Sub", {ctx.cast(ctx.in(1), ctx.dtype(1), real), zero});
  return ctx.add("Mul", {codes, spread_blocks(ctx, scale, blocks, block, w[1])});
}

}  // namespace

/// The weights are dequantized in front of a plain product.
void write_quantized_matmul(NodeWriter& ctx) {
  const DataType type = ctx.dtype(0), real = DataType::kFloat32;
  const SymDims& w = ctx.type(1).dims;
  const Dim& k = ctx.type(0).dims.back();
  std::string rows = dequantized_rows(ctx, ctx.op<QuantizedMatMul>().block_size, real);
  if (!(w[1] == k)) rows = ctx.add("Slice", {rows, ctx.ints({0}), ctx.dims({k}), ctx.ints({1})});
  const std::string b = ctx.transpose(rows, {1, 0});
  if (type == real) return ctx.finish("MatMul", {ctx.in(0), b});
  ctx.finish("Cast", {ctx.add("MatMul", {ctx.cast(ctx.in(0), type, real), b})},
             Attributes().i("to", type_number(type)));
}

}  // namespace sinter::onnx_export
