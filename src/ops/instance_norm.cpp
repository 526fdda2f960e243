// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/instance_norm.h"

#include "ir/decompose.h"
#include "ir/record.h"
#include "ops/channel_scale.h"
#include "ops/layer_norm.h"

namespace sinter {

SINTER_OP(InstanceNorm)

void InstanceNorm::infer(InferContext& ctx) const {
  require_channel_vectors(ctx, 1, 2);
  ctx.require(ctx.tensor(0).rank() >= 3, "x has no spatial dims", "use rank 3 or more");
  ctx.set_output(0, ctx.tensor(0).dtype, ctx.tensor(0).dims);
}

void InstanceNorm::decompose(DecomposeContext& ctx) const {
  const ValueId normal = ctx.add(LayerNorm{.axis = 2, .epsilon = epsilon}, {ctx.in(0)});
  ctx.set_output(0, channel_scale(ctx, normal, ctx.in(1), ctx.in(2)));
}

}  // namespace sinter
