// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/expand.h"

#include <algorithm>

#include "ir/record.h"
#include "ops/compute.h"
#include "ops/dim_bounds.h"

namespace sinter {

SINTER_OP(Expand)

namespace {

// A dim of x against an element of the shape that only the run reads: either may be 1.
Dim expanded_dim(InferContext& ctx, const Dim& x, const Dim& wanted, bool exact) {
  const std::string what = "x and the shape must broadcast";
  ctx.require_at_least(wanted, 0, "the elements of the shape");
  if (x == Dim(1) || x == wanted) return wanted;
  if (exact) {
    if (!x.is_const()) ctx.require_equal((x - Dim(1)) * (x - wanted), 0, what);
    return x.is_const() ? ctx.require_equal(x, wanted, what) : wanted;
  }
  if (x.is_const()) {
    ctx.require_equal((wanted - Dim(1)) * (wanted - x), 0, what);
    return x;
  }
  ctx.require_equal((x - Dim(1)) * (wanted - Dim(1)) * (x - wanted), 0, what);
  return ctx.define("expanded", x + is_equal(ctx, x, 1) * (wanted - Dim(1)));
}

SymDims expanded_dims(InferContext& ctx, const SymDims& x, const SymDims& target, bool exact) {
  bool read = false;
  for (const Dim& d : target) read = read || ctx.reads_elements(d);
  if (!read) return ctx.broadcast(x, target);
  SymDims out(std::max(x.size(), target.size()));
  for (size_t k = 1; k <= out.size(); ++k) {
    const Dim one = 1;
    const Dim& a = k <= x.size() ? x[x.size() - k] : one;
    const Dim& b = k <= target.size() ? target[target.size() - k] : one;
    Dim& d = out[out.size() - k];
    if (ctx.reads_elements(b)) d = expanded_dim(ctx, a, b, exact);
    else d = ctx.broadcast({a}, {b})[0];
  }
  return out;
}

}  // namespace

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
  SymDims out = expanded_dims(ctx, x.dims, target, exact);
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
