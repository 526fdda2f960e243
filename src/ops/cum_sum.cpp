// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/cum_sum.h"

#include "ir/record.h"
#include "ops/compute.h"
#include "ops/dim_bounds.h"

namespace sinter {

SINTER_OP(CumSum)

void CumSum::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  ctx.require(is_float(x.dtype) || is_integer(x.dtype), "elements are " + std::string(to_string(x.dtype)),
              "cast to a number type");
  int64_t a = axis;
  if (ctx.has(1)) {
    const auto given = constant_ints(ctx.host_value(1));
    ctx.require(given && given->size() == 1, "the axis is no constant scalar", "make it constant");
    a = (*given)[0];
  }
  if (along.empty()) {
    ctx.axis(a, x.rank());
  } else {
    ctx.require(along.size() == 1, "several axes are given", "give one");
    ctx.require_at_least(along[0], -int64_t(x.rank()), "the axis");
    ctx.require_at_least(int64_t(x.rank()) - 1, along[0], "the last axis compared with the given one");
  }
  ctx.set_output(0, x.dtype, x.dims);
}

namespace {

template <class V>
void running_total(const CumSum& op, const AxisSplit& s, std::vector<V>& x) {
  for (int64_t row = 0; row < s.outer * s.inner; ++row) {
    V* first = x.data() + row / s.inner * s.n * s.inner + row % s.inner;
    V total = op.product ? 1 : 0;
    for (int64_t k = 0; k < s.n; ++k) {
      V& v = first[(op.reverse ? s.n - 1 - k : k) * s.inner];
      const V with = op.product ? scalar::mul(total, v) : scalar::add(total, v);
      v = op.exclusive ? total : with;
      total = with;
    }
  }
}

}  // namespace

void CumSum::reference(RefContext& ctx) const {
  const AxisSplit s = split_at(ctx.dims(0), !along.empty() ? ctx.params[0] : ctx.has(1) ? ctx.i64(1).at(0) : axis);
  with_number(ctx, ctx.dtype(0), kName, [&](auto v) {
    auto x = load<decltype(v)>(ctx, 0);
    running_total(*this, s, x);
    ctx.put(0, x);
  });
}

}  // namespace sinter
