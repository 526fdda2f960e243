// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/arg_reduce.h"

#include "ir/record.h"
#include "ops/compute.h"

namespace sinter {

SINTER_OP(ArgReduce)

void ArgReduce::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  ctx.require(is_float(x.dtype) || is_integer(x.dtype), "elements are " + std::string(to_string(x.dtype)),
              "cast to a number type");
  const int a = ctx.axis(axis, x.rank());
  ctx.require_at_least(x.dims[size_t(a)], 1, "the axis must have an element");
  SymDims out = x.dims;
  if (keep_dims) out[size_t(a)] = 1;
  else out.erase(out.begin() + a);
  ctx.set_output(0, DataType::kInt64, std::move(out));
}

namespace {

template <class V>
bool beats(const ArgReduce& op, V candidate, V best) {
  if (scalar::is_nan(best)) return op.select_last_index && scalar::is_nan(candidate);
  if (scalar::is_nan(candidate)) return true;
  if (candidate == best) return op.select_last_index;
  return op.kind == ArgReduceKind::kMax ? candidate > best : candidate < best;
}

}  // namespace

void ArgReduce::reference(RefContext& ctx) const {
  const AxisSplit s = split_at(ctx.dims(0), axis);
  std::vector<int64_t> out(size_t(s.outer * s.inner));
  with_number(ctx, ctx.dtype(0), kName, [&](auto v) {
    const auto x = load<decltype(v)>(ctx, 0);
    for (size_t o = 0; o < out.size(); ++o) {
      const auto* row = x.data() + int64_t(o) / s.inner * s.n * s.inner + int64_t(o) % s.inner;
      for (int64_t k = 1; k < s.n; ++k)
        if (beats(*this, row[k * s.inner], row[out[o] * s.inner])) out[o] = k;
    }
  });
  ctx.put(0, out);
}

}  // namespace sinter
