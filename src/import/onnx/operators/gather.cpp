// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Elements picked or placed by indices.
#include "ops/gather.h"

#include "base/text.h"
#include "import/onnx/node_context.h"
#include "ops/gather_elements.h"
#include "ops/gather_nd.h"

namespace sinter::onnx {

void import_gather(NodeContext& ctx) {
  ctx.finish(Gather{.axis = ctx.axis_of(ctx.int_attr("axis", 0), ctx.rank(0))}, {ctx.in(0), ctx.in(1)});
}

void import_gather_elements(NodeContext& ctx) {
  ctx.finish(GatherElements{.axis = ctx.axis_of(ctx.int_attr("axis", 0), ctx.rank(0))}, {ctx.in(0), ctx.in(1)});
}

void import_gather_nd(NodeContext& ctx) {
  ctx.finish(GatherND{.batch_dims = ctx.int_attr("batch_dims", 0)}, {ctx.in(0), ctx.in(1)});
}

void import_non_zero(NodeContext& ctx) { ctx.finish("NonZero", {ctx.in(0)}); }

/// Select(position == index, on, off), a new axis of `depth` positions put in; other indices are off everywhere.
void import_one_hot(NodeContext& ctx) {
  const int rank = ctx.rank(0);
  const int64_t axis = ctx.axis_of(ctx.int_attr("axis", -1), rank + 1);
  auto scalar = [&](double v) { return ctx.constant_value(Weights::scalar(DataType::kInt64, v)); };
  const ValueId depth = ctx.cast(ctx.reshape(ctx.in(1), {}), DataType::kInt64);
  SymDims dims = ctx.type(0).dims;
  dims.insert(dims.begin() + axis, Dim(1));
  const ValueId given = ctx.reshape(ctx.cast(ctx.in(0), DataType::kInt64), std::move(dims));
  const ValueId index = ctx.add("Select", {ctx.add("Less", {given, scalar(0)}), ctx.add("Add", {given, depth}), given});
  const ValueId range = ctx.add("Range", {scalar(0), depth, scalar(1)});
  SymDims along(size_t(rank + 1 - axis), Dim(1));
  along[0] = ctx.type_of(range).dims[0];
  const ValueId hot = ctx.add("Equal", {ctx.reshape(range, std::move(along)), index});
  const ValueId off = ctx.add(Gather{.axis = 0}, {ctx.in(2), scalar(0)}), on = ctx.add(Gather{.axis = 0}, {ctx.in(2), scalar(1)});
  ctx.finish("Select", {hot, on, off});
}

}  // namespace sinter::onnx
