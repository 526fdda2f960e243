// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Operators that pick or place elements by data.
#include "ops/gather.h"

#include <numeric>

#include "import/tensorflow/op_context.h"
#include "ops/expand.h"
#include "ops/gather_nd.h"
#include "ops/one_hot.h"
#include "ops/range.h"
#include "ops/scatter_elements.h"
#include "ops/scatter_nd.h"
#include "ops/topk.h"
#include "ops/unique.h"

namespace sinter::tensorflow {
namespace {

/// With shared leading dims: the axis is brought behind them, and the dims between back to their place afterwards.
ValueId gather_in_batches(OpContext& ctx, ValueId x, ValueId indices, int64_t axis, int64_t batch) {
  const int rank = ctx.rank_of(x);
  const int64_t picked = ctx.rank_of(indices) - batch;
  Ints to_front(size_t(rank), 0);
  std::iota(to_front.begin(), to_front.end(), 0);
  to_front.erase(to_front.begin() + axis);
  to_front.insert(to_front.begin() + batch, axis);
  SymDims dims = ctx.type_of(indices).dims;
  dims.push_back(Dim(1));
  const ValueId y = ctx.add(GatherND{.batch_dims = batch}, {ctx.transpose(x, to_front), ctx.reshape(indices, dims)});
  const int64_t between = axis - batch, out_rank = ctx.rank_of(y);
  Ints back;
  for (int64_t d = 0; d < batch; ++d) back.push_back(d);
  for (int64_t d = 0; d < between; ++d) back.push_back(batch + picked + d);
  for (int64_t d = 0; d < picked; ++d) back.push_back(batch + d);
  for (int64_t d = batch + picked + between; d < out_rank; ++d) back.push_back(d);
  return ctx.transpose(y, std::move(back));
}

}  // namespace

/// Gather, ResourceGather (inputs x, indices) and GatherV2 (with the axis).
void import_gather(OpContext& ctx) {
  const ValueId x = ctx.in(0), indices = ctx.in(1);
  const int64_t axis = ctx.num_inputs() > 2 ? ctx.axis_of(ctx.need_int(2, "the axis"), ctx.rank_of(x)) : 0;
  int64_t batch = ctx.int_attr("batch_dims", 0);
  if (batch < 0) batch += ctx.rank_of(indices);
  if (batch < 0 || batch > ctx.rank_of(indices) || batch >= ctx.rank_of(x))
    ctx.invalid("batch_dims is " + std::to_string(batch));
  if (batch == 0) return ctx.finish(Gather{.axis = axis}, {x, indices});
  ctx.output(0, gather_in_batches(ctx, x, indices, std::max(axis, batch), batch));
}

void import_gather_nd(OpContext& ctx) {
  ctx.finish(GatherND{.batch_dims = ctx.int_attr("batch_dims", 0)}, {ctx.in(0), ctx.in(1)});
}

/// Inputs indices, updates, shape: sums of the updates in zeros.
void import_scatter_nd(OpContext& ctx) {
  const ValueId updates = ctx.in(1);
  const ValueId zeros = ctx.add(Expand{.dims = ctx.shape_values(2)}, {ctx.scalar_like(updates, 0)});
  ctx.finish(ScatterND{.reduction = ScatterReduction::kAdd}, {zeros, ctx.in(0), updates});
}

/// TensorScatterUpdate, Add, Sub, Max, Min: inputs x, indices, updates.
void import_tensor_scatter(OpContext& ctx) {
  const std::string_view op = ctx.op();
  ValueId updates = ctx.in(2);
  ScatterND scatter;
  if (op == "TensorScatterMax") scatter.reduction = ScatterReduction::kMax;
  if (op == "TensorScatterMin") scatter.reduction = ScatterReduction::kMin;
  if (op == "TensorScatterAdd" || op == "TensorScatterSub") scatter.reduction = ScatterReduction::kAdd;
  if (op == "TensorScatterSub") updates = ctx.add("Neg", {updates});
  ctx.finish(scatter, {ctx.in(0), ctx.in(1), updates});
}

/// Inputs indices, depth, on, off. Ours counts negative indices from the end; TensorFlow's are off everywhere, as those
/// beyond the depth are.
void import_one_hot(OpContext& ctx) {
  ValueId indices = ctx.cast(ctx.in(0), DataType::kInt64);
  const ValueId depth = ctx.reshape(ctx.cast(ctx.shape_operand(1), DataType::kInt64), {});
  if (const Weights* w = ctx.constant(0); !w || w->count() > 0)
    indices = ctx.add("Select", {ctx.add("Less", {indices, ctx.int_scalar(0)}), depth, indices});
  const ValueId off = ctx.reshape(ctx.in(3), {Dim(1)}), on = ctx.reshape(ctx.in(2), {Dim(1)});
  ctx.finish(OneHot{.axis = ctx.int_attr("axis", -1)}, {indices, depth, ctx.add("Concat", {off, on})});
}

/// TopKV2 takes k as an input, TopK as an attribute.
void import_top_k(OpContext& ctx) {
  const ValueId k = ctx.op() == "TopK" ? ctx.int_scalar(ctx.int_attr("k", 1))
                                       : ctx.reshape(ctx.cast(ctx.shape_operand(1), DataType::kInt64), {});
  const auto both = ctx.add_all(TopK{.axis = -1}, {ctx.in(0), k});
  ctx.output(0, both[0]);
  ctx.output(1, ctx.cast(both[1], ctx.type_attr("index_type", DataType::kInt32)));
}

/// The coordinates of what is not 0, one per row.
void import_where(OpContext& ctx) { ctx.output(0, ctx.transpose(ctx.add("NonZero", {ctx.in(0)}), {1, 0})); }

/// Unique, UniqueV2, UniqueWithCounts of vectors.
void import_unique(OpContext& ctx) {
  const ValueId x = ctx.in(0);
  if (ctx.rank_of(x) != 1)
    ctx.unsupported("the input has rank " + std::to_string(ctx.rank_of(x)), "only vectors are supported");
  const auto all = ctx.add_all(Unique{.flatten = true, .sorted = false}, {x});
  const DataType type = ctx.type_attr("out_idx", DataType::kInt32);
  ctx.output(0, all[0]);
  ctx.output(1, ctx.cast(all[2], type));
  if (ctx.op() == "UniqueWithCounts") ctx.output(2, ctx.cast(all[3], type));
}

/// out[x[i]] = i.
void import_invert_permutation(OpContext& ctx) {
  const ValueId x = ctx.in(0);
  if (ctx.rank_of(x) != 1) ctx.invalid("the input has rank " + std::to_string(ctx.rank_of(x)) + ", 1 expected");
  if (const auto perm = ctx.const_ints(0)) {
    Ints inverse(perm->size(), 0);
    for (size_t i = 0; i < perm->size(); ++i) {
      const int64_t at = (*perm)[i];
      if (at < 0 || at >= int64_t(perm->size())) ctx.invalid("the input is no permutation");
      inverse[size_t(at)] = int64_t(i);
    }
    return ctx.output(0, Weights::of_ints(ctx.dtype(0), {int64_t(inverse.size())}, inverse));
  }
  const ValueId numbers = ctx.add(Range{}, {ctx.int_scalar(0), ctx.extent(x, 0), ctx.int_scalar(1)});
  const ValueId updates = ctx.cast(numbers, ctx.type_of(x).dtype);
  ctx.finish(ScatterElements{.axis = 0}, {x, ctx.cast(x, DataType::kInt64), updates});
}

/// y[.., t, ..] is x[.., len - 1 - t, ..] for t below the length of its batch item, else x[.., t, ..].
void import_reverse_sequence(OpContext& ctx) {
  const ValueId x = ctx.in(0);
  const int rank = ctx.rank_of(x);
  const int64_t time = ctx.axis_of(ctx.int_attr("seq_dim", 0), rank);
  const int64_t batch = ctx.axis_of(ctx.int_attr("batch_dim", 0), rank);
  if (time == batch) ctx.invalid("seq_dim and batch_dim are the same");
  Ints perm{batch, time}, back(size_t(rank), 0);
  for (int64_t d = 0; d < rank; ++d)
    if (d != batch && d != time) perm.push_back(d);
  for (size_t d = 0; d < perm.size(); ++d) back[size_t(perm[d])] = int64_t(d);
  const ValueId turned = ctx.transpose(x, perm);
  const SymDims dims = ctx.type_of(turned).dims;
  const ValueId length = ctx.reshape(ctx.cast(ctx.in(1), DataType::kInt64), {dims[0], Dim(1)});
  const ValueId steps = ctx.add(Range{}, {ctx.int_scalar(0), ctx.extent(turned, 1), ctx.int_scalar(1)});
  const ValueId at = ctx.reshape(steps, {Dim(1), dims[1]});
  const ValueId reversed = ctx.add("Sub", {ctx.add("Sub", {length, ctx.int_scalar(1)}), at});
  const ValueId from = ctx.add("Select", {ctx.add("Less", {at, length}), reversed, at});
  const ValueId y = ctx.add(GatherND{.batch_dims = 1}, {turned, ctx.reshape(from, {dims[0], dims[1], Dim(1)})});
  ctx.output(0, ctx.transpose(y, back));
}

}  // namespace sinter::tensorflow
