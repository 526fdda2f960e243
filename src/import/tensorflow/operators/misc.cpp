// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What belongs to no family: random numbers, bits, segments, diagonals, orders of elements.
#include <algorithm>
#include <cmath>

#include "import/tensorflow/op_context.h"
#include "ops/bit_cast.h"
#include "ops/concat.h"
#include "ops/expand.h"
#include "ops/gather.h"
#include "ops/random.h"
#include "ops/range.h"
#include "ops/reduce.h"
#include "ops/scatter_nd.h"
#include "ops/slice.h"
#include "ops/topk.h"

namespace sinter::tensorflow {

/// RandomUniform and RandomStandardNormal: input dims. TensorFlow's own numbers are not the aim: they differ from run
/// to run, or with a seed from version to version.
void import_random(OpContext& ctx) {
  Random op;
  op.distribution = ctx.op() == "RandomUniform" ? RandomDistribution::kUniform : RandomDistribution::kNormal;
  op.seed = ctx.int_attr("seed", 0) ^ (ctx.int_attr("seed2", 0) << 32);
  op.seeded = op.seed != 0;
  op.dtype = ctx.type_attr("dtype", DataType::kFloat32);
  op.dims = ctx.shape_values(0);
  ctx.finish(std::move(op), {});
}

void import_bitcast(OpContext& ctx) {
  const DataType to = ctx.type_attr("type", DataType::kInvalid);
  if (bits_of(to) != bits_of(ctx.dtype(0)))
    ctx.unsupported("it changes the width of elements", "use types of one width");
  ctx.finish(BitCast{.to = to}, {ctx.in(0)});
}

/// 0 where y is 0, whatever x is.
void import_mul_no_nan(OpContext& ctx) {
  const ValueId x = ctx.in(0), y = ctx.in(1), zero = ctx.scalar_like(x, 0);
  ctx.finish("Select", {ctx.add("Equal", {y, zero}), zero, ctx.add("Mul", {x, y})});
}

/// The shape that two shapes broadcast to: the other one's extent where one has 1, or no dim.
void import_broadcast_args(OpContext& ctx) {
  const DataType type = ctx.dtype(0);
  ValueId a = ctx.in(0), b = ctx.in(1);
  const SymDims da = ctx.type_of(a).dims, db = ctx.type_of(b).dims;
  if (da.size() != 1 || db.size() != 1 || !da[0].is_const() || !db[0].is_const())
    ctx.unsupported("the ranks of the shapes are not known when the plan is built", "give the inputs fixed ranks");
  const int64_t rank = std::max(da[0].value(), db[0].value());
  const auto filled = [&](ValueId v, int64_t length) {
    if (length == rank) return v;
    const Ints ones(size_t(rank - length), 1);
    const ValueId front = ctx.constant_value(Weights::of_ints(type, {rank - length}, ones));
    return ctx.add(Concat{.axis = 0}, {front, v});
  };
  a = filled(a, da[0].value());
  b = filled(b, db[0].value());
  ctx.finish("Select", {ctx.add("Equal", {a, ctx.scalar_like(a, 1)}), b, a});
}

/// Elements move by so many places along axes, around the end: inputs x, shifts, axes.
void import_roll(OpContext& ctx) {
  ValueId x = ctx.in(0);
  const Ints shifts = ctx.need_ints(1, "the shifts"), axes = ctx.need_ints(2, "the axes");
  if (shifts.size() != axes.size()) ctx.invalid("shifts and axes differ in length");
  for (size_t i = 0; i < axes.size(); ++i) {
    const int64_t axis = ctx.axis_of(axes[i], ctx.rank_of(x));
    const Dim n = ctx.type_of(x).dims[size_t(axis)];
    if (n == Dim(0)) continue;
    const Dim cut = mod(Dim(0) - Dim(shifts[i]), n);
    const auto part = [&](const Dim& from, const Dim& to) {
      return ctx.add(Slice{.axes = {axis}, .starts = {from}, .ends = {to}, .steps = {1}}, {x});
    };
    if (!(cut == Dim(0))) x = ctx.add(Concat{.axis = axis}, {part(cut, n), part(0, cut)});
  }
  ctx.output(0, x);
}

/// Reverse (version 1): one flag per dim.
void import_reverse_flags(OpContext& ctx) {
  const Ints flags = ctx.need_ints(1, "the dims");
  Slice op;
  for (size_t i = 0; i < flags.size(); ++i) {
    if (!flags[i]) continue;
    op.axes.push_back(int64_t(i));
    op.starts.push_back(Dim(int64_t{1} << 48));
    op.ends.push_back(Dim(-(int64_t{1} << 48)));
    op.steps.push_back(-1);
  }
  if (op.axes.empty()) return ctx.output(0, Binding(ctx.binding(0)));
  ctx.finish(std::move(op), {ctx.in(0)});
}

/// SegmentSum (x, ids) and UnsortedSegmentSum (x, ids, count) of ids along dim 0. Negative ids are left out.
void import_segment_sum(OpContext& ctx) {
  const ValueId x = ctx.in(0), ids = ctx.cast(ctx.in(1), DataType::kInt64);
  if (ctx.rank_of(ids) != 1) ctx.unsupported("the ids have rank " + std::to_string(ctx.rank_of(ids)), "use a vector");
  SymDims dims = ctx.type_of(x).dims;
  const Dim rows = ctx.dim_of(x, 0);
  if (ctx.num_inputs() > 2) {
    dims[0] = ctx.first_of(ctx.shape_values(2), "the number of rows");
  } else {
    const auto known = ctx.const_ints(1);
    if (!known) ctx.unsupported("the ids are computed by the run", "use unsorted_segment_sum, which says their number");
    dims[0] = known->empty() ? 0 : known->back() + 1;
  }
  // One more row takes what is left out.
  SymDims more = dims;
  more[0] = more[0] + Dim(1);
  const ValueId zeros = ctx.add(Expand{.dims = more}, {ctx.scalar_like(x, 0)});
  const ValueId spare = ctx.reshape(
      ctx.cast(ctx.num_inputs() > 2 ? ctx.in(2) : ctx.int_scalar(dims[0].constant().value_or(0)), DataType::kInt64),
      {});
  const ValueId at = ctx.add("Select", {ctx.add("Less", {ids, ctx.int_scalar(0)}), spare, ids});
  const ValueId sums =
      ctx.add(ScatterND{.reduction = ScatterReduction::kAdd}, {zeros, ctx.reshape(at, {rows, Dim(1)}), x});
  ctx.output(0, ctx.add(Slice{.axes = {0}, .starts = {0}, .ends = {dims[0]}, .steps = {1}}, {sums}));
}

/// Row k of the result is the last row of the data whose index is k: inputs all indices, then all data.
void import_dynamic_stitch(OpContext& ctx) {
  const int count = ctx.num_inputs() / 2;
  if (count < 1 || ctx.num_inputs() % 2 != 0) ctx.invalid("it has not as many data as indices");
  int64_t last = -1;
  std::vector<ValueId> rows, places;
  SymDims row;
  for (int i = 0; i < count; ++i) {
    const Weights* w = ctx.constant(i);
    if (!w || !is_integer(w->dtype()))
      ctx.unsupported("the indices are computed by the run", "make them constants of the model");
    for (int64_t k : w->to_ints()) last = std::max(last, k);
    const SymDims dims = ctx.type(count + i).dims;
    if (dims.size() < w->dims().size()) ctx.invalid("data have fewer dims than their indices");
    row.assign(dims.begin() + std::ptrdiff_t(w->dims().size()), dims.end());
    SymDims flat = row;
    flat.insert(flat.begin(), Dim(w->count()));
    rows.push_back(ctx.reshape(ctx.in(count + i), std::move(flat)));
    places.push_back(ctx.reshape(ctx.cast(ctx.in(i), DataType::kInt64), {Dim(w->count()), Dim(1)}));
  }
  if (last >= (int64_t{1} << 31)) ctx.invalid("an index is " + std::to_string(last));
  row.insert(row.begin(), Dim(last + 1));
  const ValueId zeros = ctx.add(Expand{.dims = row}, {ctx.scalar_like(rows[0], 0)});
  const auto joined = [&](std::vector<ValueId> v) { return v.size() == 1 ? v[0] : ctx.add(Concat{.axis = 0}, v); };
  ctx.finish(ScatterND{}, {zeros, joined(places), joined(rows)});
}

namespace {

/// Bool [n, n], true on the diagonal.
ValueId diagonal_mask(OpContext& ctx, const Dim& n, ValueId extent) {
  const ValueId numbers = ctx.add(Range{}, {ctx.int_scalar(0), extent, ctx.int_scalar(1)});
  return ctx.add("Equal", {ctx.reshape(numbers, {n, Dim(1)}), ctx.reshape(numbers, {Dim(1), n})});
}

/// The versions with k and sizes are supported for the main diagonal of square matrices.
void check_main_diagonal(OpContext& ctx, int k, int sizes) {
  if (ctx.num_inputs() > k && ctx.need_int(k, "the diagonal") != 0)
    ctx.unsupported("only the main diagonal is supported", "use k = 0");
  for (int i = k + 1; i < std::min(sizes, ctx.num_inputs()); ++i)
    if (ctx.need_int(i, "the size") != -1) ctx.unsupported("only square matrices are supported", "leave the sizes out");
}

}  // namespace

/// MatrixDiag, MatrixDiagV2, V3: vectors become the diagonals of matrices.
void import_matrix_diag(OpContext& ctx) {
  check_main_diagonal(ctx, 1, 4);
  const ValueId x = ctx.in(0);
  SymDims dims = ctx.type_of(x).dims;
  if (dims.empty()) ctx.invalid("the input is a scalar");
  const Dim n = dims.back();
  const ValueId mask = diagonal_mask(ctx, n, ctx.extent(x, int(dims.size()) - 1));
  dims.push_back(Dim(1));
  const ValueId fill = ctx.num_inputs() > 4 ? ctx.reshape(ctx.in(4), {}) : ctx.scalar_like(x, 0);
  ctx.finish("Select", {mask, ctx.reshape(x, std::move(dims)), fill});
}

/// MatrixDiagPart of square matrices: every (n + 1)th element.
void import_matrix_diag_part(OpContext& ctx) {
  check_main_diagonal(ctx, 1, 1);
  const ValueId x = ctx.in(0);
  SymDims dims = ctx.type_of(x).dims;
  if (dims.size() < 2) ctx.invalid("the input has rank " + std::to_string(dims.size()) + ", at least 2 expected");
  const Dim rows = dims[dims.size() - 2], columns = dims.back();
  if (!rows.is_const() || !columns.is_const())
    ctx.unsupported("the matrices' size is not known when the plan is built", "give the input a fixed shape");
  const int64_t count = std::min(rows.value(), columns.value());
  Ints at;
  for (int64_t i = 0; i < count; ++i) at.push_back(i * (columns.value() + 1));
  dims.pop_back();
  dims.back() = rows * columns;
  const ValueId indices = ctx.constant_value(Weights::of_ints(DataType::kInt64, {count}, at));
  ctx.finish(Gather{.axis = int64_t(dims.size()) - 1}, {ctx.reshape(x, dims), indices});
}

/// Whether the target's score is among the k largest: inputs scores [n, classes], targets [n], k.
void import_in_top_k(OpContext& ctx) {
  const ValueId scores = ctx.in(0), targets = ctx.cast(ctx.in(1), DataType::kInt64);
  const Dim n = ctx.dim_of(targets, 0), classes = ctx.dim_of(scores, 1);
  const ValueId columns = ctx.add(Range{}, {ctx.int_scalar(0), ctx.extent(scores, 1), ctx.int_scalar(1)});
  const ValueId own = ctx.add("Equal", {ctx.reshape(columns, {Dim(1), classes}), ctx.reshape(targets, {n, Dim(1)})});
  const ValueId masked = ctx.add("Select", {own, scores, ctx.scalar_like(scores, -INFINITY)});
  const ValueId score = ctx.add(Reduce{.kind = ReduceKind::kMax, .axes = {1}, .keep_dims = true}, {masked});
  const ValueId better = ctx.cast(ctx.add("Greater", {scores, score}), DataType::kInt64);
  const ValueId rank = ctx.add(Reduce{.kind = ReduceKind::kSum, .axes = {1}, .keep_dims = false}, {better});
  const ValueId k = ctx.op() == "InTopK" ? ctx.int_scalar(ctx.int_attr("k", 1))
                                         : ctx.reshape(ctx.cast(ctx.in(2), DataType::kInt64), {});
  const ValueId finite =
      ctx.add("Less", {ctx.add("Abs", {ctx.reshape(score, {n})}), ctx.scalar_like(scores, INFINITY)});
  ctx.finish("And", {ctx.add("Less", {rank, k}), finite});
}

}  // namespace sinter::tensorflow
