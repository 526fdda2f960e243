// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/range.h"

#include "ir/record.h"
#include "ops/compute.h"
#include "ops/dim_bounds.h"

namespace sinter {

SINTER_OP(Range)

namespace {

Dim float_range_length(InferContext& ctx) {
  double v[3];
  for (int i = 0; i < 3; ++i) {
    ctx.require(ctx.constant(i) != nullptr, "input " + std::to_string(i) + " is not constant",
                "use integers or constants");
    v[i] = ctx.constant(i)->to_doubles().at(0);
  }
  const double n = std::ceil((v[1] - v[0]) / v[2]);
  ctx.require(v[2] != 0 && n < 0x1p53, "the range from " + to_text(v[0]) + " to " + to_text(v[1]) + " by " +
                                           to_text(v[2]) + " never ends", "check its inputs");
  return n > 0 ? int64_t(n) : int64_t(0);
}

// distance / delta, rounded up, where only the run tells the sign of delta.
Dim steps_of_any_sign(InferContext& ctx, const Dim& distance, const Dim& delta) {
  const Dim size = ctx.define("step", magnitude(ctx, cut_far(ctx, delta)));
  ctx.require_at_least(size, 1, "the magnitude of delta");
  const Dim sign = bounded_max(ctx, bounded_min(ctx, delta, 1), -1);
  // A step of 0 fails the check; the division is for all others.
  return floor_div(distance * sign + size - Dim(1), bounded_max(ctx, size, 1));
}

Dim int_range_length(InferContext& ctx) {
  SymDims v;
  for (int i = 0; i < 3; ++i) {
    const HostValue h = ctx.host_value(i);
    ctx.require(h && h->size() == 1, "input " + std::to_string(i) + " depends on data that only the run itself knows",
                "compute it from constants and the shapes of inputs");
    v.push_back((*h)[0]);
  }
  const Interval step = ctx.bounds(v[2]);
  const bool read = ctx.reads_elements(v[2]);
  ctx.require(step.min > 0 || step.max < 0 || read, "delta " + v[2].to_string() + " may be 0",
              "use a delta of one sign");
  const Dim steps = step.min > 0   ? ceil_div(v[1] - v[0], v[2])
                    : step.max < 0 ? ceil_div(v[0] - v[1], Dim(0) - v[2])
                                   : steps_of_any_sign(ctx, v[1] - v[0], v[2]);
  const Dim n = ctx.define("range", bounded_max(ctx, steps, 0));
  if (n.is_const() && n.value() <= 1024) {
    SymDims elements;
    for (int64_t k = 0; k < n.value(); ++k) elements.push_back(v[0] + Dim(k) * v[2]);
    ctx.set_host_value(0, std::move(elements));
  }
  return n;
}

}  // namespace

void Range::infer(InferContext& ctx) const {
  const DataType dtype = ctx.tensor(0).dtype;
  ctx.require(is_float(dtype) || is_integer(dtype), "elements are " + std::string(to_string(dtype)), "use numbers");
  for (int i = 0; i < 3; ++i) {
    ctx.require_dtype(i, {dtype});
    // A vector of one element is what some exporters write for a scalar.
    const SymDims& d = ctx.tensor(i).dims;
    ctx.require(d.empty() || (d.size() == 1 && d[0] == Dim(1)), "input " + std::to_string(i) + " is no scalar");
  }
  if (!length.empty()) {
    ctx.require(length.size() == 1, "the length has " + std::to_string(length.size()) + " elements", "give one");
    return ctx.set_output(0, dtype, length);
  }
  ctx.set_output(0, dtype, {is_float(dtype) ? float_range_length(ctx) : int_range_length(ctx)});
}

void Range::reference(RefContext& ctx) const {
  with_number(ctx, ctx.dtype(0), kName, [&](auto v) {
    using V = decltype(v);
    const V start = load<V>(ctx, 0).at(0), delta = load<V>(ctx, 2).at(0);
    std::vector<V> out(size_t(element_count(ctx.out_dims(0))));
    for (size_t k = 0; k < out.size(); ++k) out[k] = scalar::add(start, scalar::mul(V(k), delta));
    ctx.put(0, out);
  });
}

}  // namespace sinter
