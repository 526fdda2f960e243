// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/reduce.h"

#include <algorithm>

#include "import/onnx/node_context.h"
#include "import/onnx/operators/read_axes.h"
#include "ops/arg_reduce.h"
#include "ops/cum_sum.h"
#include "ops/topk.h"

namespace sinter::onnx {
namespace {

struct ReduceName {
  std::string_view onnx;
  ReduceKind kind;
};
constexpr ReduceName kReduceNames[] = {
    {"ReduceL1", ReduceKind::kL1},         {"ReduceL2", ReduceKind::kL2},
    {"ReduceLogSum", ReduceKind::kLogSum}, {"ReduceLogSumExp", ReduceKind::kLogSumExp},
    {"ReduceMax", ReduceKind::kMax},       {"ReduceMean", ReduceKind::kMean},
    {"ReduceMin", ReduceKind::kMin},       {"ReduceProd", ReduceKind::kProd},
    {"ReduceSum", ReduceKind::kSum},       {"ReduceSumSquare", ReduceKind::kSumSquare},
};

/// Axes became an input in opset 13 (ReduceSum) and 18 (the others); both forms are read whatever the opset. Empty too
/// where only the run knows them.
Ints reduce_axes(NodeContext& ctx) {
  if (!ctx.has(1)) return ctx.axes_of(ctx.ints_attr("axes"), ctx.rank(0));
  return ctx.axes_of(ctx.const_ints(1).value_or(Ints{}), ctx.rank(0));
}

/// Booleans are reduced as unsigned numbers: ReduceMax and ReduceMin of them are "any" and "all", also over nothing.
ValueId reduced(NodeContext& ctx, Reduce op, ValueId x) {
  if (ctx.type_of(x).dtype != DataType::kBool) return ctx.add(std::move(op), {x});
  return ctx.cast(ctx.add(std::move(op), {ctx.cast(x, DataType::kUInt8)}), DataType::kBool);
}

/// The dims are kept, and those that were reduced are left out afterwards.
ValueId reduced_along_read_axes(NodeContext& ctx, Reduce op, const SymDims& axes) {
  const ValueId x = ctx.in(0);
  const SymDims dims = ctx.type_of(x).dims;
  if (axes.size() > dims.size()) ctx.invalid("more axes are given than the input has dims");
  const bool keep = op.keep_dims;
  op.axes.clear();
  op.keep_dims = true;
  op.chosen = chosen_dims(ctx, axes, int(dims.size()));
  const SymDims chosen = op.chosen;
  const ValueId y = reduced(ctx, std::move(op), x);
  return keep ? y : ctx.reshape(y, unchosen_dims(ctx, dims, chosen, dims.size() - axes.size()));
}

}  // namespace

void import_reduce(NodeContext& ctx) {
  const auto* name = std::find_if(std::begin(kReduceNames), std::end(kReduceNames),
                                  [&](const ReduceName& r) { return r.onnx == ctx.op_type(); });
  Reduce op{.kind = name->kind, .axes = reduce_axes(ctx), .keep_dims = ctx.bool_attr("keepdims", true)};
  const bool empty_is_none = ctx.bool_attr("noop_with_empty_axes", false);
  if (ctx.has(1) && !ctx.const_ints(1))
    return ctx.output(0, reduced_along_read_axes(ctx, std::move(op), ctx.shape_values(1)));
  const bool nothing = empty_is_none && op.axes.empty();
  std::sort(op.axes.begin(), op.axes.end());
  const ValueId x = ctx.in(0);
  if (!nothing && ctx.type_of(x).rank() > 0) {
    if (ctx.type_of(x).dtype != DataType::kBool) return ctx.finish(std::move(op), {x});
    return ctx.output(0, reduced(ctx, std::move(op), x));
  }
  // Every element is reduced by itself: what remains is the function applied to each.
  switch (op.kind) {
    case ReduceKind::kL1:
    case ReduceKind::kL2:
      return ctx.finish("Abs", {x});
    case ReduceKind::kLogSum:
      return ctx.finish("Log", {x});
    case ReduceKind::kSumSquare:
      return ctx.finish("Mul", {x, x});
    default:
      return ctx.output(0, x);
  }
}

void import_arg_reduce(NodeContext& ctx) {
  ArgReduce op;
  op.kind = ctx.op_type() == "ArgMax" ? ArgReduceKind::kMax : ArgReduceKind::kMin;
  op.axis = ctx.axis_of(ctx.int_attr("axis", 0), ctx.rank(0));
  op.keep_dims = ctx.bool_attr("keepdims", true);
  op.select_last_index = ctx.bool_attr("select_last_index", false);
  ctx.finish(std::move(op), {ctx.in(0)});
}

/// CumSum and CumProd.
void import_cum_sum(NodeContext& ctx) {
  CumSum op;
  if (const auto axis = ctx.const_scalar(1)) op.axis = ctx.axis_of(int64_t(*axis), ctx.rank(0));
  else op.along = ctx.shape_values(1);
  op.exclusive = ctx.bool_attr("exclusive", false);
  op.reverse = ctx.bool_attr("reverse", false);
  op.product = ctx.op_type() == "CumProd";
  ctx.finish(std::move(op), {ctx.in(0)});
}

void import_top_k(NodeContext& ctx) {
  TopK op;
  op.axis = ctx.axis_of(ctx.int_attr("axis", -1), ctx.rank(0));
  op.largest = ctx.bool_attr("largest", true);
  op.sorted = ctx.bool_attr("sorted", true);
  const ValueId k = ctx.opset() >= 10
                        ? ctx.reshape(ctx.shape_operand(1), {})
                        : ctx.int_scalar(ctx.int_attr("k"));
  ctx.finish(std::move(op), {ctx.in(0), k});
}

}  // namespace sinter::onnx
