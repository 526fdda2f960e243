// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Operators that pick or place elements by data: Compress, Unique, ReverseSequence, ScatterElements, BitCast.
#include <algorithm>

#include "base/text.h"
#include "import/onnx/node_context.h"
#include "import/onnx/operators/scatter_reduction.h"
#include "ops/bit_cast.h"
#include "ops/gather.h"
#include "ops/gather_nd.h"
#include "ops/scatter_elements.h"
#include "ops/unique.h"

namespace sinter::onnx {
namespace {

/// 0, 1, ... along an axis of v.
ValueId positions_along(NodeContext& ctx, ValueId v, int axis) {
  return ctx.add("Range", {ctx.int_scalar(0), ctx.extent(v, axis), ctx.int_scalar(1)});
}

/// All outputs of Unique for the node's first input.
std::vector<ValueId> unique_outputs(NodeContext& ctx, Unique op) {
  const ValueId first = ctx.add(std::move(op), {ctx.in(0)});
  return ctx.graph().node(ctx.graph().producer(first)).outputs;
}

}  // namespace

ScatterReduction scatter_reduction(NodeContext& ctx) {
  const std::string name = ctx.string_attr("reduction", "none");
  const auto* it = std::find(std::begin(ScatterND::kReductionNames), std::end(ScatterND::kReductionNames), name);
  if (it == std::end(ScatterND::kReductionNames))
    ctx.invalid("reduction is " + quote(name), "use none, add, mul, max or min");
  return ScatterReduction(it - std::begin(ScatterND::kReductionNames));
}

/// Scatter, too, which was its name before opset 11.
void import_scatter_elements(NodeContext& ctx) {
  ctx.finish(ScatterElements{.axis = ctx.axis_of(ctx.int_attr("axis", 0), ctx.rank(0)),
                             .reduction = scatter_reduction(ctx)},
             {ctx.in(0), ctx.in(1), ctx.in(2)});
}

void import_bit_cast(NodeContext& ctx) {
  ctx.finish(BitCast{.to = ctx.type_attr("to", DataType::kInvalid)}, {ctx.in(0)});
}

/// A Gather by the indices of the conditions that hold. There may be fewer conditions than elements.
void import_compress(NodeContext& ctx) {
  if (ctx.rank(1) != 1) ctx.invalid("the condition has rank " + std::to_string(ctx.rank(1)) + ", 1 expected");
  ValueId x = ctx.in(0);
  int64_t axis = 0;
  if (ctx.has_attr("axis")) axis = ctx.axis_of(ctx.int_attr("axis"), ctx.rank(0));
  else x = ctx.reshape(x, {product(ctx.type_of(x).dims)});
  const ValueId found = ctx.add("NonZero", {ctx.in(1)});
  const ValueId indices = ctx.reshape(found, {ctx.type_of(found).dims[1]});
  ctx.finish(Gather{.axis = axis}, {x, indices});
}

void import_unique(NodeContext& ctx) {
  Unique op;
  op.flatten = !ctx.has_attr("axis");
  if (!op.flatten) op.axis = ctx.axis_of(ctx.int_attr("axis"), ctx.rank(0));
  op.sorted = ctx.bool_attr("sorted", true);
  ctx.finish(std::move(op), {ctx.in(0)});
}

/// com.microsoft: unsorted; the outputs are the elements, their index for every element of x, and the counts.
void import_contrib_unique(NodeContext& ctx) {
  Unique op;
  op.sorted = false;
  const auto outputs = unique_outputs(ctx, op);
  ctx.output(0, outputs[0]);
  ctx.output(1, outputs[2]);
  ctx.output(2, outputs[3]);
}

/// y[b, t] is x[b, len(b) - 1 - t] for t below len(b), else x[b, t].
void import_reverse_sequence(NodeContext& ctx) {
  const int64_t time = ctx.int_attr("time_axis", 0), batch = ctx.int_attr("batch_axis", 1);
  const int rank = ctx.rank(0);
  if (rank < 2 || time < 0 || batch < 0 || time + batch != 1)
    ctx.invalid("time_axis is " + std::to_string(time) + ", batch_axis " + std::to_string(batch) + " for rank " +
                    std::to_string(rank),
                "use 0 and 1, or 1 and 0");
  Ints perm;
  for (int64_t d = 0; d < rank; ++d) perm.push_back(d);
  if (batch == 1) std::swap(perm[0], perm[1]);
  const ValueId x = ctx.transpose(ctx.in(0), perm);
  const SymDims dims = ctx.type_of(x).dims;
  const ValueId length = ctx.reshape(ctx.cast(ctx.in(1), DataType::kInt64), {dims[0], Dim(1)});
  const ValueId at = ctx.reshape(positions_along(ctx, x, 1), {Dim(1), dims[1]});
  const ValueId reversed = ctx.add("Sub", {ctx.add("Sub", {length, ctx.int_scalar(1)}), at});
  const ValueId from = ctx.add("Select", {ctx.add("Less", {at, length}), reversed, at});
  const ValueId y = ctx.add(GatherND{.batch_dims = 1}, {x, ctx.reshape(from, {dims[0], dims[1], Dim(1)})});
  ctx.output(0, ctx.transpose(y, perm));
}

}  // namespace sinter::onnx
