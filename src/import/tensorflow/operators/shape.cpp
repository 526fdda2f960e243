// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Shapes as values, the same elements in another shape or order, and tensors made from nothing.
#include "ops/shape.h"

#include <algorithm>
#include <numeric>

#include "import/tensorflow/op_context.h"
#include "ops/expand.h"
#include "ops/range.h"
#include "ops/reshape.h"

namespace sinter::tensorflow {
namespace {

/// Integer results up to this size become constants, so that shape arithmetic sees their elements.
constexpr int64_t kMaxSmallFill = 4096;

bool reads_run(OpContext& ctx, const SymDims& dims) {
  return std::any_of(dims.begin(), dims.end(), [&](const Dim& d) { return ctx.graph().reads_elements(d); });
}

/// The wanted dims with the inferred one (-1) where the division leaves no rest.
SymDims with_inferred(OpContext& ctx, const SymDims& x, SymDims wanted) {
  const auto inferred = std::find(wanted.begin(), wanted.end(), Dim(-1));
  if (inferred == wanted.end()) return wanted;
  if (std::count(wanted.begin(), wanted.end(), Dim(-1)) > 1) ctx.invalid("the shape has more than one -1");
  SymDims known = wanted;
  known[size_t(inferred - wanted.begin())] = Dim(1);
  const Dim rest = product(known), all = product(x);
  if (rest == Dim(0)) return wanted;
  if (const Dim size = floor_div(all, rest); size * rest == all) *inferred = size;
  return wanted;
}

/// A value that every element has, in these dims.
void fill(OpContext& ctx, const SymDims& dims, Binding value) {
  if (const Weights* w = ctx.scope().weights(value); w && (is_integer(w->dtype()) || w->dtype() == DataType::kBool)) {
    Dims fixed;
    for (const Dim& d : dims) fixed.push_back(d.is_const() && d.value() >= 0 ? d.value() : kMaxSmallFill + 1);
    int64_t count = 1;
    for (int64_t d : fixed) count = d == 0 ? 0 : count > kMaxSmallFill / d ? kMaxSmallFill + 1 : count * d;
    if (w->count() == 1 && count <= kMaxSmallFill)
      return ctx.output(0, Weights::of_ints(w->dtype(), fixed, Ints(size_t(count), w->to_ints()[0])));
  }
  const ValueId scalar = ctx.reshape(ctx.scope().value(value), {});
  ctx.output(0, dims.empty() ? scalar : ctx.add(Expand{.dims = dims}, {scalar}));
}

}  // namespace

void import_shape(OpContext& ctx) {
  const DataType type = ctx.type_attr("out_type", DataType::kInt32);
  for (int i = 0; i < ctx.num_inputs(); ++i) {
    // The shape of a constant is a constant, and needs no node.
    const Binding& b = ctx.binding(i);
    if (b.kind == Binding::Kind::kWeights) {
      const Dims dims = b.weights.dims();
      ctx.output(i, Weights::of_ints(type, {int64_t(dims.size())}, dims));
      continue;
    }
    ctx.output(i, ctx.cast(ctx.add(Shape{}, {ctx.in(i)}), type));
  }
}

void import_size(OpContext& ctx) {
  ctx.output(0, ctx.cast(ctx.add("Size", {ctx.in(0)}), ctx.type_attr("out_type", DataType::kInt32)));
}

void import_rank(OpContext& ctx) { ctx.output(0, Weights::scalar(DataType::kInt32, ctx.rank(0))); }

void import_reshape(OpContext& ctx) {
  const ValueId x = ctx.in(0);
  if (const HostValue wanted = ctx.host_value(1); wanted && !reads_run(ctx, *wanted))
    return ctx.output(0, ctx.reshape(x, with_inferred(ctx, ctx.type_of(x).dims, *wanted)));
  ctx.finish(Reshape{.dims = {}, .zero_copies = false}, {x, ctx.shape_operand(1)});
}

void import_squeeze(OpContext& ctx) {
  const ValueId x = ctx.in(0);
  const SymDims dims = ctx.type_of(x).dims;
  Ints axes = ctx.ints_attr("squeeze_dims");
  if (axes.empty()) axes = ctx.ints_attr("axis");
  std::vector<bool> drop(dims.size());
  for (int64_t axis : ctx.axes_of(axes, int(dims.size()))) {
    const Dim& d = dims[size_t(axis)];
    if (d.is_const() && d.value() != 1)
      ctx.invalid("dim " + std::to_string(axis) + " of " + to_string(ctx.type_of(x)) +
                  " is to be squeezed, but is not 1");
    drop[size_t(axis)] = true;  // a symbolic dim: Reshape checks at run time that it is 1
  }
  if (axes.empty())
    for (size_t i = 0; i < dims.size(); ++i) drop[i] = dims[i] == Dim(1);
  SymDims left;
  for (size_t i = 0; i < dims.size(); ++i)
    if (!drop[i]) left.push_back(dims[i]);
  ctx.output(0, ctx.reshape(x, std::move(left)));
}

void import_expand_dims(OpContext& ctx) {
  const ValueId x = ctx.in(0);
  SymDims dims = ctx.type_of(x).dims;
  const int64_t axis = ctx.axis_of(ctx.need_int(1, "the axis"), int(dims.size()) + 1);
  dims.insert(dims.begin() + axis, Dim(1));
  ctx.output(0, ctx.reshape(x, std::move(dims)));
}

void import_transpose(OpContext& ctx) {
  const ValueId x = ctx.in(0);
  const int rank = ctx.rank_of(x);
  const Ints perm = ctx.need_ints(1, "the permutation");
  if (int(perm.size()) != rank)
    ctx.invalid("the permutation has " + std::to_string(perm.size()) + " entries for rank " + std::to_string(rank));
  ctx.output(0, ctx.transpose(x, ctx.axes_of(perm, rank)));
}

/// Inputs dims, value.
void import_fill(OpContext& ctx) { fill(ctx, ctx.shape_values(0), ctx.binding(1)); }

/// ZerosLike, OnesLike.
void import_fill_like(OpContext& ctx) {
  const TensorType type = ctx.type(0);
  fill(ctx, type.dims, Binding::of_weights(Weights::scalar(type.dtype, ctx.op() == "OnesLike" ? 1 : 0)));
}

void import_broadcast_to(OpContext& ctx) {
  const ValueId x = ctx.in(0);
  const HostValue shape = ctx.host_value(1);
  if (!shape || reads_run(ctx, *shape)) return ctx.finish(Expand{}, {x, ctx.shape_operand(1)});
  ctx.output(0, ctx.expand(x, *shape));
}

/// [a,b] becomes [1,a,1,b], expands to [r,a,s,b], and is reshaped to [r*a,s*b].
void import_tile(OpContext& ctx) {
  const ValueId x = ctx.in(0);
  const SymDims dims = ctx.type_of(x).dims, times = ctx.shape_values(1);
  if (times.size() != dims.size())
    ctx.invalid("there are " + std::to_string(times.size()) + " repeats for rank " + std::to_string(dims.size()));
  SymDims split, repeated, all;
  for (size_t i = 0; i < dims.size(); ++i) {
    if (times[i] != Dim(1)) {
      split.emplace_back(1);
      repeated.push_back(times[i]);
    }
    split.push_back(dims[i]);
    repeated.push_back(dims[i]);
    all.push_back(dims[i] * times[i]);
  }
  ctx.output(0, ctx.reshape(ctx.expand(ctx.reshape(x, split), repeated), all));
}

/// Inputs start, limit, delta. Of integers their values give the length; of floats the run computes it if they are not
/// constant.
void import_range(OpContext& ctx) {
  const bool floats = is_float(ctx.dtype(0));
  bool constant = true;
  std::vector<ValueId> inputs;
  for (int i = 0; i < 3; ++i) {
    constant = constant && ctx.constant(i);
    inputs.push_back(ctx.reshape(floats ? ctx.in(i) : ctx.shape_operand(i), {}));
  }
  if (!floats || constant) return ctx.finish(Range{}, std::move(inputs));
  std::vector<ValueId> wide;
  for (ValueId v : inputs) wide.push_back(ctx.cast(v, DataType::kFloat64));
  const ValueId steps = ctx.add("Ceil", {ctx.add("Div", {ctx.add("Sub", {wide[1], wide[0]}), wide[2]})});
  const ValueId length = ctx.add("Max", {steps, ctx.scalar_like(steps, 0)});
  ctx.finish(Range{.length = ctx.shape_values_of(ctx.cast(length, DataType::kInt64))}, std::move(inputs));
}

/// Inputs start, stop, count: start + i * (stop - start) / (count - 1).
void import_lin_space(OpContext& ctx) {
  const ValueId start = ctx.reshape(ctx.in(0), {}), stop = ctx.reshape(ctx.in(1), {});
  const DataType dtype = ctx.type_of(start).dtype;
  const ValueId count = ctx.reshape(ctx.cast(ctx.shape_operand(2), DataType::kInt64), {});
  const ValueId one = ctx.int_scalar(1);
  const ValueId at = ctx.cast(ctx.add(Range{}, {ctx.int_scalar(0), count, one}), dtype);
  const ValueId steps = ctx.cast(ctx.add("Max", {ctx.add("Sub", {count, one}), one}), dtype);
  const ValueId step = ctx.add("Div", {ctx.add("Sub", {stop, start}), steps});
  ctx.finish("Add", {start, ctx.add("Mul", {at, step})});
}

}  // namespace sinter::tensorflow
