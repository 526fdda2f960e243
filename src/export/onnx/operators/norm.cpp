// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Normalizations.
#include "export/onnx/node_writer.h"
#include "ops/batch_norm.h"
#include "ops/group_norm.h"
#include "ops/instance_norm.h"
#include "ops/layer_norm.h"

namespace sinter::onnx_export {
namespace {

DataType norm_type(DataType t) { return bits_of(t) >= 16 ? t : DataType::kFloat32; }

/// Input i as `to`.
std::string as(NodeWriter& ctx, int i, DataType to) { return ctx.cast(ctx.in(i), ctx.dtype(i), to); }

void finish_norm(NodeWriter& ctx, std::string_view op, const Values& in, const Attributes& a, DataType computed) {
  const DataType to = ctx.out_type(0).dtype;
  if (computed == to) return ctx.finish(op, in, a);
  ctx.finish("Cast", {ctx.add(op, in, a)}, Attributes().i("to", type_number(to)));
}

}  // namespace

void write_batch_norm(NodeWriter& ctx) {
  const DataType x = norm_type(ctx.dtype(0)), p = norm_type(ctx.dtype(1)), s = norm_type(ctx.dtype(3));
  finish_norm(ctx, "BatchNormalization", {as(ctx, 0, x), as(ctx, 1, p), as(ctx, 2, p), as(ctx, 3, s), as(ctx, 4, s)},
              Attributes().f("epsilon", ctx.op<BatchNorm>().epsilon), x);
}

void write_group_norm(NodeWriter& ctx) {
  const auto& op = ctx.op<GroupNorm>();
  const DataType x = norm_type(ctx.dtype(0));
  finish_norm(ctx, "GroupNormalization", {as(ctx, 0, x), as(ctx, 1, x), as(ctx, 2, x)},
              Attributes().i("num_groups", op.groups).f("epsilon", op.epsilon), x);
}

void write_instance_norm(NodeWriter& ctx) {
  const DataType x = norm_type(ctx.dtype(0));
  finish_norm(ctx, "InstanceNormalization", {as(ctx, 0, x), as(ctx, 1, x), as(ctx, 2, x)},
              Attributes().f("epsilon", ctx.op<InstanceNorm>().epsilon), x);
}

namespace {

/// Whether input i has exactly the dims that are normalized over.
bool spans_the_row(const NodeWriter& ctx, int i, int64_t axis) {
  const SymDims& x = ctx.type(0).dims;
  return ctx.type(i).dims == SymDims(x.begin() + axis, x.end());
}

/// The same out of plain operators: for scales of other shapes, or none, and for dims in the middle.
void write_norm_parts(NodeWriter& ctx, const LayerNorm& op) {
  const DataType type = ctx.dtype(0), wide = type == DataType::kFloat64 ? type : DataType::kFloat32;
  Ints axes;
  for (int64_t d = op.first(ctx.rank(0)); d < op.last(ctx.rank(0)); ++d) axes.push_back(d);
  std::string x = as(ctx, 0, wide);
  const std::string over = ctx.ints(axes);
  if (op.centred) x = ctx.add("Sub", {x, ctx.add("ReduceMean", {x, over})});
  const std::string var = ctx.add("ReduceMean", {ctx.add("Mul", {x, x}), over});
  const std::string deviation = ctx.add("Sqrt", {ctx.add("Add", {var, ctx.scalar(wide, op.epsilon)})});
  std::string y = ctx.add("Div", {x, deviation});
  if (ctx.has(1)) y = ctx.add("Mul", {y, as(ctx, 1, wide)});
  if (ctx.has(2)) y = ctx.add("Add", {y, as(ctx, 2, wide)});
  if (wide == type) return ctx.finish_value(0, y);
  ctx.finish("Cast", {y}, Attributes().i("to", type_number(type)));
}

}  // namespace

void write_layer_norm(NodeWriter& ctx) {
  const auto& op = ctx.op<LayerNorm>();
  const int64_t axis = op.first(ctx.rank(0));
  const bool to_the_end = op.last(ctx.rank(0)) == ctx.rank(0);
  const DataType type = ctx.dtype(0);
  const bool real = bits_of(type) >= 16 && (type != DataType::kFloat64 || double(float(op.epsilon)) == op.epsilon);
  const bool scaled = ctx.has(1) && spans_the_row(ctx, 1, axis);
  const bool shifted = !ctx.has(2) || spans_the_row(ctx, 2, axis);
  const auto a = Attributes().i("axis", op.axis).f("epsilon", op.epsilon);
  if (!real || !scaled || !shifted || !to_the_end) return write_norm_parts(ctx, op);
  if (op.centred) return ctx.finish("LayerNormalization", ctx.ins(), a);
  ctx.need_opset(23);
  if (!ctx.has(2)) return ctx.finish("RMSNormalization", {ctx.in(0), ctx.in(1)}, a);
  ctx.finish("Add", {ctx.add("RMSNormalization", {ctx.in(0), ctx.in(1)}, a), ctx.in(2)});
}

}  // namespace sinter::onnx_export
