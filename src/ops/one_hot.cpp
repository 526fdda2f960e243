// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/one_hot.h"

#include "ir/record.h"
#include "ops/compute.h"

namespace sinter {

SINTER_OP(OneHot)

namespace {

HostValue one_hot_depth(InferContext& ctx) {
  if (auto v = ctx.host_value(1)) return v;
  if (const Weights* w = ctx.constant(1); w && w->count() == 1) return SymDims{w->to_ints()[0]};  // a float constant
  return {};
}

}  // namespace

void OneHot::infer(InferContext& ctx) const {
  const TensorType &indices = ctx.tensor(0), &values = ctx.tensor(2);
  ctx.require(is_float(indices.dtype) || is_integer(indices.dtype),
              "indices are " + std::string(to_string(indices.dtype)));
  const HostValue depth = one_hot_depth(ctx);
  ctx.require(depth && depth->size() == 1, "the depth is no scalar that is known from constants and shapes",
              "make it constant");
  ctx.require_at_least((*depth)[0], 1, "the depth must be positive");
  ctx.require(values.rank() == 1, "values have rank " + std::to_string(values.rank()), "use [off, on]");
  ctx.require_equal(values.dims[0], 2, "values must be off and on");
  SymDims out = indices.dims;
  out.insert(out.begin() + ctx.axis(axis, indices.rank() + 1), (*depth)[0]);
  ctx.set_output(0, values.dtype, std::move(out));
}

void OneHot::reference(RefContext& ctx) const {
  const AxisSplit s = split_at(ctx.out_dims(0), axis);
  const auto indices = ctx.i64(0);
  ctx.copy_elements(0, 2, [&](int64_t k) {
    const int64_t at = k / s.inner % s.n, i = indices[size_t(k / s.inner / s.n * s.inner + k % s.inner)];
    return int64_t((i < 0 ? i + s.n : i) == at);
  });
}

}  // namespace sinter
