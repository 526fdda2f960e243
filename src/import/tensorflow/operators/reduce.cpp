// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/reduce.h"

#include <algorithm>

#include "import/tensorflow/op_context.h"
#include "ops/arg_reduce.h"
#include "ops/cum_sum.h"

namespace sinter::tensorflow {
namespace {

ReduceKind reduce_kind(std::string_view op) {
  if (op == "Mean") return ReduceKind::kMean;
  if (op == "Max" || op == "Any") return ReduceKind::kMax;
  if (op == "Min" || op == "All") return ReduceKind::kMin;
  if (op == "Prod") return ReduceKind::kProd;
  return op == "EuclideanNorm" ? ReduceKind::kL2 : ReduceKind::kSum;
}

/// The axes as a list, sorted and without repeats (which TensorFlow refuses).
Ints reduced_axes(OpContext& ctx, int rank) {
  Ints axes = ctx.axes_of(ctx.need_ints(1, "the axes"), rank);
  std::sort(axes.begin(), axes.end());
  return axes;
}

}  // namespace

/// Sum, Mean, ..., All, Any: inputs x, axes.
void import_reduce(OpContext& ctx) {
  const ValueId x = ctx.in(0);
  Reduce op{.kind = reduce_kind(ctx.op()), .axes = reduced_axes(ctx, ctx.rank_of(x)), .keep_dims = false};
  op.keep_dims = ctx.bool_attr("keep_dims", false);
  if (op.axes.empty()) return ctx.output(0, Binding(ctx.binding(0)));
  // Booleans are reduced as unsigned numbers: the largest is "any", the smallest "all", also over nothing.
  const bool logical = ctx.type_of(x).dtype == DataType::kBool;
  const ValueId y = ctx.add(op, {logical ? ctx.cast(x, DataType::kUInt8) : x});
  ctx.output(0, logical ? ctx.cast(y, DataType::kBool) : y);
}

/// ArgMax, ArgMin: inputs x, axis.
void import_arg_reduce(OpContext& ctx) {
  ArgReduce op;
  op.kind = ctx.op() == "ArgMax" ? ArgReduceKind::kMax : ArgReduceKind::kMin;
  const ValueId x = ctx.in(0);
  op.axis = ctx.axis_of(ctx.num_inputs() > 1 ? ctx.need_int(1, "the axis") : 0, ctx.rank_of(x));
  op.keep_dims = false;
  ctx.output(0, ctx.cast(ctx.add(op, {x}), ctx.type_attr("output_type", DataType::kInt64)));
}

void import_cumulative(OpContext& ctx) {
  const ValueId x = ctx.in(0);
  CumSum op;
  op.axis = ctx.axis_of(ctx.need_int(1, "the axis"), ctx.rank_of(x));
  op.exclusive = ctx.bool_attr("exclusive", false);
  op.reverse = ctx.bool_attr("reverse", false);
  op.product = ctx.op() == "Cumprod";
  ctx.finish(op, {x});
}

}  // namespace sinter::tensorflow
