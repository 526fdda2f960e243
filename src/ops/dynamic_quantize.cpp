// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/dynamic_quantize.h"

#include "ir/decompose.h"
#include "ir/record.h"
#include "ops/cast.h"
#include "ops/clip.h"
#include "ops/div.h"
#include "ops/equal.h"
#include "ops/max.h"
#include "ops/min.h"
#include "ops/neg.h"
#include "ops/quantize.h"
#include "ops/reduce.h"
#include "ops/round.h"
#include "ops/select.h"
#include "ops/sub.h"

namespace sinter {

SINTER_OP(DynamicQuantize)

void DynamicQuantize::infer(InferContext& ctx) const {
  ctx.require_dtype(0, {DataType::kFloat32});
  ctx.set_output(0, DataType::kUInt8, ctx.tensor(0).dims);
  ctx.set_output(1, DataType::kFloat32, SymDims{});
  ctx.set_output(2, DataType::kUInt8, SymDims{});
}

void DynamicQuantize::decompose(DecomposeContext& ctx) const {
  const ValueId x = ctx.in(0);
  const ValueId zero = ctx.scalar_like(x, 0), one = ctx.scalar_like(x, 1), steps = ctx.scalar_like(x, 255);
  const ValueId high =
      ctx.add(Max{}, {ctx.add(Reduce{.kind = ReduceKind::kMax, .axes = {}, .keep_dims = false}, {x}), zero});
  const ValueId low =
      ctx.add(Min{}, {ctx.add(Reduce{.kind = ReduceKind::kMin, .axes = {}, .keep_dims = false}, {x}), zero});
  const ValueId range = ctx.add(Sub{}, {high, low});
  const ValueId scale = ctx.add(Select{}, {ctx.add(Equal{}, {range, zero}), one, ctx.add(Div{}, {range, steps})});
  const ValueId exact = ctx.add(Div{}, {ctx.add(Neg{}, {low}), scale});
  const ValueId rounded = ctx.add(Round{}, {ctx.add(Clip{.min = 0, .max = 255}, {exact})});
  const ValueId zero_point = ctx.add(Cast{.to = DataType::kUInt8}, {rounded});
  ctx.set_output(0, ctx.add(Quantize{.to = DataType::kUInt8}, {x, scale, zero_point}));
  ctx.set_output(1, scale);
  ctx.set_output(2, zero_point);
}

}  // namespace sinter
