// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Softmax, LogSoftmax and Hardmax. Before opset 13 they see a matrix: dims before the axis flattened into rows, the
// axis and all after it into columns.
#include "ops/softmax.h"

#include "import/onnx/node_context.h"
#include "ops/arg_reduce.h"
#include "ops/log_softmax.h"

namespace sinter::onnx {
namespace {

/// 1 where the largest element along the axis is (the first of equals), else 0.
ValueId hardmax_along(NodeContext& ctx, ValueId x, int64_t axis) {
  const TensorType type = ctx.type_of(x);
  ArgReduce largest;
  largest.kind = ArgReduceKind::kMax;
  largest.axis = axis;
  largest.keep_dims = true;
  const ValueId index = ctx.add(std::move(largest), {x});
  SymDims along(size_t(type.rank() - axis), Dim(1));
  along[0] = type.dims[size_t(axis)];
  const ValueId position =
      ctx.reshape(ctx.add("Range", {ctx.int_scalar(0), ctx.extent(x, int(axis)), ctx.int_scalar(1)}), std::move(along));
  return ctx.cast(ctx.add("Equal", {position, index}), type.dtype);
}

ValueId softmax_along(NodeContext& ctx, ValueId x, int64_t axis) {
  if (ctx.op_type() == "Softmax") return ctx.add(Softmax{.axis = axis}, {x});
  if (ctx.op_type() == "LogSoftmax") return ctx.add(LogSoftmax{.axis = axis}, {x});
  return hardmax_along(ctx, x, axis);
}

/// True if flattening changes nothing: behind the axis there are only dims of 1.
bool is_last_but_ones(const SymDims& dims, int64_t axis) {
  for (size_t i = size_t(axis) + 1; i < dims.size(); ++i)
    if (dims[i] != Dim(1)) return false;
  return true;
}

}  // namespace

void import_softmax(NodeContext& ctx) {
  const ValueId x = ctx.in(0);
  const SymDims dims = ctx.type_of(x).dims;
  if (ctx.opset() >= 13)
    return ctx.output(0, softmax_along(ctx, x, ctx.axis_of(ctx.int_attr("axis", -1), int(dims.size()))));
  const int64_t axis = ctx.axis_of(ctx.int_attr("axis", 1), int(dims.size()));
  if (is_last_but_ones(dims, axis)) return ctx.output(0, softmax_along(ctx, x, axis));
  const Dim rows = product(SymDims(dims.begin(), dims.begin() + axis));
  const Dim columns = product(SymDims(dims.begin() + axis, dims.end()));
  ctx.output(0, ctx.reshape(softmax_along(ctx, ctx.reshape(x, {rows, columns}), 1), dims));
}

}  // namespace sinter::onnx
