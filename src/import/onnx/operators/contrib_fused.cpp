// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Contributed operators (com.microsoft) that optimizers put in the place of two or three of ONNX's.
#include "import/onnx/operators/channels_last.h"
#include "ops/gather.h"
#include "ops/group_norm.h"
#include "ops/softmax.h"

namespace sinter::onnx {
namespace {

/// s [N,C], [N,C,1,1] or of x's shape, to be added to x [N,C,H,W]. `nhwc`: channels come last in what has 4 dims.
ValueId spatial_skip(NodeContext& ctx, ValueId s, int rank, bool nhwc) {
  SymDims dims = ctx.type_of(s).dims;
  if (int(dims.size()) == rank) return nhwc ? channels_first(ctx, s) : s;
  if (dims.size() != 2) ctx.invalid("skip has rank " + std::to_string(dims.size()) + ", 2 or that of x expected");
  dims.resize(size_t(rank), Dim(1));
  return ctx.reshape(s, std::move(dims));
}

ValueId channel_vector(NodeContext& ctx, ValueId v, int rank) {
  SymDims dims(size_t(rank - 1), Dim(1));
  dims[0] = ctx.type_of(v).dims.at(0);
  return ctx.reshape(v, std::move(dims));
}

/// GroupNormalization of x [N,C,...], then perhaps SiLU: output 0.
void finish_groups(NodeContext& ctx, ValueId x, bool nhwc) {
  const int64_t groups = ctx.int_attr("groups"), activation = ctx.int_attr("activation");
  if (groups < 1) ctx.invalid("groups is " + std::to_string(groups), "use at least 1");
  if (activation != 0 && activation != 1)
    ctx.invalid("activation is " + std::to_string(activation), "use 0 (none) or 1 (SiLU)");
  const DataType dtype = ctx.type_of(x).dtype;
  ValueId y = ctx.add(GroupNorm{.groups = groups, .epsilon = ctx.float_attr("epsilon", 1e-5)},
                      {x, ctx.cast(ctx.in(1), dtype), ctx.cast(ctx.in(2), dtype)});
  if (activation == 1) y = ctx.add("Silu", {y});
  ctx.output(0, nhwc ? channels_last(ctx, y) : y);
}

}  // namespace

/// Softmax of data + bias, over all dims from `axis` on.
void import_bias_softmax(NodeContext& ctx) {
  ctx.ignore_attrs({"is_inner_broadcast"});  // dims of 1 in the bias say it too
  const int64_t axis = ctx.axis_of(ctx.int_attr("axis", 1), ctx.rank(0));
  const ValueId x = ctx.add("Add", {ctx.in(0), ctx.in(1)});
  const SymDims dims = ctx.type_of(x).dims;
  if (int(dims.size()) != ctx.rank(0)) ctx.invalid("the bias has a higher rank than the data");
  if (axis == int64_t(dims.size()) - 1) return ctx.finish(Softmax{.axis = axis}, {x});
  const Dim rows = product(SymDims(dims.begin(), dims.begin() + axis));
  const ValueId flat = ctx.reshape(x, {rows, product(SymDims(dims.begin() + axis, dims.end()))});
  ctx.output(0, ctx.reshape(ctx.add(Softmax{.axis = 1}, {flat}), dims));
}

/// Dropout of data + bias, plus a residual; outside of training nothing is dropped.
void import_bias_dropout(NodeContext& ctx) {
  ctx.ignore_attrs({"seed"});
  if (ctx.has(4) && ctx.const_scalar(4) != 0.0)
    ctx.unsupported("training_mode is not known to be false", "export the model for inference");
  const ValueId x = ctx.add("Add", {ctx.in(0), ctx.in(1)});
  const SymDims dims = ctx.type_of(x).dims;
  if (ctx.wants(1)) ctx.output(1, ctx.expand(ctx.constant_value(Weights::scalar(DataType::kBool, 1)), dims));
  ctx.output(0, ctx.has(2) ? ctx.add("Add", {x, ctx.in(2)}) : x);
}

void import_contrib_group_norm(NodeContext& ctx) {
  const bool nhwc = ctx.bool_attr("channels_last", true);
  finish_groups(ctx, nhwc ? channels_first(ctx, ctx.in(0)) : ctx.in(0), nhwc);
}

/// Inputs x, gamma, beta, skip, optional bias; output 1 is x + skip + bias.
void import_skip_group_norm(NodeContext& ctx) {
  const bool nhwc = ctx.bool_attr("channels_last", true);
  const ValueId x = nhwc ? channels_first(ctx, ctx.in(0)) : ctx.in(0);
  const int rank = ctx.rank(0);
  ValueId sum = ctx.add("Add", {x, spatial_skip(ctx, ctx.in(3), rank, nhwc)});
  if (ctx.has(4)) sum = ctx.add("Add", {sum, channel_vector(ctx, ctx.in(4), rank)});
  if (ctx.wants(1)) ctx.output(1, nhwc ? channels_last(ctx, sum) : sum);
  finish_groups(ctx, sum, nhwc);
}

/// All windows of `size` along a dim, `step` apart; what lies in them becomes the last dim.
void import_unfold_tensor(NodeContext& ctx) {
  const int rank = ctx.rank(0);
  const int64_t axis = ctx.axis_of(ctx.int_attr("dim", -1), rank), size = ctx.int_attr("size"),
                step = ctx.int_attr("step", 1);
  if (size < 1) ctx.invalid("size is " + std::to_string(size), "use at least 1");
  if (step < 1) ctx.invalid("step is " + std::to_string(step), "use at least 1");
  const Dim extent = ctx.type(0).dims[size_t(axis)];
  if (extent.is_const() && extent.value() < size)
    ctx.invalid("the dim has " + std::to_string(extent.value()) + " elements, fewer than the windows");
  const ValueId zero = ctx.int_scalar(0), one = ctx.int_scalar(1);
  const Dim windows = floor_div(extent - Dim(size), Dim(step)) + Dim(1);
  const ValueId count = ctx.extent(ctx.expand(zero, {windows}), 0);
  const ValueId starts = ctx.add("Mul", {ctx.add("Range", {zero, count, one}), ctx.int_scalar(step)});
  const ValueId within = ctx.add("Range", {zero, ctx.int_scalar(size), one});
  const ValueId index =
      ctx.add("Add", {ctx.reshape(starts, {windows, Dim(1)}), ctx.reshape(within, {Dim(1), Dim(size)})});
  const ValueId found = ctx.add(Gather{.axis = axis}, {ctx.in(0), index});
  Ints perm;  // the windows' elements to the end
  for (int64_t d = 0; d <= rank; ++d)
    if (d != axis + 1) perm.push_back(d);
  perm.push_back(axis + 1);
  ctx.output(0, ctx.transpose(found, std::move(perm)));
}

}  // namespace sinter::onnx
