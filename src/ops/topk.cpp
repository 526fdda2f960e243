// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/topk.h"

#include <algorithm>
#include <numeric>

#include "ir/record.h"
#include "ops/compute.h"

namespace sinter {

SINTER_OP(TopK)

void TopK::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  ctx.require(is_float(x.dtype) || is_integer(x.dtype), "elements are " + std::string(to_string(x.dtype)),
              "cast to a number type");
  ctx.require_dtype(1, {DataType::kInt64, DataType::kInt32});
  const size_t a = size_t(ctx.axis(axis, x.rank()));
  SymDims out = x.dims;
  if (const HostValue k = ctx.host_value(1)) {
    ctx.require(k->size() == 1, "k is no scalar");
    ctx.require_at_least((*k)[0], 0, "k must not be negative");
    ctx.require_at_least(x.dims[a], (*k)[0], "the axis must have k elements");
    out[a] = (*k)[0];
  } else {
    out[a] = ctx.fresh_size("topk", x.dims[a]);
  }
  ctx.set_output(0, x.dtype, out);
  ctx.set_output(1, DataType::kInt64, std::move(out));
}

namespace {

template <class V>
bool ranks_before(V a, V b, bool largest) {
  if (scalar::is_nan(a) || scalar::is_nan(b))
    return largest ? scalar::is_nan(a) && !scalar::is_nan(b) : !scalar::is_nan(a) && scalar::is_nan(b);
  return largest ? a > b : a < b;
}

template <class V>
void select_top(const TopK& op, RefContext& ctx, int64_t k) {
  const AxisSplit s = split_at(ctx.dims(0), op.axis);
  const auto x = load<V>(ctx, 0);
  std::vector<V> values(size_t(s.outer * k * s.inner));
  std::vector<int64_t> indices(values.size()), order(static_cast<size_t>(s.n));
  for (int64_t row = 0; row < s.outer * s.inner; ++row) {
    const V* from = x.data() + row / s.inner * s.n * s.inner + row % s.inner;
    const int64_t to = row / s.inner * k * s.inner + row % s.inner;
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
      return ranks_before(from[a * s.inner], from[b * s.inner], op.largest);
    });
    for (int64_t j = 0; j < k; ++j) {
      values[size_t(to + j * s.inner)] = from[order[size_t(j)] * s.inner];
      indices[size_t(to + j * s.inner)] = order[size_t(j)];
    }
  }
  ctx.put(0, values);
  ctx.put(1, indices);
}

}  // namespace

void TopK::reference(RefContext& ctx) const {
  const int64_t n = split_at(ctx.dims(0), axis).n, k = ctx.i64(1).at(0);
  if (k < 0 || k > n)
    fail(ErrorCode::kInvalidArgument,
         "TopK: k is " + std::to_string(k) + " for an axis of " + std::to_string(n) + " elements",
         "use a k from 0 to the extent of the axis");
  Dims dims = ctx.dims(0);
  dims[size_t(axis < 0 ? axis + int64_t(dims.size()) : axis)] = k;
  for (int i : {0, 1})
    if (ctx.outputs[size_t(i)].resize || dims != ctx.out_dims(i)) ctx.resize(i, dims);
  with_number(ctx, ctx.dtype(0), kName, [&](auto v) { select_top<decltype(v)>(*this, ctx, k); });
}

}  // namespace sinter
