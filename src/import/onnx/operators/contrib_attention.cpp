// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Attention operators of com.microsoft that optimizers write: Attention, QAttention, MultiHeadAttention,
// DecoderMaskedMultiHeadAttention. All end in the same op; they differ in where queries, keys and values come from.
#include "import/onnx/operators/attention_parts.h"
#include "import/onnx/operators/integer_operand.h"
#include "ops/attention.h"
#include "ops/matmul.h"

namespace sinter::onnx {
namespace {

/// Operands as [B,heads,positions,size]. `past` keys and values are part of k and v already.
struct ContribAttention {
  ValueId q = kNoValue, k = kNoValue, v = kNoValue, bias = kNoValue;  // bias is added to the scores
};

int64_t heads_attr(NodeContext& ctx) {
  const int64_t heads = ctx.int_attr("num_heads");
  if (heads < 1) ctx.invalid("num_heads is " + std::to_string(heads), "it must be positive");
  return heads;
}

ValueId optional_of(NodeContext& ctx, int i) { return i < 0 ? kNoValue : ctx.optional_in(i); }

/// Bool [B,1,1,T]: keys before lengths[b], and from starts[b] on.
ValueId keys_within(NodeContext& ctx, ValueId keys, ValueId lengths, ValueId starts, const Dim& batch) {
  const ValueId key = positions(ctx, keys, 2, 3, 4);
  const auto column = [&](ValueId v) {
    return ctx.reshape(ctx.cast(v, DataType::kInt64), {batch, Dim(1), Dim(1), Dim(1)});
  };
  const ValueId before = ctx.add("Less", {key, column(lengths)});
  return starts == kNoValue ? before : ctx.add("And", {before, ctx.add("GreaterOrEqual", {key, column(starts)})});
}

/// Which keys an integer mask lets through, as bool that broadcasts to [B,H,S,T]. The mask's form follows from its
/// dims: [B] lengths, [2B] ends and starts, [3B+2] lengths and offsets, [B,T], [B,S,T], or [B,1,M,M] of all positions.
ValueId kept_keys(NodeContext& ctx, ValueId mask, const ContribAttention& a) {
  const SymDims d = ctx.type_of(mask).dims;
  const Dim batch = ctx.type_of(a.q).dims[0], rows = ctx.type_of(a.q).dims[2], keys = ctx.type_of(a.k).dims[2];
  if (d.size() == 1) {
    if (d[0] == batch) return keys_within(ctx, a.k, mask, kNoValue, batch);
    const ValueId first = slice_of(ctx, mask, 0, 0, batch);
    if (d[0] == batch * Dim(2))
      return keys_within(ctx, a.k, first, slice_of(ctx, mask, 0, batch, batch * Dim(2)), batch);
    if (d[0] == batch * Dim(3) + Dim(2)) return keys_within(ctx, a.k, first, kNoValue, batch);
    ctx.unsupported("the mask has dims " + to_string(d), "use one of [batch] or [batch,keys]");
  }
  ValueId kept = ctx.add("Not", {ctx.add("Equal", {mask, ctx.scalar_like(mask, 0)})});
  if (d.size() == 2) return ctx.reshape(kept, {d[0], Dim(1), Dim(1), d[1]});
  if (d.size() == 3) return ctx.reshape(kept, {d[0], Dim(1), d[1], d[2]});
  if (d.size() != 4) ctx.invalid("the mask has " + std::to_string(d.size()) + " dims");
  kept = slice_of(ctx, kept, 2, keys - rows, keys);
  return slice_of(ctx, kept, 3, 0, keys);
}

/// The mask as something to add: excluded keys get mask_filter_value, which leaves rows without keys evenly weighted.
void add_mask(NodeContext& ctx, ContribAttention& a, ValueId mask, ValueId bias) {
  const double filter = ctx.float_attr("mask_filter_value", -10000.0);
  a.bias = bias;
  if (mask == kNoValue) return;
  const ValueId penalty =
      ctx.add("Select", {kept_keys(ctx, mask, a), ctx.scalar_like(a.q, 0), ctx.scalar_like(a.q, filter)});
  a.bias = bias == kNoValue ? penalty : ctx.add("Add", {bias, penalty});
}

void finish_attention(NodeContext& ctx, const ContribAttention& a) {
  const Attention op{.scale = ctx.float_attr("scale", 0),
                     .causal = ctx.bool_attr("unidirectional", false),
                     .align = CausalAlign::kBottomRight};
  std::vector<ValueId> inputs{a.q, a.k, a.v};
  if (a.bias != kNoValue) inputs.push_back(a.bias);
  ctx.output(0, merge_heads(ctx, ctx.add(op, std::move(inputs))));
}

/// Keys and values of a past[2,B,N,P,D] in front, and both stacked as output 1.
void join_past(NodeContext& ctx, ContribAttention& a, ValueId past) {
  if (past != kNoValue) {
    const SymDims d = ctx.type_of(past).dims;
    if (d.size() != 5) ctx.invalid("the past has " + std::to_string(d.size()) + " dims instead of 5");
    const SymDims one{d[1], d[2], d[3], d[4]};
    a.k = concat_of(ctx, {ctx.reshape(slice_of(ctx, past, 0, 0, 1), one), a.k}, 2);
    a.v = concat_of(ctx, {ctx.reshape(slice_of(ctx, past, 0, 1, 2), one), a.v}, 2);
  }
  if (!ctx.wants(1)) return;
  std::vector<ValueId> both;
  for (ValueId v : {a.k, a.v}) {
    SymDims d = ctx.type_of(v).dims;
    d.insert(d.begin(), Dim(1));
    both.push_back(ctx.reshape(v, std::move(d)));
  }
  ctx.output(1, concat_of(ctx, std::move(both), 0));
}

/// Queries, keys and values beside each other in [B,S,sum of sizes].
ContribAttention split_projection(NodeContext& ctx, ValueId qkv, const Ints& sizes, int64_t heads) {
  const Dim all = ctx.type_of(qkv).dims.back();
  Dim q = floor_div(all, 3), v = q;
  if (!sizes.empty()) {
    if (sizes.size() != 3 || sizes[0] != sizes[1]) ctx.invalid("qkv_hidden_sizes must be 3 sizes, the first two equal");
    q = sizes[0], v = sizes[2];
  }
  return {split_heads(ctx, slice_of(ctx, qkv, 2, 0, q), heads),
          split_heads(ctx, slice_of(ctx, qkv, 2, q, q * Dim(2)), heads),
          split_heads(ctx, slice_of(ctx, qkv, 2, q * Dim(2), q * Dim(2) + v), heads), kNoValue};
}

void refuse_shared_buffer(NodeContext& ctx) {
  if (ctx.bool_attr("past_present_share_buffer", false))
    ctx.unsupported("past and present share a buffer", "export the model without past_present_share_buffer");
}

}  // namespace

void import_ms_attention(NodeContext& ctx) {
  const int64_t heads = heads_attr(ctx);
  refuse_shared_buffer(ctx);
  if (ctx.bool_attr("do_rotary", false)) ctx.unsupported("do_rotary is set", "put RotaryEmbedding in front");
  ctx.ignore_attrs({"rotary_embedding_dim"});
  ValueId qkv = ctx.add(MatMul{}, {ctx.in(0), ctx.in(1)});
  if (ctx.has(2)) qkv = ctx.add("Add", {qkv, ctx.in(2)});
  ContribAttention a = split_projection(ctx, qkv, ctx.ints_attr("qkv_hidden_sizes"), heads);
  join_past(ctx, a, ctx.optional_in(4));
  add_mask(ctx, a, ctx.optional_in(3), ctx.optional_in(5));
  finish_attention(ctx, a);
}

void import_qattention(NodeContext& ctx) {
  const int64_t heads = heads_attr(ctx);
  refuse_shared_buffer(ctx);
  if (ctx.bool_attr("do_rotary", false)) ctx.unsupported("do_rotary is set", "put RotaryEmbedding in front");
  const ValueId x = integer_operand(ctx, ctx.in(0), ctx.optional_in(6), 1);
  const ValueId w = integer_operand(ctx, ctx.in(1), ctx.optional_in(7), 1);
  const ValueId scale = ctx.add("Mul", {ctx.reshape(ctx.in(3), {}), along_axis(ctx, ctx.in(4), 1, 2)});
  const ValueId product = ctx.cast(ctx.add(MatMul{}, {x, w}), ctx.type_of(scale).dtype);
  const ValueId qkv = ctx.add("Add", {ctx.add("Mul", {product, scale}), ctx.in(2)});
  ContribAttention a = split_projection(ctx, qkv, {}, heads);
  join_past(ctx, a, ctx.optional_in(8));
  add_mask(ctx, a, ctx.optional_in(5), kNoValue);
  finish_attention(ctx, a);
}

namespace {

/// Where MultiHeadAttention and its decoder form have their inputs; -1: nowhere.
struct HeadInputs {
  int bias, mask, score_bias, past_key, past_value, past_length, cache;
};

/// One of the things packed in dim 3 of [B,S,N,count,D], as [B,S,N*D].
ValueId unpack(NodeContext& ctx, ValueId packed, int64_t index) {
  const SymDims d = ctx.type_of(packed).dims;
  return ctx.reshape(slice_of(ctx, packed, 3, index, index + 1), {d[0], d[1], d[2] * d[4]});
}

/// q, k, v as [B,S,hidden]; keys and values that come as [B,N,T,D] stay.
ContribAttention unpacked(NodeContext& ctx) {
  ContribAttention a;
  if (ctx.rank(0) == 5) {
    for (int64_t i : {0, 1, 2}) (i == 0 ? a.q : i == 1 ? a.k : a.v) = unpack(ctx, ctx.in(0), i);
    return a;
  }
  a.q = ctx.in(0);
  if (!ctx.has(1)) {  // the decoder's packed form: [B,1,2 * hidden + v_hidden]
    const Dim hidden = floor_div(ctx.type(0).dims.back(), 3);
    a.k = slice_of(ctx, a.q, 2, hidden, hidden * Dim(2));
    a.v = slice_of(ctx, a.q, 2, hidden * Dim(2), ctx.type(0).dims.back());
    a.q = slice_of(ctx, a.q, 2, 0, hidden);
  } else if (ctx.rank(1) == 5) {
    a.k = unpack(ctx, ctx.in(1), 0);
    a.v = unpack(ctx, ctx.in(1), 1);
  } else {
    a.k = ctx.in(1);
    a.v = ctx.in(2);
  }
  return a;
}

void add_projection_bias(NodeContext& ctx, ContribAttention& a, ValueId bias) {
  Dim at = 0;
  for (ValueId* v : {&a.q, &a.k, &a.v}) {
    if (ctx.type_of(*v).rank() != 3) return;  // keys and values of a cache have theirs already
    const Dim end = at + ctx.type_of(*v).dims[2];
    *v = ctx.add("Add", {*v, slice_of(ctx, bias, 0, at, end)});
    at = end;
  }
}

void import_heads(NodeContext& ctx, const HeadInputs& in) {
  const int64_t heads = heads_attr(ctx);
  refuse_shared_buffer(ctx);
  if (optional_of(ctx, in.cache) != kNoValue)
    ctx.unsupported("a cache of beams is not supported", "export the model without beam search");
  if (optional_of(ctx, in.past_length) != kNoValue)
    ctx.unsupported("past and present share a buffer", "export the model without past_sequence_length");
  ContribAttention a = unpacked(ctx);
  if (const ValueId bias = optional_of(ctx, in.bias); bias != kNoValue) add_projection_bias(ctx, a, bias);
  for (ValueId* v : {&a.q, &a.k, &a.v})
    if (ctx.type_of(*v).rank() == 3) *v = split_heads(ctx, *v, heads);
  const ValueId past_key = optional_of(ctx, in.past_key), past_value = optional_of(ctx, in.past_value);
  if ((past_key == kNoValue) != (past_value == kNoValue)) ctx.invalid("past_key and past_value go together");
  if (past_key != kNoValue) {
    a.k = concat_of(ctx, {past_key, a.k}, 2);
    a.v = concat_of(ctx, {past_value, a.v}, 2);
  }
  ctx.output(1, a.k);
  ctx.output(2, a.v);
  add_mask(ctx, a, optional_of(ctx, in.mask), optional_of(ctx, in.score_bias));
  finish_attention(ctx, a);
}

}  // namespace

void import_multi_head_attention(NodeContext& ctx) {
  import_heads(ctx,
               {.bias = 3, .mask = 4, .score_bias = 5, .past_key = 6, .past_value = 7, .past_length = 8, .cache = 9});
}

/// One query at a time, which sees all keys.
void import_decoder_masked_attention(NodeContext& ctx) {
  ctx.ignore_attrs({"output_qk"});
  import_heads(ctx,
               {.bias = 10, .mask = 3, .score_bias = 4, .past_key = 5, .past_value = 6, .past_length = 7, .cache = 9});
}

}  // namespace sinter::onnx
