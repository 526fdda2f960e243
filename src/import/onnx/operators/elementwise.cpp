// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Operators that work element by element and broadcast. Those that have our own name and no attributes need only a
// line in importer_list.def.
#include "base/text.h"
#include "import/onnx/node_context.h"
#include "ops/is_inf.h"
#include "ops/string_pointwise.h"

namespace sinter::onnx {
namespace {

/// Before opset 7 the second operand broadcast only if asked, and from an axis of the first one on.
ValueId legacy_operand(NodeContext& ctx) {
  const ValueId b = ctx.in(1);
  if (!ctx.bool_attr("broadcast", false)) return b;
  const int rank = ctx.rank(0), own = ctx.rank(1);
  if (own > rank) ctx.invalid("input 1 has more dims than input 0");
  const int64_t axis = ctx.has_attr("axis") ? ctx.axis_of(ctx.int_attr("axis"), rank) : rank - own;
  if (axis + own > rank) ctx.invalid("input 1 does not fit from axis " + std::to_string(axis) + " on");
  SymDims dims = ctx.type(1).dims;
  dims.resize(size_t(rank - axis), Dim(1));
  return ctx.reshape(b, std::move(dims));
}

ValueId second_operand(NodeContext& ctx) {
  if (ctx.opset() >= 7) return ctx.in(1);
  ctx.ignore_attrs({"axis", "consumed_inputs"});
  return legacy_operand(ctx);
}

/// Element type in which a power of mixed types is computed.
DataType power_dtype(DataType base, DataType exponent) {
  if (is_float(base) || !is_float(exponent)) return base;
  return exponent;
}

}  // namespace

/// One input, no attributes, our op of the same name.
void import_unary(NodeContext& ctx) {
  ctx.ignore_attrs({"consumed_inputs"});
  ctx.finish(ctx.op_type(), {ctx.in(0)});
}

void import_binary(NodeContext& ctx) {
  if (ctx.op_type() == "Equal" && ctx.dtype(0) == DataType::kString)
    return ctx.finish(StringEqual{}, {ctx.in(0), ctx.in(1)});
  ctx.finish(ctx.op_type(), {ctx.in(0), second_operand(ctx)}); }

void import_bitwise(NodeContext& ctx) {
  const std::string op = "Bit" + std::string(ctx.op_type().substr(7));  // BitwiseAnd is BitAnd
  ctx.finish(op, ctx.op_type() == "BitwiseNot" ? std::vector{ctx.in(0)} : std::vector{ctx.in(0), ctx.in(1)});
}

void import_bit_shift(NodeContext& ctx) {
  const std::string direction = ctx.string_attr("direction", "");
  if (direction != "LEFT" && direction != "RIGHT") ctx.invalid("direction is " + quote(direction), "use LEFT or RIGHT");
  ctx.finish(direction == "LEFT" ? "ShiftLeft" : "ShiftRight", {ctx.in(0), ctx.in(1)});
}

void import_mod(NodeContext& ctx) {
  const bool fmod = ctx.bool_attr("fmod", false);
  ctx.finish(fmod ? "Fmod" : "Mod", {ctx.in(0), ctx.in(1)});
}

void import_pow(NodeContext& ctx) {
  const ValueId base = ctx.in(0), exponent = second_operand(ctx);
  const DataType dtype = ctx.type_of(base).dtype;
  const DataType compute = power_dtype(dtype, ctx.type_of(exponent).dtype);
  if (compute == dtype) return ctx.finish("Pow", {base, ctx.cast(exponent, dtype)});
  ctx.output(0, ctx.cast(ctx.add("Pow", {ctx.cast(base, compute), exponent}), dtype));
}

/// Max, Min, Sum and Mean of any number of inputs.
void import_variadic(NodeContext& ctx) {
  ctx.ignore_attrs({"consumed_inputs"});
  const bool mean = ctx.op_type() == "Mean";
  const std::string_view op = mean || ctx.op_type() == "Sum" ? "Add" : ctx.op_type();
  if (ctx.num_inputs() == 0) ctx.invalid("it has no inputs");
  ValueId v = ctx.in(0);
  for (int i = 1; i < ctx.num_inputs(); ++i) {
    if (i + 1 == ctx.num_inputs() && !mean) return ctx.finish(op, {v, ctx.in(i)});
    v = ctx.add(op, {v, ctx.in(i)});
  }
  if (mean && ctx.num_inputs() > 1) v = ctx.add("Div", {v, ctx.scalar_like(v, ctx.num_inputs())});
  ctx.output(0, v);
}

void import_prelu(NodeContext& ctx) {
  ValueId slope = ctx.in(1);
  // Before opset 7 a slope of more than one element was one per channel.
  if (ctx.opset() < 7 && ctx.rank(1) == 1 && ctx.rank(0) > 2 && ctx.type(1).dims[0] != Dim(1)) {
    SymDims dims(size_t(ctx.rank(0) - 1), Dim(1));
    dims[0] = ctx.type(1).dims[0];
    slope = ctx.reshape(slope, std::move(dims));
  }
  ctx.ignore_attrs({"consumed_inputs"});
  ctx.finish("PRelu", {ctx.in(0), slope});
}

void import_is_inf(NodeContext& ctx) {
  ctx.finish(IsInf{.detect_negative = ctx.bool_attr("detect_negative", true),
                   .detect_positive = ctx.bool_attr("detect_positive", true)},
             {ctx.in(0)});
}

void import_where(NodeContext& ctx) {
  const bool strings = ctx.dtype(1) == DataType::kString;
  ctx.finish(strings ? "StringSelect" : "Select", {ctx.in(0), ctx.in(1), ctx.in(2)});
}

}  // namespace sinter::onnx
