// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/gather_elements.h"

#include "ir/record.h"
#include "ops/index.h"

namespace sinter {

SINTER_OP(GatherElements)

void GatherElements::infer(InferContext& ctx) const {
  const TensorType &x = ctx.tensor(0), &indices = ctx.tensor(1);
  ctx.require_dtype(1, {DataType::kInt64, DataType::kInt32});
  ctx.require(x.rank() == indices.rank(),
              "x has rank " + std::to_string(x.rank()) + ", indices have rank " + std::to_string(indices.rank()));
  const size_t a = size_t(ctx.axis(axis, x.rank()));
  for (size_t d = 0; d < x.dims.size(); ++d)
    if (d != a) ctx.require_at_least(x.dims[d], indices.dims[d], "dim " + std::to_string(d) + " of x and of indices");
  ctx.set_output(0, x.dtype, indices.dims);
}

void GatherElements::reference(RefContext& ctx) const {
  const auto at = indexed_places(ctx, 0, 1, axis, kName);
  ctx.copy_elements(0, 0, [&](int64_t k) { return at[size_t(k)]; });
}

}  // namespace sinter
