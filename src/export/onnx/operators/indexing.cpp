// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Ops with indices as data, and those that make indices.
#include "export/onnx/operators/moved.h"
#include "export/onnx/operators/pointwise.h"
#include "ops/gather.h"
#include "ops/gather_elements.h"
#include "ops/gather_nd.h"
#include "ops/one_hot.h"
#include "ops/range.h"
#include "ops/scatter_elements.h"
#include "ops/scatter_nd.h"
#include "ops/shape.h"
#include "ops/topk.h"
#include "ops/unique.h"

namespace sinter::onnx_export {
namespace {

/// i32 and i64 are taken as they are.
std::string indices(NodeWriter& ctx, int i) { return ctx.dtype(i) == DataType::kInt32 ? ctx.in(i) : ctx.index_in(i); }

void write_scatter(NodeWriter& ctx, std::string_view op, Attributes a, const std::string& at,
                   ScatterReduction reduction) {
  if (reduction != ScatterReduction::kNone) a.s("reduction", ScatterND::kReductionNames[size_t(reduction)]);
  const DataType type = ctx.dtype(0), moved = movable_type(type);
  if (moved == type) return ctx.finish(op, {ctx.in(0), at, ctx.in(2)}, a);
  const std::string y = ctx.add(op, {ctx.cast(ctx.in(0), type, moved), at, ctx.cast(ctx.in(2), type, moved)}, a);
  ctx.finish("Cast", {y}, Attributes().i("to", type_number(type)));
}

}  // namespace

void write_gather(NodeWriter& ctx) {
  finish_moved(ctx, "Gather", {ctx.in(0), indices(ctx, 1)}, Attributes().i("axis", ctx.op<Gather>().axis));
}

void write_gather_elements(NodeWriter& ctx) {
  finish_moved(ctx, "GatherElements", {ctx.in(0), indices(ctx, 1)},
               Attributes().i("axis", ctx.op<GatherElements>().axis));
}

void write_gather_nd(NodeWriter& ctx) {
  finish_moved(ctx, "GatherND", {ctx.in(0), ctx.index_in(1)},
               Attributes().i("batch_dims", ctx.op<GatherND>().batch_dims));
}

void write_scatter_elements(NodeWriter& ctx) {
  const auto& op = ctx.op<ScatterElements>();
  write_scatter(ctx, "ScatterElements", Attributes().i("axis", op.axis), indices(ctx, 1), op.reduction);
}

void write_scatter_nd(NodeWriter& ctx) {
  write_scatter(ctx, "ScatterND", {}, ctx.index_in(1), ctx.op<ScatterND>().reduction);
}

void write_top_k(NodeWriter& ctx) {
  const auto& op = ctx.op<TopK>();
  const DataType type = ctx.dtype(0);
  const auto a = Attributes().i("axis", op.axis).i("largest", op.largest).i("sorted", op.sorted);
  const std::string k = ctx.add("Reshape", {ctx.index_in(1), ctx.ints({1})});
  const bool widened = type == DataType::kBFloat16 || movable_type(type) != type;
  if (!widened) return ctx.finish("TopK", {ctx.in(0), k}, a);
  const std::string best = ctx.model().claim(ctx.source() + "/best");
  ctx.put("TopK", {ctx.cast(ctx.in(0), type, wider_type(type)), k}, {best, ctx.out(1)}, a);
  ctx.put("Cast", {best}, {ctx.out(0)}, Attributes().i("to", type_number(type)));
}

void write_non_zero(NodeWriter& ctx) {
  const DataType type = ctx.dtype(0);
  ctx.finish("NonZero", {ctx.cast(ctx.in(0), type, movable_type(type))});
}

void write_unique(NodeWriter& ctx) {
  const auto& op = ctx.op<Unique>();
  Attributes a;
  a.i("sorted", op.sorted);
  if (!op.flatten) a.i("axis", op.axis);
  const DataType type = ctx.dtype(0);
  const bool widened = type == DataType::kBFloat16 || movable_type(type) != type;
  if (!widened) return ctx.finish("Unique", {ctx.in(0)}, a);
  Values outs = ctx.outs();
  outs[0] = ctx.model().claim(ctx.source() + "/distinct");
  ctx.put("Unique", {ctx.cast(ctx.in(0), type, wider_type(type))}, outs, a);
  ctx.put("Cast", {outs[0]}, {ctx.out(0)}, Attributes().i("to", type_number(type)));
}

/// Our indices are truncated to integers.
void write_one_hot(NodeWriter& ctx) {
  const DataType index = ctx.dtype(0), value = ctx.dtype(2);
  const DataType moved = value == DataType::kBFloat16 ? DataType::kFloat32 : movable_type(value);
  const Weights* known = ctx.constant(1);
  const bool integer = is_integer(ctx.dtype(1));
  const std::string depth = known && !integer ? ctx.int_scalar(int64_t(known->to_doubles().at(0))) : ctx.index_in(1);
  std::string at = ctx.cast(ctx.in(0), index, DataType::kInt64);
  const bool single = ctx.rank(0) == 0;  // ONNX's takes a vector at least
  if (single) at = ctx.unsqueeze(at, {0});
  const Values in{at, depth, ctx.cast(ctx.in(2), value, moved)};
  const auto a = Attributes().i("axis", single ? -1 : ctx.op<OneHot>().axis);
  if (!single && moved == value) return ctx.finish("OneHot", in, a);
  std::string y = ctx.add("OneHot", in, a);
  if (single) y = ctx.add("Squeeze", {y, ctx.ints({0})});
  if (moved == value) return ctx.finish_value(0, y);
  ctx.finish("Cast", {y}, Attributes().i("to", type_number(value)));
}

namespace {

/// The number of elements is given beside start and delta: start + k * delta.
void finish_counted_range(NodeWriter& ctx, const Values& in, DataType wide) {
  const DataType type = ctx.dtype(0);
  const std::string count = ctx.dim_scalar(ctx.op<Range>().length[0]);
  const std::string k = ctx.add("Range", {ctx.int_scalar(0), count, ctx.int_scalar(1)});
  const std::string steps = ctx.add("Mul", {ctx.cast(k, DataType::kInt64, wide), in[2]});
  if (wide == type) return ctx.finish("Add", {steps, in[0]});
  ctx.finish("Cast", {ctx.add("Add", {steps, in[0]})}, Attributes().i("to", type_number(type)));
}

}  // namespace

/// Inputs may be vectors of one element in ours.
void write_range(NodeWriter& ctx) {
  const DataType type = ctx.dtype(0);
  const bool direct = type == DataType::kFloat32 || type == DataType::kFloat64 || type == DataType::kInt16 ||
                      type == DataType::kInt32 || type == DataType::kInt64;
  const DataType wide = direct ? type : wider_type(type) == DataType::kInt32 ? DataType::kInt64 : wider_type(type);
  Values in;
  for (int i = 0; i < 3; ++i) {
    std::string v = ctx.cast(ctx.in(i), type, wide);
    in.push_back(ctx.rank(i) == 0 ? v : ctx.add("Squeeze", {v}));
  }
  if (const auto& op = ctx.op<Range>(); !op.length.empty()) return finish_counted_range(ctx, in, wide);
  if (wide == type) return ctx.finish("Range", in);
  ctx.finish("Cast", {ctx.add("Range", in)}, Attributes().i("to", type_number(type)));
}

void write_shape(NodeWriter& ctx) {
  const auto& op = ctx.op<Shape>();
  Attributes a;
  if (op.start != 0) a.i("start", op.start);
  if (op.end != INT64_MAX) a.i("end", op.end);
  ctx.finish("Shape", {ctx.in(0)}, a);
}

void write_size(NodeWriter& ctx) { ctx.finish("Size", {ctx.in(0)}); }

}  // namespace sinter::onnx_export
