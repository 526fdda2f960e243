// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Operators around state that a sequence model carries from step to step: LinearAttention, CausalConvWithState,
// TensorScatter; and SwiGLU.
#include "ops/linear_attention.h"

#include <algorithm>

#include "base/text.h"
#include "import/onnx/operators/attention_parts.h"
#include "ops/convolution.h"
#include "ops/scatter_nd.h"

namespace sinter::onnx {
namespace {

/// [B,S,heads*D] as [B,S,heads,D].
ValueId heads_last(NodeContext& ctx, ValueId v, int64_t heads) {
  const SymDims d = ctx.type_of(v).dims;
  if (d.size() != 3) ctx.invalid("an input has " + std::to_string(d.size()) + " dims instead of 3");
  if (d[2].is_const() && d[2].value() % heads != 0)
    ctx.invalid("the last dim " + d[2].to_string() + " is no multiple of the " + std::to_string(heads) + " heads");
  return ctx.reshape(v, {d[0], d[1], Dim(heads), floor_div(d[2], heads)});
}

}  // namespace

void import_linear_attention(NodeContext& ctx) {
  ctx.ignore_attrs({"chunk_size"});
  const int64_t heads = ctx.int_attr("q_num_heads"), groups = ctx.int_attr("kv_num_heads");
  if (groups < 1 || heads < 1 || heads % groups != 0)
    ctx.invalid("q_num_heads is " + std::to_string(heads) + " and kv_num_heads " + std::to_string(groups),
                "the first must be a positive multiple of the second");
  const std::string rule = ctx.string_attr("update_rule", "gated_delta");
  const bool gated = rule == "gated" || rule == "gated_delta", delta = rule == "delta" || rule == "gated_delta";
  if (!gated && !delta && rule != "linear")
    ctx.invalid("update_rule is " + quote(rule), "use linear, gated, delta or gated_delta");
  if (gated != ctx.has(4) || delta != ctx.has(5))
    ctx.invalid("the inputs decay and beta do not fit the update_rule " + quote(rule));
  std::vector<ValueId> inputs{heads_last(ctx, ctx.in(0), heads),
                              heads_last(ctx, ctx.in(1), groups),
                              heads_last(ctx, ctx.in(2), groups),
                              ctx.optional_in(3),
                              kNoValue,
                              kNoValue};
  if (gated) inputs[4] = heads_last(ctx, ctx.in(4), groups);
  if (delta) inputs[5] = heads_last(ctx, ctx.in(5), ctx.type(5).dims.back() == Dim(1) ? 1 : groups);
  while (inputs.back() == kNoValue) inputs.pop_back();
  const ValueId out = ctx.add(LinearAttention{.scale = ctx.float_attr("scale", 0)}, std::move(inputs));
  const SymDims d = ctx.type_of(out).dims;
  ctx.output(1, ctx.graph().node(ctx.graph().producer(out)).outputs[1]);
  ctx.output(0, ctx.reshape(out, {d[0], d[1], d[2] * d[3]}));
}

void import_causal_conv_with_state(NodeContext& ctx) {
  const std::string activation = ctx.string_attr("activation", "none");
  if (activation != "none" && activation != "silu" && activation != "swish")
    ctx.invalid("activation is " + quote(activation), "use none, silu or swish");
  const ValueId x = ctx.in(0);
  const SymDims d = ctx.type_of(x).dims, w = ctx.type(1).dims;
  if (d.size() != 3 || w.size() != 3) ctx.invalid("the input and the weights must have 3 dims");
  if (!w[0].is_const() || !w[2].is_const() || w[2].value() < 1 || w[0].value() < 1)
    ctx.unsupported("the number of channels or the size of the kernel is not known", "make the weights a constant");
  const Dim carried = w[2].value() - 1;
  ValueId past = ctx.optional_in(3), whole = x;
  if (past == kNoValue && !(carried == Dim(0))) past = ctx.expand(ctx.scalar_like(x, 0), {d[0], d[1], carried});
  if (!(carried == Dim(0))) whole = concat_of(ctx, {past, x}, 2);
  std::vector<ValueId> inputs{whole, ctx.in(1)};
  if (ctx.has(2)) inputs.push_back(ctx.in(2));
  ValueId y = ctx.add(Convolution{.group = w[0].value()}, std::move(inputs));
  if (activation != "none") y = ctx.add("Silu", {y});
  const Dim length = ctx.type_of(whole).dims[2];
  if (ctx.wants(1)) ctx.output(1, slice_of(ctx, whole, 2, length - carried, length));
  ctx.output(0, y);
}

/// The update goes to positions write_indices[b], ... of the axis: one ScatterND with the axis next to the batch.
void import_tensor_scatter(NodeContext& ctx) {
  const std::string mode = ctx.string_attr("mode", "linear");
  if (mode != "linear" && mode != "circular") ctx.invalid("mode is " + quote(mode), "use linear or circular");
  const int rank = ctx.rank(0);
  const int64_t axis = ctx.axis_of(ctx.int_attr("axis", -2), rank);
  if (axis == 0) ctx.invalid("axis is the batch");
  if (ctx.rank(1) != rank) ctx.invalid("cache and update differ in rank");
  Ints there(static_cast<size_t>(rank)), back;
  for (int i = 0; i < rank; ++i) there[size_t(i)] = i;
  there.erase(there.begin() + axis);
  there.insert(there.begin() + 1, axis);
  for (int i = 0; i < rank; ++i)
    back.push_back(int64_t(std::find(there.begin(), there.end(), int64_t(i)) - there.begin()));
  const ValueId cache = ctx.transpose(ctx.in(0), there), update = ctx.transpose(ctx.in(1), there);
  const SymDims d = ctx.type_of(update).dims;
  ValueId at = positions(ctx, update, 1, 1, 3);
  if (ctx.has(2)) at = ctx.add("Add", {at, ctx.reshape(ctx.cast(ctx.in(2), DataType::kInt64), {d[0], Dim(1), Dim(1)})});
  if (mode == "circular") at = ctx.add("Mod", {at, dim_value(ctx, cache, 1)});
  const SymDims each{d[0], d[1], Dim(1)};
  const ValueId indices = concat_of(ctx, {ctx.expand(positions(ctx, update, 0, 0, 3), each), ctx.expand(at, each)}, 2);
  ctx.output(0, ctx.transpose(ctx.add(ScatterND{}, {cache, indices, update}), back));
}

/// a * sigmoid(alpha * a) * b.
void import_swiglu(NodeContext& ctx) {
  const double alpha = ctx.float_attr("alpha", 1.0);
  const ValueId a = ctx.in(0);
  const ValueId swish = alpha == 1
                            ? ctx.add("Silu", {a})
                            : ctx.add("Mul", {a, ctx.add("Sigmoid", {ctx.add("Mul", {a, ctx.scalar_like(a, alpha)})})});
  ctx.finish("Mul", {swish, ctx.in(1)});
}

}  // namespace sinter::onnx
