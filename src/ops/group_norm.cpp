// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/group_norm.h"

#include "ir/decompose.h"
#include "ir/record.h"
#include "ops/channel_scale.h"
#include "ops/layer_norm.h"
#include "ops/reshape.h"

namespace sinter {

SINTER_OP(GroupNorm)

void GroupNorm::infer(InferContext& ctx) const {
  require_channel_vectors(ctx, 1, 2);
  ctx.require(groups >= 1, "groups is " + std::to_string(groups), "use at least 1");
  ctx.require_divides(ctx.dim(0, 1), groups, "channels must be a multiple of groups");
  ctx.set_output(0, ctx.tensor(0).dtype, ctx.tensor(0).dims);
}

void GroupNorm::decompose(DecomposeContext& ctx) const {
  const SymDims dims = ctx.type(ctx.in(0)).dims;
  const Dim spatial = product(SymDims(dims.begin() + 2, dims.end()));
  const SymDims grouped{dims[0], Dim(groups), floor_div(dims[1], groups) * spatial};
  const ValueId x = ctx.add(Reshape{.dims = grouped}, {ctx.in(0)});
  const ValueId normal = ctx.add(LayerNorm{.axis = 2, .epsilon = epsilon}, {x});
  ctx.set_output(0, channel_scale(ctx, ctx.add(Reshape{.dims = dims}, {normal}), ctx.in(1), ctx.in(2)));
}

}  // namespace sinter
