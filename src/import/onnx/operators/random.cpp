// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Operators with random results, Dropout among them.
#include "ops/random.h"

#include <bit>

#include "import/onnx/node_context.h"
#include "ops/cum_sum.h"
#include "ops/reduce.h"
#include "ops/softmax.h"

namespace sinter::onnx {
namespace {

/// The attribute seed, a float or (Dropout) an integer; equal seeds give equal numbers.
void read_seed(NodeContext& ctx, Random& op) {
  const auto* seed = ctx.attr("seed");
  if (!seed) return;
  op.seeded = true;
  op.seed = seed->type == AttributeType::kInt ? ctx.int_attr("seed")
                                              : int64_t(std::bit_cast<uint32_t>(float(ctx.float_attr("seed", 0))));
}

/// Random numbers are made as f32 or wider.
DataType made_as(DataType type) { return is_float(type) && bits_of(type) >= 16 ? type : DataType::kFloat32; }

ValueId uniform(NodeContext& ctx, DataType type, SymDims dims) {
  Random op;
  read_seed(ctx, op);
  op.dtype = made_as(type);
  op.dims = std::move(dims);
  return ctx.add(std::move(op), {});
}

void finish_random(NodeContext& ctx, RandomDistribution distribution, DataType type, SymDims dims) {
  const bool normal = distribution == RandomDistribution::kNormal;
  Random op;
  read_seed(ctx, op);
  op.distribution = distribution;
  op.a = ctx.float_attr(normal ? "mean" : "low", 0);
  op.b = ctx.float_attr(normal ? "scale" : "high", 1);
  op.dtype = made_as(type);
  op.dims = std::move(dims);
  ctx.output(0, ctx.cast(ctx.add(std::move(op), {}), type));
}

bool is_normal(NodeContext& ctx) { return ctx.op_type().find("Normal") != std::string_view::npos; }

}  // namespace

void import_random(NodeContext& ctx) {
  const Ints shape = ctx.ints_attr("shape");
  for (int64_t d : shape)
    if (d < 0) ctx.invalid("the shape has a negative dim");
  finish_random(ctx, is_normal(ctx) ? RandomDistribution::kNormal : RandomDistribution::kUniform,
                ctx.type_attr("dtype", DataType::kFloat32), SymDims(shape.begin(), shape.end()));
}

void import_random_like(NodeContext& ctx) {
  finish_random(ctx, is_normal(ctx) ? RandomDistribution::kNormal : RandomDistribution::kUniform,
                ctx.type_attr("dtype", ctx.dtype(0)), ctx.type(0).dims);
}

/// 1 where a uniform number is below the probability.
void import_bernoulli(NodeContext& ctx) {
  const DataType type = ctx.type_attr("dtype", ctx.dtype(0));
  const ValueId p = ctx.in(0), u = uniform(ctx, ctx.dtype(0), ctx.type(0).dims);
  ctx.output(0, ctx.cast(ctx.add("Less", {ctx.cast(u, ctx.dtype(0)), p}), type));
}

/// Classes by their cumulated probabilities: how many of these (but the last) a uniform number reaches.
void import_multinomial(NodeContext& ctx) {
  const int64_t samples = ctx.int_attr("sample_size", 1);
  const DataType type = ctx.type_attr("dtype", DataType::kInt32);
  if (samples < 1) ctx.invalid("sample_size is " + std::to_string(samples));
  const SymDims d = ctx.type(0).dims;
  if (d.size() != 2) ctx.invalid("the input has " + std::to_string(d.size()) + " dims instead of 2");
  const ValueId p = ctx.add(Softmax{.axis = -1}, {ctx.cast(ctx.in(0), DataType::kFloat32)});
  const ValueId sums = ctx.reshape(ctx.add(CumSum{.axis = 1}, {p}), {d[0], Dim(1), d[1]});
  const ValueId u = ctx.reshape(uniform(ctx, DataType::kFloat32, {d[0], Dim(samples)}), {d[0], Dim(samples), Dim(1)});
  const ValueId reached = ctx.cast(ctx.add("GreaterOrEqual", {u, sums}), DataType::kInt64);
  const ValueId at = ctx.add(Reduce{.kind = ReduceKind::kSum, .axes = {2}, .keep_dims = false}, {reached});
  // The last sum may be a little below 1.
  const ValueId last =
      ctx.add("Sub", {ctx.extent(ctx.in(0), 1), ctx.int_scalar(1)});
  ctx.output(0, ctx.cast(ctx.add("Min", {at, last}), type));
}

/// Elements are dropped in training only, which since opset 12 an input says; before, models are taken as for
/// inference. A mask, if asked for, is all true then.
void import_dropout(NodeContext& ctx) {
  ctx.ignore_attrs({"ratio", "seed", "is_test", "consumed_inputs"});
  const ValueId x = ctx.in(0);
  const SymDims dims = ctx.type_of(x).dims;
  const auto training = ctx.has(2) ? ctx.const_scalar(2) : std::optional<double>(0);
  const auto ratio = ctx.has(1) ? ctx.const_scalar(1) : std::optional<double>(0.5);
  if (training && (*training == 0 || (ratio && *ratio == 0))) {
    ctx.output(0, x);
    if (ctx.wants(1)) ctx.output(1, ctx.expand(ctx.constant_value(Weights::scalar(DataType::kBool, 1)), dims));
    return;
  }
  const ValueId dropped =
      ctx.has(1) ? ctx.reshape(ctx.cast(ctx.in(1), ctx.type_of(x).dtype), {}) : ctx.scalar_like(x, 0.5);
  const ValueId u = ctx.cast(uniform(ctx, ctx.type_of(x).dtype, dims), ctx.type_of(x).dtype);
  ValueId kept = ctx.add("GreaterOrEqual", {u, dropped});
  const ValueId scaled = ctx.add("Div", {x, ctx.add("Sub", {ctx.scalar_like(x, 1), dropped})});
  ValueId y = ctx.add("Select", {kept, scaled, ctx.scalar_like(x, 0)});
  if (!training) {
    const ValueId on = ctx.reshape(ctx.in(2), {});
    y = ctx.add("Select", {on, y, x});
    kept = ctx.add("Or", {kept, ctx.add("Not", {on})});
  }
  if (ctx.wants(1)) ctx.output(1, kept);
  ctx.output(0, y);
}

}  // namespace sinter::onnx
