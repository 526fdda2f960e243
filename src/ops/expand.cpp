// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/expand.h"

#include "ir/record.h"
#include "ops/compute.h"

namespace sinter {

SINTER_OP(Expand)

void Expand::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  SymDims target = dims;
  if (dims.empty() && ctx.has(1)) {
    ctx.require_dtype(1, {DataType::kInt64, DataType::kInt32});
    const HostValue shape = ctx.host_value(1);
    ctx.require(shape.has_value(), "the shape depends on data that only the run itself knows",
                "compute it from constants and the shapes of inputs");
    target = *shape;
  }
  SymDims out = ctx.broadcast(x.dims, target);
  const auto count = out.empty() ? std::optional<int64_t>(1) : out.size() == 1 ? out[0].constant() : std::nullopt;
  if (auto v = ctx.host_value(0); v && count && *count <= 1024 && *count >= 0)
    ctx.set_host_value(0, v->size() == 1 ? SymDims(size_t(*count), (*v)[0]) : *v);
  ctx.set_output(0, x.dtype, std::move(out));
}

void Expand::reference(RefContext& ctx) const {
  const Dims& out = ctx.out_dims(0);
  const auto at = strided_indices(out, broadcast_strides(ctx.dims(0), out));
  ctx.copy_elements(0, 0, [&](int64_t k) { return at[size_t(k)]; });
}

}  // namespace sinter
