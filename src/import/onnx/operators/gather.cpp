// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Elements picked or placed by indices.
#include "ops/gather.h"

#include <algorithm>

#include "base/text.h"
#include "import/onnx/node_context.h"
#include "ops/gather_elements.h"
#include "ops/gather_nd.h"
#include "ops/one_hot.h"
#include "ops/scatter_nd.h"

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
  ctx.finish(OneHot{.axis = axis}, {ctx.in(0), ctx.reshape(ctx.in(1), {}), ctx.in(2)});
}

void import_scatter_nd(NodeContext& ctx) {
  const std::string name = ctx.string_attr("reduction", "none");
  const auto* it = std::find(std::begin(ScatterND::kReductionNames), std::end(ScatterND::kReductionNames), name);
  if (it == std::end(ScatterND::kReductionNames))
    ctx.invalid("reduction is " + quote(name), "use none, add, mul, max or min");
  const auto reduction = ScatterReduction(it - std::begin(ScatterND::kReductionNames));
  ctx.finish(ScatterND{.reduction = reduction}, {ctx.in(0), ctx.in(1), ctx.in(2)});
}

}  // namespace sinter::onnx
