// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Elements picked or placed by indices.
#include "ops/gather.h"

#include "import/onnx/node_context.h"
#include "import/onnx/operators/scatter_reduction.h"
#include "ops/gather_elements.h"
#include "ops/gather_nd.h"
#include "ops/one_hot.h"

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

void import_one_hot(NodeContext& ctx) {
  const int64_t axis = ctx.axis_of(ctx.int_attr("axis", -1), ctx.rank(0) + 1);
  // A depth that is no integer is truncated.
  const bool known = ctx.constant(1) != nullptr;
  const ValueId depth = known ? ctx.in(1) : ctx.shape_operand_of(ctx.cast(ctx.in(1), DataType::kInt64), "the depth");
  ctx.finish(OneHot{.axis = axis}, {ctx.in(0), ctx.reshape(depth, {}), ctx.in(2)});
}

void import_scatter_nd(NodeContext& ctx) {
  ctx.finish(ScatterND{.reduction = scatter_reduction(ctx)}, {ctx.in(0), ctx.in(1), ctx.in(2)});
}

}  // namespace sinter::onnx
