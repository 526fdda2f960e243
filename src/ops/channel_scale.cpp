// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/channel_scale.h"

#include "ops/add.h"
#include "ops/mul.h"
#include "ops/reshape.h"
#include "ops/widen.h"

namespace sinter {

void require_channel_vectors(InferContext& ctx, int first, int last) {
  const TensorType& x = ctx.tensor(0);
  ctx.require(is_float(x.dtype), "elements are " + std::string(to_string(x.dtype)), "cast to a float type first");
  ctx.require(x.rank() >= 2, "x has rank " + std::to_string(x.rank()), "use rank 2 or more, channels second");
  for (int i = first; i <= last; ++i) {
    const TensorType& v = ctx.tensor(i);
    ctx.require(is_float(v.dtype), "input " + std::to_string(i) + " is no float tensor");
    ctx.require(v.rank() == 1, "input " + std::to_string(i) + " has rank " + std::to_string(v.rank()), "use rank 1");
    ctx.require_equal(v.dims[0], x.dims[1], "input " + std::to_string(i) + " and the channels of x");
  }
}

ValueId channel_scale(DecomposeContext& ctx, ValueId x, ValueId a, ValueId b) {
  const DataType dtype = ctx.type(x).dtype;
  const int spatial = ctx.type(x).rank() - 2;
  auto spread = [&](ValueId v) {
    SymDims dims(size_t(spatial) + 1, Dim(1));
    dims[0] = ctx.type(v).dims[0];
    return ctx.add(Reshape{.dims = dims}, {cast_to(ctx, v, dtype)});
  };
  return ctx.add(Add{}, {ctx.add(Mul{}, {x, spread(a)}), spread(b)});
}

}  // namespace sinter
