// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// com.microsoft's GroupQueryAttention: attention over a cache in which each batch item has its own length. The new keys
// and values are written into the cache behind what is there; the causal frontier of an item follows from its length.
#include "import/onnx/operators/attention_parts.h"
#include "ops/attention.h"
#include "ops/layer_norm.h"
#include "ops/pad.h"
#include "ops/scatter_nd.h"
#include "ops/shape_tensor.h"

namespace sinter::onnx {
namespace {

struct GroupQuery {
  int64_t heads = 0, groups = 0;
  ValueId q = kNoValue, k = kNoValue, v = kNoValue;  // [B,S,heads,size]
  Dim batch = 0, rows = 0, total = 0;
  ValueId lengths = kNoValue;  // i64[B]: keys of each item, the new ones included
  ValueId past = kNoValue;     // i64[B]: keys in front of the new ones; kNoValue: none
};

/// v[B,S,count*size] as [B,S,count,size].
ValueId in_heads(NodeContext& ctx, ValueId v, int64_t count) {
  const SymDims d = ctx.type_of(v).dims;
  if (d.size() != 3) ctx.invalid("an input has " + std::to_string(d.size()) + " dims instead of 3");
  if (d[2].is_const() && d[2].value() % count != 0)
    ctx.invalid("the last dim " + d[2].to_string() + " is no multiple of the " + std::to_string(count) + " heads");
  return ctx.reshape(v, {d[0], d[1], Dim(count), floor_div(d[2], count)});
}

void refuse_cache_forms(NodeContext& ctx) {
  for (std::string_view name : {"k_quant_type", "v_quant_type"})
    if (ctx.string_attr(name, "NONE") != "NONE") ctx.unsupported("the cache is quantized", "use a float cache");
  ctx.ignore_attrs({"kv_cache_bit_width"});
  if (ctx.bool_attr("sliding_window_cache", false))
    ctx.unsupported("sliding_window_cache is set", "use a cache of the whole length");
}

/// The total length as a dim: of the host value, or read during the run.
Dim total_length(NodeContext& ctx) {
  HostValue known = ctx.host_value(6);
  if (!known) {
    const ValueId read = ctx.add(ShapeTensor{}, {ctx.in(6)});
    known = ctx.graph().value(read).host_value;
  }
  if (!known || known->size() != 1) ctx.invalid("total_sequence_length is no scalar");
  return (*known)[0];
}

GroupQuery read_group_query(NodeContext& ctx) {
  GroupQuery g{.heads = ctx.int_attr("num_heads"), .groups = ctx.int_attr("kv_num_heads")};
  if (g.groups < 1 || g.heads < 1 || g.heads % g.groups != 0)
    ctx.invalid("num_heads is " + std::to_string(g.heads) + " and kv_num_heads " + std::to_string(g.groups),
                "the first must be a positive multiple of the second");
  if (ctx.has(1)) {
    g.q = in_heads(ctx, ctx.in(0), g.heads);
    g.k = in_heads(ctx, ctx.in(1), g.groups);
    g.v = in_heads(ctx, ctx.in(2), g.groups);
  } else {
    const ValueId all = in_heads(ctx, ctx.in(0), g.heads + 2 * g.groups);
    g.q = slice_of(ctx, all, 2, 0, g.heads);
    g.k = slice_of(ctx, all, 2, g.heads, g.heads + g.groups);
    g.v = slice_of(ctx, all, 2, g.heads + g.groups, g.heads + 2 * g.groups);
  }
  g.batch = ctx.type_of(g.q).dims[0];
  g.rows = ctx.type_of(g.q).dims[1];
  g.total = total_length(ctx);
  const ValueId last = ctx.reshape(ctx.cast(ctx.in(5), DataType::kInt64), {g.batch});
  g.lengths = ctx.add("Add", {last, ctx.int_scalar(1)});
  return g;
}

/// A first prompt (as many queries as the total length) has nothing in front, whatever its items' lengths say: they may
/// be padded at the end.
void find_past(NodeContext& ctx, GroupQuery& g) {
  const bool cache = ctx.has(3) && !(ctx.type(3).dims.at(2) == Dim(0));
  if (!cache || g.total == g.rows) return;
  const ValueId rows = dim_value(ctx, g.q, 1);
  g.past = ctx.add("Sub", {g.lengths, rows});
  if (g.rows == Dim(1) || (g.rows.is_const() && g.total.is_const())) return;
  const ValueId total = ctx.reshape(ctx.cast(ctx.in(6), DataType::kInt64), {});
  g.past = ctx.add("Select", {ctx.add("Equal", {total, rows}), ctx.int_scalar(0), g.past});
}

/// Position of each new token: i64[B,S].
ValueId token_positions(NodeContext& ctx, const GroupQuery& g) {
  ValueId at = positions(ctx, g.q, 1, 1, 2);
  if (g.past != kNoValue) at = ctx.add("Add", {at, ctx.reshape(g.past, {g.batch, Dim(1)})});
  return ctx.expand(at, {g.batch, g.rows});
}

void normalize_heads(NodeContext& ctx, GroupQuery& g) {
  const double epsilon = ctx.float_attr("qk_norm_epsilon", 1e-6);
  if (!ctx.has(14) && !ctx.has(15)) return;
  const LayerNorm norm{.axis = -1, .epsilon = epsilon, .centred = false};
  g.q = ctx.add(norm, {g.q, ctx.in(14)});
  g.k = ctx.add(norm, {g.k, ctx.in(15)});
}

void rotate_heads(NodeContext& ctx, GroupQuery& g, ValueId at) {
  const bool interleaved = ctx.bool_attr("rotary_interleaved", false);
  if (!ctx.bool_attr("do_rotary", false)) return;
  const ValueId ids = ctx.has(9) ? ctx.in(9) : at;
  const ValueId cos = rotation_rows(ctx, ctx.in(7), ids), sin = rotation_rows(ctx, ctx.in(8), ids);
  g.q = rotate_pairs(ctx, g.q, cos, sin, interleaved);
  g.k = rotate_pairs(ctx, g.k, cos, sin, interleaved);
}

/// The cache [B,G,P,size] with the new rows[B,S,G,size] at positions at[B,S]; P is the larger one of the cache's and
/// the total length.
ValueId write_cache(NodeContext& ctx, const GroupQuery& g, int input, ValueId rows, ValueId at) {
  const SymDims r = ctx.type_of(rows).dims;
  const Dim old = ctx.has(input) ? ctx.type(input).dims.at(2) : Dim(0), size = max(old, g.total);
  if (g.past == kNoValue && g.rows == size) return ctx.transpose(rows, {0, 2, 1, 3});
  ValueId cache;
  if (ctx.has(input)) {
    Pad pad;
    pad.begin = {0, 0, 0, 0};
    pad.end = {0, size - old, 0, 0};
    cache = ctx.transpose(ctx.in(input), {0, 2, 1, 3});
    if (!(size == old)) cache = ctx.add(std::move(pad), {cache});
  } else {
    cache = ctx.expand(ctx.scalar_like(rows, 0), {r[0], size, r[2], r[3]});
  }
  const SymDims each{g.batch, g.rows, Dim(1)};
  const ValueId indices = concat_of(ctx, {ctx.expand(positions(ctx, g.q, 0, 0, 3), each), ctx.reshape(at, each)}, 2);
  return ctx.transpose(ctx.add(ScatterND{}, {cache, indices, rows}), {0, 2, 1, 3});
}

ValueId sink_of(NodeContext& ctx, const GroupQuery& g) {
  const bool smooth = ctx.bool_attr("smooth_softmax", false);
  if (ctx.has(11)) return ctx.in(11);
  if (!smooth) return kNoValue;
  return ctx.constant_value(
      Weights::of_doubles(ctx.type_of(g.q).dtype, {g.heads}, std::vector<double>(size_t(g.heads), 0)));
}

}  // namespace

void import_group_query_attention(NodeContext& ctx) {
  refuse_cache_forms(ctx);
  ctx.ignore_attrs({"qk_output"});
  GroupQuery g = read_group_query(ctx);
  find_past(ctx, g);
  const ValueId at = token_positions(ctx, g);
  normalize_heads(ctx, g);
  rotate_heads(ctx, g, at);
  const ValueId k = write_cache(ctx, g, 3, g.k, at), v = write_cache(ctx, g, 4, g.v, at);
  Attention op{.scale = ctx.float_attr("scale", 0),
               .causal = ctx.bool_attr("causal", true),
               .align = CausalAlign::kBottomRight,
               .softcap = ctx.float_attr("softcap", 0)};
  const int64_t window = ctx.int_attr("local_window_size", -1);
  if (window > 0) op.left_window = window - 1;
  // The frontier counts from what is in front of the new keys: an item of a prompt may be shorter than the prompt.
  ValueId end = g.lengths;
  if (op.causal) {
    const ValueId rows = dim_value(ctx, g.q, 1);
    end = ctx.add("Add", {g.past == kNoValue ? ctx.int_scalar(0) : g.past, rows});
    end = ctx.expand(ctx.type_of(end).rank() == 0 ? ctx.reshape(end, {Dim(1)}) : end, {g.batch});
  }
  std::vector<ValueId> inputs{ctx.transpose(g.q, {0, 2, 1, 3}), k, v, kNoValue, end};
  if (ctx.has(10)) inputs[3] = pad_mask(ctx, ctx.in(10), ctx.type_of(k).dims[2], 0);
  if (const ValueId sink = sink_of(ctx, g); sink != kNoValue) inputs.push_back(sink);
  ctx.output(0, merge_heads(ctx, ctx.add(op, std::move(inputs))));
  ctx.output(1, k);
  ctx.output(2, v);
}

}  // namespace sinter::onnx
