// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/reduce.h"

#include <algorithm>
#include <limits>

#include "ir/record.h"
#include "ops/compute.h"
#include "ops/dim_bounds.h"

namespace sinter {

SINTER_OP(Reduce)

namespace {

// Which dims are reduced; axes are legal here.
std::vector<char> reduced_dims(const std::vector<int64_t>& axes, size_t rank) {
  std::vector<char> reduced(rank, axes.empty());
  for (int64_t a : axes) reduced[size_t(a < 0 ? a + int64_t(rank) : a)] = 1;
  return reduced;
}

// A vector of shape arithmetic reduced to one element.
HostValue reduce_host_value(ReduceKind kind, const SymDims& v, InferContext& ctx) {
  if (v.empty() && (kind == ReduceKind::kMax || kind == ReduceKind::kMin)) return {};
  Dim r = kind == ReduceKind::kProd ? Dim(1) : kind == ReduceKind::kSum ? Dim(0) : v.empty() ? Dim(0) : v[0];
  for (const Dim& d : v) {
    switch (kind) {
      case ReduceKind::kSum: r = r + d; break;
      case ReduceKind::kProd: r = r * d; break;
      case ReduceKind::kMax: r = bounded_max(ctx, r, d); break;
      case ReduceKind::kMin: r = bounded_min(ctx, r, d); break;
      default: return {};
    }
  }
  return SymDims{r};
}

void infer_chosen(InferContext& ctx, const Reduce& op) {
  const TensorType& x = ctx.tensor(0);
  ctx.require(op.chosen.size() == x.dims.size() && op.axes.empty() && op.keep_dims,
              std::to_string(op.chosen.size()) + " dims are chosen of " + std::to_string(x.rank()),
              "choose for each dim, keep the dims and give no axes");
  SymDims out;
  for (size_t d = 0; d < x.dims.size(); ++d)
    out.push_back(ctx.define("reduced", x.dims[d] + op.chosen[d] * (Dim(1) - x.dims[d])));
  ctx.set_output(0, x.dtype, std::move(out));
}

}  // namespace

void Reduce::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  const bool ordered = kind == ReduceKind::kMax || kind == ReduceKind::kMin;
  ctx.require(is_float(x.dtype) || is_integer(x.dtype) || (ordered && x.dtype == DataType::kBool),
              "elements are " + std::string(to_string(x.dtype)), "cast to a number type first");
  std::vector<char> seen(x.dims.size(), 0);
  for (int64_t a : axes) {
    char& s = seen[size_t(ctx.axis(a, x.rank()))];
    ctx.require(!s, "axis " + std::to_string(a) + " is named twice", "name each axis once");
    s = 1;
  }
  if (!chosen.empty()) return infer_chosen(ctx, *this);
  const auto reduced = reduced_dims(axes, x.dims.size());
  SymDims out;
  for (size_t i = 0; i < reduced.size(); ++i) {
    if (!reduced[i]) out.push_back(x.dims[i]);
    else if (keep_dims) out.push_back(1);
  }
  ctx.set_output(0, x.dtype, std::move(out));
  if (auto v = ctx.host_value(0); v && !(axes.empty() && x.rank() == 0))
    if (auto r = reduce_host_value(kind, *v, ctx)) ctx.set_host_value(0, *r);
}

namespace {

// For every input element, the output element it goes into.
std::vector<int64_t> reduce_targets(const Dims& dims, const std::vector<char>& reduced) {
  std::vector<int64_t> strides(dims.size(), 0);
  int64_t stride = 1;
  for (size_t d = dims.size(); d-- > 0;)
    if (!reduced[d]) {
      strides[d] = stride;
      stride *= dims[d];
    }
  return strided_indices(dims, strides);
}

template <class V>
struct Reducer {
  const std::vector<V>& x;
  const std::vector<int64_t>& target;
  size_t outputs;

  template <class F>
  std::vector<V> fold(V start, F f) const {
    std::vector<V> acc(outputs, start);
    for (size_t i = 0; i < x.size(); ++i) acc[size_t(target[i])] = f(acc[size_t(target[i])], x[i], size_t(target[i]));
    return acc;
  }
  std::vector<V> sum() const {
    return fold(V(0), [](V a, V v, size_t) { return scalar::add(a, v); });
  }
};

// log(sum(exp(x))) as m + log(sum(exp(x - m))) with the largest element m; an infinite m is the result.
std::vector<double> log_sum_exp(const Reducer<double>& r) {
  const double inf = std::numeric_limits<double>::infinity();
  const auto m = r.fold(-inf, [](double a, double v, size_t) { return scalar::max(a, v); });
  auto s = r.fold(0.0, [&](double a, double v, size_t o) { return std::isinf(m[o]) ? a : a + std::exp(v - m[o]); });
  for (size_t o = 0; o < s.size(); ++o) s[o] = std::isinf(m[o]) ? m[o] : m[o] + std::log(s[o]);
  return s;
}

template <class V>
std::vector<V> reduce_values(ReduceKind kind, DataType type, const Reducer<V>& r) {
  switch (kind) {
    case ReduceKind::kMax:
      return r.fold(extreme_value<V>(type, true), [](V a, V v, size_t) { return scalar::max(a, v); });
    case ReduceKind::kMin:
      return r.fold(extreme_value<V>(type, false), [](V a, V v, size_t) { return scalar::min(a, v); });
    case ReduceKind::kProd: return r.fold(V(1), [](V a, V v, size_t) { return scalar::mul(a, v); });
    case ReduceKind::kL1: return r.fold(V(0), [](V a, V v, size_t) { return scalar::add(a, scalar::abs(v)); });
    case ReduceKind::kSumSquare:
      return r.fold(V(0), [](V a, V v, size_t) { return scalar::add(a, scalar::mul(v, v)); });
    case ReduceKind::kMean: {
      auto out = r.sum();
      const V n = V(out.empty() ? 0 : r.x.size() / out.size());
      for (V& v : out) v = scalar::div(v, n);
      return out;
    }
    default: return r.sum();
  }
}

// Kinds that leave the integers; they are computed in double whatever the dtype.
std::vector<double> reduce_real(ReduceKind kind, const Reducer<double>& r) {
  if (kind == ReduceKind::kLogSumExp) return log_sum_exp(r);
  auto out = kind == ReduceKind::kL2 ? reduce_values(ReduceKind::kSumSquare, DataType::kFloat64, r) : r.sum();
  for (double& v : out) v = kind == ReduceKind::kL2 ? std::sqrt(v) : std::log(v);
  return out;
}

}  // namespace

void Reduce::reference(RefContext& ctx) const {
  auto reduced = reduced_dims(axes, ctx.dims(0).size());
  if (!chosen.empty()) reduced.assign(ctx.params.begin(), ctx.params.end());
  const auto target = reduce_targets(ctx.dims(0), reduced);
  const size_t outputs = size_t(element_count(ctx.out_dims(0)));
  if (kind == ReduceKind::kL2 || kind == ReduceKind::kLogSum || kind == ReduceKind::kLogSumExp) {
    const auto x = ctx.f64(0);
    return ctx.put(0, reduce_real(kind, Reducer<double>{x, target, outputs}));
  }
  with_number(ctx, ctx.dtype(0), kName, [&](auto v) {
    using V = decltype(v);
    const auto x = load<V>(ctx, 0);
    ctx.put(0, reduce_values(kind, ctx.dtype(0), Reducer<V>{x, target, outputs}));
  });
}

}  // namespace sinter
