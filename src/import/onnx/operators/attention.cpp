// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// ONNX's Attention (opsets 23 to 25) and FlexAttention (preview). The debugging output of the scores is made of plain
// ops beside the one that gives the result.
#include "ops/attention.h"

#include <cmath>
#include <limits>

#include "import/onnx/graph_importer.h"
#include "import/onnx/operators/attention_parts.h"
#include "ops/matmul.h"
#include "ops/reduce.h"
#include "ops/softmax.h"

namespace sinter::onnx {
namespace {

constexpr double kLowest = -std::numeric_limits<double>::infinity();

/// The operands as [B,heads,positions,size], past keys and values in front, and what excludes keys.
struct AttentionNode {
  ValueId q, k, v, mask = kNoValue, lengths = kNoValue;
  Attention op = {};
  bool flat = false;  // inputs and result are [B,S,hidden]
  Dim rows = 0, keys = 0;
};

/// With a past, row i sees keys up to i + past. That is bottom-right alignment unless fewer or more keys come than
/// queries: then lengths put the frontier there, and what they exclude is excluded anyway.
void align_to_past(NodeContext& ctx, AttentionNode& a, const Dim& new_keys) {
  a.op.align = CausalAlign::kBottomRight;
  const bool windows = a.op.left_window >= 0 || a.op.right_window >= 0;
  if (new_keys == a.rows || (!a.op.causal && !windows)) return;
  if (!a.op.causal) ctx.unsupported("windows with a past and other numbers of keys than queries", "make it causal");
  const ValueId end = ctx.add("Add", {dim_value(ctx, ctx.in(4), 2), dim_value(ctx, a.q, 2)});
  a.lengths = ctx.expand(ctx.reshape(end, {Dim(1)}), {ctx.type_of(a.q).dims[0]});
}

void read_attention_attrs(NodeContext& ctx, AttentionNode& a) {
  a.op.scale = ctx.float_attr("scale", 0);
  a.op.causal = ctx.bool_attr("is_causal", false);
  a.op.softcap = ctx.float_attr("softcap", 0);
  a.op.left_window = ctx.int_attr("left_window_size", -1);
  a.op.right_window = ctx.int_attr("right_window_size", -1);
  if (a.op.softcap < 0) ctx.invalid("softcap is negative");
  ctx.ignore_attrs({"softmax_precision", "q_num_heads", "kv_num_heads", "qk_matmul_output_mode"});
}

AttentionNode read_attention(NodeContext& ctx) {
  AttentionNode a{.q = ctx.in(0), .k = ctx.in(1), .v = ctx.in(2)};
  read_attention_attrs(ctx, a);
  const DataType type = ctx.dtype(0);
  a.flat = ctx.rank(0) == 3;
  if (a.flat) {
    const int64_t heads = ctx.int_attr("q_num_heads"), kv_heads = ctx.int_attr("kv_num_heads");
    a.q = split_heads(ctx, a.q, heads);
    a.k = split_heads(ctx, a.k, kv_heads);
    a.v = split_heads(ctx, a.v, kv_heads);
  }
  for (ValueId v : {a.q, a.k, a.v})
    if (ctx.type_of(v).rank() != 4) ctx.invalid("queries, keys and values must all have 3 or all have 4 dims");
  const Dim new_keys = ctx.type_of(a.k).dims[2];
  if (ctx.has(4) != ctx.has(5)) ctx.invalid("past_key and past_value go together");
  if (ctx.has(4)) {
    a.k = concat_of(ctx, {ctx.in(4), a.k}, 2);
    a.v = concat_of(ctx, {ctx.in(5), a.v}, 2);
  }
  ctx.output(1, a.k);
  ctx.output(2, a.v);
  a.v = ctx.cast(a.v, type);
  a.rows = ctx.type_of(a.q).dims[2];
  a.keys = ctx.type_of(a.k).dims[2];
  if (ctx.has(6)) {
    if (ctx.has(4)) ctx.invalid("nonpad_kv_seqlen cannot be combined with past_key");
    a.lengths = ctx.reshape(ctx.in(6), {ctx.type_of(a.q).dims[0]});
    a.op.align = CausalAlign::kBottomRight;
  } else if (ctx.has(4)) {
    align_to_past(ctx, a, new_keys);
  }
  if (ctx.has(3)) {
    a.mask = pad_mask(ctx, ctx.in(3), a.keys, kLowest);
    if (ctx.dtype(3) != DataType::kBool) a.mask = ctx.cast(a.mask, type);
  }
  return a;
}

/// Bool, broadcasting to [B,H,S,T]: which keys the frontier, the windows and the lengths allow; kNoValue: all.
ValueId allowed_keys(NodeContext& ctx, const AttentionNode& a) {
  const ValueId key = positions(ctx, a.k, 2, 3, 4);
  ValueId allowed = kNoValue;
  const auto allow = [&](ValueId more) { allowed = allowed == kNoValue ? more : ctx.add("And", {allowed, more}); };
  ValueId lengths = kNoValue;
  if (a.lengths != kNoValue) {
    lengths = ctx.reshape(ctx.cast(a.lengths, DataType::kInt64), {ctx.type_of(a.q).dims[0], Dim(1), Dim(1), Dim(1)});
    allow(ctx.add("Less", {key, lengths}));
  }
  if (!a.op.causal && a.op.left_window < 0 && a.op.right_window < 0) return allowed;
  ValueId frontier = positions(ctx, a.q, 2, 2, 4);
  if (a.op.align == CausalAlign::kBottomRight) {
    const ValueId last = lengths != kNoValue ? lengths : dim_value(ctx, a.k, 2);
    frontier = ctx.add("Add", {frontier, ctx.add("Sub", {last, dim_value(ctx, a.q, 2)})});
  }
  if (a.op.causal) allow(ctx.add("LessOrEqual", {key, frontier}));
  if (a.op.left_window >= 0)
    allow(ctx.add("GreaterOrEqual", {key, ctx.add("Sub", {frontier, ctx.int_scalar(a.op.left_window)})}));
  if (a.op.right_window >= 0)
    allow(ctx.add("LessOrEqual", {key, ctx.add("Add", {frontier, ctx.int_scalar(a.op.right_window)})}));
  return allowed;
}

ValueId scaled_scores(NodeContext& ctx, const AttentionNode& a) {
  const TensorType q = ctx.type_of(a.q);
  if (!q.dims[1].is_const()) ctx.unsupported("scores as an output need a known number of heads");
  const ValueId k = repeat_heads(ctx, a.k, q.dims[1].value());
  const ValueId scores = ctx.add(MatMul{.transpose_b = true}, {a.q, k});
  if (a.op.scale != 0) return ctx.add("Mul", {scores, ctx.scalar_like(scores, a.op.scale)});
  if (!q.dims[3].is_const()) ctx.unsupported("the head size is not known", "give the attribute scale");
  return ctx.add("Mul", {scores, ctx.scalar_like(scores, 1 / std::sqrt(double(q.dims[3].value())))});
}

/// What is added to the scores: 0 or mask elements, -inf where a key is excluded; kNoValue: nothing.
ValueId attention_bias(NodeContext& ctx, const AttentionNode& a, ValueId scores) {
  const ValueId lowest = ctx.scalar_like(scores, kLowest), zero = ctx.scalar_like(scores, 0);
  const ValueId allowed = allowed_keys(ctx, a);
  ValueId bias = a.mask;
  if (bias != kNoValue && ctx.type_of(bias).dtype == DataType::kBool) bias = ctx.add("Select", {bias, zero, lowest});
  if (allowed == kNoValue) return bias;
  return ctx.add("Select", {allowed, bias == kNoValue ? zero : bias, lowest});
}

/// Output 3: the scores at the stage that the mode names.
void output_scores(NodeContext& ctx, const AttentionNode& a) {
  const int64_t mode = ctx.int_attr("qk_matmul_output_mode", 0);
  if (mode < 0 || mode > 3) ctx.invalid("qk_matmul_output_mode is " + std::to_string(mode), "use 0, 1, 2 or 3");
  ValueId s = scaled_scores(ctx, a);
  if (mode == 0) return ctx.output(3, s);
  if (a.op.softcap > 0) {
    const ValueId cap = ctx.scalar_like(s, a.op.softcap);
    s = ctx.add("Mul", {ctx.add("Tanh", {ctx.add("Div", {s, cap})}), cap});
  }
  if (mode == 1) return ctx.output(3, s);
  const ValueId bias = attention_bias(ctx, a, s);
  if (bias != kNoValue) s = ctx.add("Add", {s, bias});
  if (mode != 3) return ctx.output(3, s);
  ValueId p = ctx.add(Softmax{.axis = -1}, {s});
  if (bias != kNoValue) {  // rows without a key are zeros
    const ValueId best = ctx.add(Reduce{.kind = ReduceKind::kMax, .axes = {-1}, .keep_dims = true}, {bias});
    const ValueId none = ctx.add("Equal", {best, ctx.scalar_like(best, kLowest)});
    p = ctx.add("Select", {none, ctx.scalar_like(p, 0), p});
  }
  ctx.output(3, p);
}

}  // namespace

void import_attention(NodeContext& ctx) {
  const AttentionNode a = read_attention(ctx);
  std::vector<ValueId> inputs{a.q, a.k, a.v};
  if (a.mask != kNoValue || a.lengths != kNoValue) inputs.push_back(a.mask);
  if (a.lengths != kNoValue) inputs.push_back(a.lengths);
  const ValueId y = ctx.add(a.op, std::move(inputs));
  if (ctx.wants(3)) output_scores(ctx, a);
  ctx.output(0, a.flat ? merge_heads(ctx, y) : y);
}

namespace {

/// A subgraph of one input, applied to v.
ValueId apply_modifier(NodeContext& ctx, std::string_view name, ValueId v) {
  if (!ctx.has_attr(name)) return v;
  const GraphProto& body = ctx.graph_attr(name);
  if (body.inputs.size() != 1 || body.outputs.size() != 1)
    ctx.invalid(std::string(name) + " has " + std::to_string(body.inputs.size()) + " inputs and " +
                    std::to_string(body.outputs.size()) + " outputs",
                "it must have one of each");
  const SymDims before = ctx.type_of(v).dims;
  Scope inner = Scope::subgraph(ctx.scope(), ctx.graph());
  inner.bind_value(body.inputs[0].name, v);
  ctx.importer().bind_initializers(inner, body);
  ctx.importer().import_nodes(inner, body.nodes);
  Binding* b = inner.find(body.outputs[0].name);
  if (!b || b->kind == Binding::Kind::kMissing || b->kind == Binding::Kind::kAbsent)
    ctx.invalid("nothing gives the output of " + std::string(name), "export the model again");
  if (b->kind == Binding::Kind::kFailed) return kNoValue;
  const ValueId out = inner.value(body.outputs[0].name, *b);
  if (ctx.type_of(out).dims != before) ctx.invalid(std::string(name) + " changes the dims of its input");
  return out;
}

}  // namespace

void import_flex_attention(NodeContext& ctx) {
  AttentionNode a{.q = ctx.in(0), .k = ctx.in(1), .v = ctx.in(2)};
  for (int i : {0, 1, 2})
    if (ctx.rank(i) != 4) ctx.invalid("an input has " + std::to_string(ctx.rank(i)) + " dims instead of 4");
  a.op.scale = ctx.float_attr("scale", 0);
  const DataType type = ctx.dtype(0);
  const DataType precision = ctx.type_attr("softmax_precision", type == DataType::kFloat64 ? type : DataType::kFloat32);
  if (!ctx.has_attr("score_mod") && !ctx.has_attr("prob_mod")) return ctx.finish(a.op, {a.q, a.k, a.v});
  a.q = ctx.cast(a.q, precision);
  a.k = ctx.cast(a.k, precision);
  ValueId s = apply_modifier(ctx, "score_mod", scaled_scores(ctx, a));
  if (s == kNoValue) return ctx.fail_outputs();
  ValueId p = apply_modifier(ctx, "prob_mod", ctx.add(Softmax{.axis = -1}, {s}));
  if (p == kNoValue) return ctx.fail_outputs();
  const ValueId v = ctx.cast(repeat_heads(ctx, a.v, ctx.type_of(a.q).dims[1].value()), precision);
  ctx.output(0, ctx.cast(ctx.add(MatMul{}, {p, v}), type));
}

}  // namespace sinter::onnx
