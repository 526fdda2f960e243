// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/gather.h"

#include "ir/record.h"
#include "ops/compute.h"
#include "ops/dim_bounds.h"
#include "ops/index.h"

namespace sinter {

SINTER_OP(Gather)

namespace {

// Picking elements of a vector of shape arithmetic.
HostValue gather_host_value(const HostValue& x, const HostValue& indices) {
  const auto at = constant_ints(indices);
  if (!x || !at) return {};
  const int64_t size = int64_t(x->size());
  SymDims out;
  for (int64_t i : *at) {
    if (i < -size || i >= size) return {};
    out.push_back((*x)[size_t(i < 0 ? i + size : i)]);
  }
  return out;
}

}  // namespace

void Gather::infer(InferContext& ctx) const {
  const TensorType &x = ctx.tensor(0), &indices = ctx.tensor(1);
  ctx.require_dtype(1, {DataType::kInt64, DataType::kInt32});
  const int a = ctx.axis(axis, x.rank());
  SymDims out(x.dims.begin(), x.dims.begin() + a);
  out.insert(out.end(), indices.dims.begin(), indices.dims.end());
  out.insert(out.end(), x.dims.begin() + a + 1, x.dims.end());
  ctx.set_output(0, x.dtype, std::move(out));
  if (indices.rank() <= 1)
    if (auto v = gather_host_value(ctx.host_value(0), ctx.host_value(1))) ctx.set_host_value(0, *v);
}

void Gather::reference(RefContext& ctx) const {
  const AxisSplit s = split_at(ctx.dims(0), axis);
  auto indices = ctx.i64(1);
  const int64_t n = int64_t(indices.size());
  if (s.outer * s.inner > 0)
    for (int64_t& i : indices) i = checked_index(i, s.n, kName);
  ctx.copy_elements(0, 0, [&](int64_t k) {
    const int64_t inner = k % s.inner, at = k / s.inner % n, outer = k / s.inner / n;
    return (outer * s.n + indices[size_t(at)]) * s.inner + inner;
  });
}

}  // namespace sinter
