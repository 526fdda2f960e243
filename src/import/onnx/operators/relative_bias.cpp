// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Contributed operators that compute what attention adds to its scores by the distance of two positions: T5's buckets,
// and the gates of WavLM.
#include <algorithm>
#include <cmath>

#include "import/onnx/operators/attention_parts.h"
#include "ops/gather.h"
#include "ops/reduce.h"

namespace sinter::onnx {
namespace {

/// 0, 1, ... up to the integer that input i holds.
ValueId counted(NodeContext& ctx, int i) {
  const ValueId limit = ctx.cast(ctx.reshape(ctx.shape_operand(i), {}), DataType::kInt64);
  return ctx.add("Range", {ctx.int_scalar(0), limit, ctx.int_scalar(1)});
}

/// The bucket (i64) of each distance: the first half of them hold one distance each, the others ever more, as its
/// logarithm goes; the last holds all from `farthest` on.
ValueId bucket_of(NodeContext& ctx, ValueId distance, int64_t buckets, int64_t farthest) {
  const int64_t exact = buckets / 2;
  const DataType f32 = DataType::kFloat32;
  const ValueId from = ctx.add("Max", {distance, ctx.scalar_like(distance, double(exact))});  // no logarithm of 0
  const ValueId times = ctx.cast(from, f32);
  const ValueId log = ctx.add("Log", {ctx.add("Div", {times, ctx.scalar_like(times, double(exact))})});
  const double whole = double(std::log(float(farthest) / float(exact)));
  const ValueId part = ctx.add("Mul", {ctx.add("Div", {log, ctx.scalar_like(log, whole)}),
                                       ctx.scalar_like(log, double(buckets - exact))});
  const ValueId above = ctx.cast(part, DataType::kInt64);
  const ValueId far = ctx.add("Min", {ctx.add("Add", {above, ctx.int_scalar(exact)}), ctx.int_scalar(buckets - 1)});
  return ctx.add("Select", {ctx.add("Less", {distance, ctx.int_scalar(exact)}), distance, far});
}

}  // namespace

/// Inputs table, query_length, key_length; out [1,heads,query_length,key_length]. The table is declared as [buckets,
/// heads] and lies in memory as [heads, buckets].
void import_relative_position_bias(NodeContext& ctx) {
  const SymDims table = ctx.type(0).dims;
  if (table.size() != 2 || !table[0].is_const())
    ctx.unsupported("the number of buckets is not known at build time", "give the table a fixed shape");
  const bool both = ctx.bool_attr("is_bidirectional", false);
  const int64_t all = table[0].value(), buckets = both ? all / 2 : all, farthest = ctx.int_attr("max_distance");
  if (buckets < 2 || farthest <= buckets / 2)
    ctx.invalid("max_distance " + std::to_string(farthest) + " does not go with " + std::to_string(all) + " buckets");
  ValueId queries = counted(ctx, 1), keys = counted(ctx, 2);
  const Dim q = ctx.type_of(queries).dims[0], k = ctx.type_of(keys).dims[0];
  queries = ctx.reshape(queries, {q, Dim(1)});
  const ValueId relative = ctx.add("Sub", {keys, queries});
  ValueId bucket = bucket_of(ctx, ctx.add("Abs", {relative}), buckets, farthest);
  if (both) {
    const ValueId ahead = ctx.add("Greater", {relative, ctx.int_scalar(0)});
    const ValueId second = ctx.add("Add", {bucket, ctx.int_scalar(buckets)});
    bucket = ctx.add("Select", {ahead, second, bucket});
  }
  const ValueId rows = ctx.reshape(ctx.in(0), {table[1], table[0]});
  ctx.output(0, ctx.reshape(ctx.add(Gather{.axis = 1}, {rows, bucket}), {Dim(1), table[1], q, k}));
}

/// Inputs query_layer, query_bias, rel_pos [1,heads,S,S], weight [head size,D], bias [D], eco_a [1,heads,1,1].
void import_gated_relative_position_bias(NodeContext& ctx) {
  if (ctx.has(6)) ctx.unsupported("token_offset (packed tokens) is not supported", "export the model without packing");
  const ValueId q = split_heads(ctx, ctx.add("Add", {ctx.in(0), ctx.in(1)}), ctx.int_attr("num_heads"));
  const ValueId v = ctx.add("Add", {ctx.add("MatMul", {q, ctx.in(3)}), ctx.in(4)});
  SymDims dims = ctx.type_of(v).dims;
  const Dim half = floor_div(dims.back(), 2);
  dims.back() = Dim(2);
  dims.push_back(half);
  const ValueId sums =
      ctx.add(Reduce{.kind = ReduceKind::kSum, .axes = {4}, .keep_dims = false}, {ctx.reshape(v, std::move(dims))});
  const ValueId gates = ctx.add("Sigmoid", {sums});
  const ValueId u = slice_of(ctx, gates, 3, 0, 1), r = slice_of(ctx, gates, 3, 1, 2);
  const ValueId inner = ctx.add("Sub", {ctx.add("Mul", {r, ctx.in(5)}), ctx.scalar_like(r, 1)});
  const ValueId gate = ctx.add("Add", {ctx.add("Mul", {u, inner}), ctx.scalar_like(u, 2)});
  ctx.finish("Mul", {gate, ctx.in(2)});
}

}  // namespace sinter::onnx
