// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/reshape.h"

#include <algorithm>

#include "base/limits.h"
#include "ir/record.h"
#include "ops/compute.h"
#include "ops/dim_bounds.h"

namespace sinter {

SINTER_OP(Reshape)

namespace {

// product(all) / product(known), after dims that occur on both sides are struck out: so [N,S,768] as [N,S,12,-1] gives
// 64 whatever N and S are.
Dim remaining_dim(InferContext& ctx, SymDims all, const SymDims& known) {
  SymDims left;
  for (const Dim& k : known) {
    ctx.require(!(k == Dim(0)), "-1 cannot be found where another dim is 0", "state the dim");
    auto it = std::find(all.begin(), all.end(), k);
    if (it == all.end()) left.push_back(k);
    else all.erase(it);
  }
  const Dim total = product(all), part = product(left);
  if (total == part) return 1;
  ctx.require_divides(total, part, "the elements of x must fill the shape");
  return floor_div(total, part);
}

SymDims resolve_dims(InferContext& ctx, SymDims shape, bool zero_copies) {
  const SymDims& x = ctx.tensor(0).dims;
  int unknown = -1;
  for (size_t i = 0; i < shape.size(); ++i) {
    if (zero_copies && shape[i] == Dim(0)) {
      ctx.require(i < x.size(), "element " + std::to_string(i) + " of the shape is 0, but x has no such dim");
      shape[i] = x[i];
    } else if (shape[i] == Dim(-1)) {
      ctx.require(unknown < 0, "the shape has more than one -1", "state all dims but one");
      unknown = int(i);
    } else {
      ctx.require(!shape[i].is_const() || shape[i].value() >= 0, "the shape has the element " + shape[i].to_string());
    }
  }
  if (unknown >= 0) {
    SymDims known = shape;
    known.erase(known.begin() + unknown);
    shape[size_t(unknown)] = remaining_dim(ctx, x, known);
  } else {
    ctx.require_equal(product(x), product(shape), "the number of elements of x and of the shape");
  }
  return shape;
}

// The same with elements that only the run reads: each may be a dim, 0 or -1. What the rules come to is written as
// arithmetic, so that the result is a view of exact dims.
SymDims resolve_read_dims(InferContext& ctx, const SymDims& shape, bool zero_copies) {
  const SymDims& x = ctx.tensor(0).dims;
  SymDims given, inferred, known;  // elements with zeros replaced; 1 where they are -1; magnitudes, so 1 for -1
  Dim unknowns = 0;
  for (size_t i = 0; i < shape.size(); ++i) {
    ctx.require_at_least(shape[i], -1, "element " + std::to_string(i) + " of the shape");
    const Dim zero = zero_copies && i < x.size() ? is_equal(ctx, shape[i], 0) : Dim(0);
    given.push_back(zero == Dim(0) ? shape[i] : ctx.define("dim", shape[i] + zero * x[i]));
    inferred.push_back(is_negative(ctx, shape[i]));
    known.push_back(ctx.define("known", magnitude(ctx, given.back())));
    unknowns = unknowns + inferred.back();
  }
  ctx.require_at_least(1, unknowns, "the shape may have one -1");
  const Dim total = product(x);
  const Dim rest = ctx.define("rest", floor_div(total, bounded_max(ctx, product(known), 1)));
  SymDims out;
  for (size_t i = 0; i < shape.size(); ++i)
    out.push_back(inferred[i] == Dim(0) ? given[i] : ctx.define("dim", max(given[i], inferred[i] * rest)));
  ctx.require_equal(product(out), total, "the number of elements of the shape and of x");
  return out;
}

// The shape input is only known at run time.
SymDims data_dependent_dims(InferContext& ctx) {
  const Dim length = ctx.dim(1, 0), total = product(ctx.tensor(0).dims);
  ctx.require(length.is_const(), "the rank of the result is not known", "give the shape a constant length");
  ctx.require(length.value() <= limits::kMaxRank, "the result would have rank " + std::to_string(length.value()));
  if (length.value() == 1) return {total};
  SymDims out;
  for (int64_t i = 0; i < length.value(); ++i) out.push_back(ctx.fresh_size("reshape", total));
  return out;
}

}  // namespace

void Reshape::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  SymDims out;
  if (!dims.empty() || !ctx.has(1)) {
    out = resolve_dims(ctx, dims, false);
  } else {
    ctx.require_dtype(1, {DataType::kInt64, DataType::kInt32});
    ctx.require(ctx.tensor(1).rank() == 1, "the shape has rank " + std::to_string(ctx.tensor(1).rank()), "use rank 1");
    const HostValue shape = ctx.host_value(1);
    const bool read = shape && std::any_of(shape->begin(), shape->end(), [&](const Dim& d) {
      return ctx.reads_elements(d) && ctx.bounds(d).min <= 0;
    });
    out = read    ? resolve_read_dims(ctx, *shape, zero_copies)
          : shape ? resolve_dims(ctx, *shape, zero_copies)
                  : data_dependent_dims(ctx);
  }
  const size_t rank = out.size();
  ctx.set_output(0, x.dtype, std::move(out));
  if (auto v = ctx.host_value(0); v && rank <= 1) ctx.set_host_value(0, *v);
}

namespace {

// The run-time counterpart of resolve_dims.
Dims resolve_concrete_dims(Dims shape, const Dims& x, bool zero_copies) {
  int64_t known = 1;
  int64_t* unknown = nullptr;
  for (size_t i = 0; i < shape.size(); ++i) {
    if (zero_copies && shape[i] == 0 && i < x.size()) shape[i] = x[i];
    if (shape[i] == -1 && !unknown) unknown = &shape[i];
    else known *= std::max<int64_t>(shape[i], 0);
  }
  const int64_t total = element_count(x);
  if (unknown) *unknown = known == 0 ? 0 : total / known;
  const bool negative = std::any_of(shape.begin(), shape.end(), [](int64_t d) { return d < 0; });
  if (negative || element_count(shape) != total)
    fail(ErrorCode::kShapeMismatch, "Reshape: " + to_string(x) + " does not have the elements of " + to_string(shape),
         "check the shape input");
  return shape;
}

}  // namespace

void Reshape::reference(RefContext& ctx) const {
  if (dims.empty() && ctx.has(1)) {
    const Dims out = resolve_concrete_dims(ctx.i64(1), ctx.dims(0), zero_copies);
    if (ctx.outputs[0].resize || out != ctx.out_dims(0)) ctx.resize(0, out);
  }
  if (element_count(ctx.dims(0)) != element_count(ctx.out_dims(0)))
    fail(ErrorCode::kShapeMismatch, "Reshape: " + to_string(ctx.dims(0)) + " does not have the elements of " +
                                        to_string(ctx.out_dims(0)), "check the shapes of the inputs");
  ctx.copy_elements(0, 0, [](int64_t k) { return k; });
}

}  // namespace sinter
