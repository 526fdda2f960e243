// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/scatter_elements.h"

#include "ir/record.h"
#include "ops/compute.h"
#include "ops/index.h"
#include "ops/scatter_combine.h"

namespace sinter {

SINTER_OP(ScatterElements)

void ScatterElements::infer(InferContext& ctx) const {
  const TensorType &x = ctx.tensor(0), &indices = ctx.tensor(1), &updates = ctx.tensor(2);
  ctx.require_dtype(1, {DataType::kInt64, DataType::kInt32});
  ctx.require_dtype(2, {x.dtype});
  ctx.require(reduction == ScatterReduction::kNone || is_float(x.dtype) || is_integer(x.dtype),
              "elements of " + std::string(to_string(x.dtype)) + " are not combined");
  ctx.require(x.rank() == indices.rank() && x.rank() == updates.rank(),
              "x has rank " + std::to_string(x.rank()) + ", indices " + std::to_string(indices.rank()) +
                  " and updates " + std::to_string(updates.rank()));
  const size_t a = size_t(ctx.axis(axis, x.rank()));
  for (size_t d = 0; d < x.dims.size(); ++d) {
    const std::string dim = "dim " + std::to_string(d);
    ctx.require_equal(indices.dims[d], updates.dims[d], dim + " of indices and of updates");
    if (d != a) ctx.require_at_least(x.dims[d], indices.dims[d], dim + " of x and of indices");
  }
  ctx.set_output(0, x.dtype, x.dims);
}

void ScatterElements::reference(RefContext& ctx) const {
  const auto at = indexed_places(ctx, 0, 1, axis, kName);
  with_element(ctx.dtype(0), [&](auto v) {
    using V = decltype(v);
    auto out = load<V>(ctx, 0);
    const auto updates = load<V>(ctx, 2);
    for (size_t k = 0; k < at.size(); ++k)
      out[size_t(at[k])] = scatter_combine<V>(reduction, out[size_t(at[k])], updates[k]);
    ctx.put(0, out);
  });
}

}  // namespace sinter
