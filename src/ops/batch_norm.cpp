// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/batch_norm.h"

#include "ir/decompose.h"
#include "ir/record.h"
#include "ops/add.h"
#include "ops/channel_scale.h"
#include "ops/div.h"
#include "ops/mul.h"
#include "ops/sqrt.h"
#include "ops/sub.h"
#include "ops/widen.h"

namespace sinter {

SINTER_OP(BatchNorm)

void BatchNorm::infer(InferContext& ctx) const {
  require_channel_vectors(ctx, 1, 4);
  ctx.require_dtype(3, {ctx.tensor(4).dtype});
  ctx.set_output(0, ctx.tensor(0).dtype, ctx.tensor(0).dims);
}

void BatchNorm::decompose(DecomposeContext& ctx) const {
  const ValueId mean = ctx.in(3), var = ctx.in(4);
  const DataType dtype = ctx.type(var).dtype;
  const ValueId deviation = ctx.add(Sqrt{}, {ctx.add(Add{}, {var, ctx.scalar_like(var, epsilon)})});
  const ValueId a = ctx.add(Div{}, {cast_to(ctx, ctx.in(1), dtype), deviation});
  const ValueId b = ctx.add(Sub{}, {cast_to(ctx, ctx.in(2), dtype), ctx.add(Mul{}, {mean, a})});
  ctx.set_output(0, channel_scale(ctx, ctx.in(0), a, b));
}

}  // namespace sinter
