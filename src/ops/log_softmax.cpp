// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/log_softmax.h"

#include "ir/decompose.h"
#include "ir/record.h"
#include "ops/exp.h"
#include "ops/log.h"
#include "ops/reduce.h"
#include "ops/sub.h"
#include "ops/widen.h"

namespace sinter {

SINTER_OP(LogSoftmax)

void LogSoftmax::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  ctx.require(is_float(x.dtype), "elements are " + std::string(to_string(x.dtype)), "cast to a float type first");
  ctx.axis(axis, x.rank());
  ctx.set_output(0, x.dtype, x.dims);
}

void LogSoftmax::decompose(DecomposeContext& ctx) const {
  const ValueId x = widen_half(ctx, ctx.in(0));
  const ValueId m = ctx.add(Reduce{.kind = ReduceKind::kMax, .axes = {axis}}, {x});
  const ValueId s = ctx.add(Sub{}, {x, m});
  const ValueId sum = ctx.add(Reduce{.kind = ReduceKind::kSum, .axes = {axis}}, {ctx.add(Exp{}, {s})});
  const ValueId y = ctx.add(Sub{}, {s, ctx.add(Log{}, {sum})});
  ctx.set_output(0, cast_to(ctx, y, ctx.type(ctx.in(0)).dtype));
}

}  // namespace sinter
