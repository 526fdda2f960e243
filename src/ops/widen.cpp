// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/widen.h"

#include "ops/cast.h"

namespace sinter {

ValueId widen_half(DecomposeContext& ctx, ValueId v) {
  const DataType t = ctx.type(v).dtype;
  return is_float(t) && bits_of(t) < 32 ? cast_to(ctx, v, DataType::kFloat32) : v;
}

ValueId cast_to(DecomposeContext& ctx, ValueId v, DataType dtype) {
  return ctx.type(v).dtype == dtype ? v : ctx.add(Cast{.to = dtype}, {v});
}

}  // namespace sinter
