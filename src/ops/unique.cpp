// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/unique.h"

#include <algorithm>
#include <numeric>

#include "ir/record.h"
#include "ops/compute.h"

namespace sinter {

SINTER_OP(Unique)

void Unique::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  ctx.require(!is_complex(x.dtype), "complex numbers have no order", "find unique real numbers");
  const size_t a = flatten ? 0 : size_t(ctx.axis(axis, x.rank()));
  const Dim all = flatten ? product(x.dims) : x.dims[a];
  const Dim found = ctx.fresh_size("unique", all);
  SymDims dims = flatten ? SymDims{found} : x.dims;
  if (!flatten) dims[a] = found;
  ctx.set_output(0, x.dtype, std::move(dims));
  ctx.set_output(1, DataType::kInt64, {found});
  ctx.set_output(2, DataType::kInt64, {all});
  ctx.set_output(3, DataType::kInt64, {found});
}

namespace {

// -1, 0, 1: the order of two elements, NaN last.
template <class V>
int order_of(const V& a, const V& b) {
  if constexpr (std::is_same_v<V, double>)
    if (a != a || b != b) return (a != a) - (b != b);
  return a < b ? -1 : b < a ? 1 : 0;
}

// For each distinct slice its occurrences in ascending order; the slices sorted, or by first occurrence.
template <class V>
std::vector<std::vector<int64_t>> group_equal(const std::vector<V>& x, const AxisSplit& s, bool sorted) {
  auto compare = [&](int64_t i, int64_t j) {
    for (int64_t o = 0; o < s.outer; ++o)
      for (int64_t k = 0; k < s.inner; ++k) {
        const int64_t at = o * s.n * s.inner + k;
        if (const int c = order_of(x[size_t(at + i * s.inner)], x[size_t(at + j * s.inner)])) return c;
      }
    return 0;
  };
  std::vector<int64_t> order(static_cast<size_t>(s.n));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int64_t i, int64_t j) { return compare(i, j) < 0; });
  std::vector<std::vector<int64_t>> groups;
  for (int64_t i : order) {
    if (groups.empty() || compare(groups.back()[0], i) != 0) groups.emplace_back();
    groups.back().push_back(i);
  }
  if (!sorted) std::sort(groups.begin(), groups.end());
  return groups;
}

}  // namespace

void Unique::reference(RefContext& ctx) const {
  const Dims& dims = ctx.dims(0);
  const AxisSplit s = flatten ? AxisSplit{1, element_count(dims), 1} : split_at(dims, axis);
  std::vector<std::vector<int64_t>> groups;
  with_element(ctx.dtype(0), [&](auto v) {
    using V = decltype(v);
    if constexpr (std::is_same_v<V, std::complex<double>>) ctx.fail_class(kName);
    else groups = group_equal(load<V>(ctx, 0), s, sorted);
  });
  const int64_t count = int64_t(groups.size());
  std::vector<int64_t> first, inverse(size_t(s.n)), counts;
  for (const auto& g : groups) {
    for (int64_t i : g) inverse[size_t(i)] = int64_t(first.size());
    first.push_back(g[0]);
    counts.push_back(int64_t(g.size()));
  }
  Dims found{count};
  if (!flatten) found = dims, found[size_t(axis < 0 ? axis + int64_t(dims.size()) : axis)] = count;
  ctx.resize(0, found);
  ctx.resize(1, {count});
  ctx.resize(3, {count});
  ctx.copy_elements(0, 0, [&](int64_t k) {
    const int64_t row = k / s.inner;
    return (row / count * s.n + first[size_t(row % count)]) * s.inner + k % s.inner;
  });
  ctx.put(1, first);
  ctx.put(2, inverse);
  ctx.put(3, counts);
}

}  // namespace sinter
