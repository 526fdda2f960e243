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
  ctx.axis(a, x.rank());
  ctx.set_output(0, x.dtype, x.dims);
}

namespace {

template <class V>
void running_sum(const CumSum& op, const AxisSplit& s, std::vector<V>& x) {
  for (int64_t row = 0; row < s.outer * s.inner; ++row) {
    V* first = x.data() + row / s.inner * s.n * s.inner + row % s.inner;
    V sum = 0;
    for (int64_t k = 0; k < s.n; ++k) {
      V& v = first[(op.reverse ? s.n - 1 - k : k) * s.inner];
      const V with = scalar::add(sum, v);
      v = op.exclusive ? sum : with;
      sum = with;
    }
  }
}

}  // namespace

void CumSum::reference(RefContext& ctx) const {
  const AxisSplit s = split_at(ctx.dims(0), ctx.has(1) ? ctx.i64(1).at(0) : axis);
  with_number(ctx, ctx.dtype(0), kName, [&](auto v) {
    auto x = load<decltype(v)>(ctx, 0);
    running_sum(*this, s, x);
    ctx.put(0, x);
  });
}

}  // namespace sinter
