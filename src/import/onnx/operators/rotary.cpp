// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Rotary position embeddings: ONNX's RotaryEmbedding and that of com.microsoft.
#include "import/onnx/operators/attention_parts.h"
#include "ops/range.h"

namespace sinter::onnx {
namespace {

/// x[B,S,heads,D] of an input with 3 dims ([B,S,heads*D]) or 4 ([B,heads,S,D]).
ValueId rows_of_heads(NodeContext& ctx, ValueId x, const Dim& head_size) {
  const SymDims d = ctx.type_of(x).dims;
  if (d.size() == 4) return ctx.transpose(x, {0, 2, 1, 3});
  if (d.size() != 3) ctx.invalid("the input has " + std::to_string(d.size()) + " dims instead of 3 or 4");
  return ctx.reshape(x, {d[0], d[1], floor_div(d[2], head_size), head_size});
}

void finish_rotation(NodeContext& ctx, ValueId x, ValueId rotated) {
  const SymDims d = ctx.type_of(x).dims;
  ctx.output(0, d.size() == 4 ? ctx.transpose(rotated, {0, 2, 1, 3}) : ctx.reshape(rotated, d));
}

void check_rotation_dim(NodeContext& ctx, int64_t dim, ValueId cos) {
  const Dim half = ctx.type_of(cos).dims.back();
  if (dim != 0 && half.is_const() && half.value() * 2 != dim)
    ctx.invalid("rotary_embedding_dim is " + std::to_string(dim) + ", but there are " + half.to_string() + " cosines");
}

}  // namespace

void import_rotary_embedding(NodeContext& ctx) {
  const ValueId x = ctx.in(0), ids = ctx.optional_in(3);
  const SymDims d = ctx.type_of(x).dims;
  const bool interleaved = ctx.bool_attr("interleaved", false);
  const int64_t dim = ctx.int_attr("rotary_embedding_dim", 0), heads = ctx.int_attr("num_heads", 0);
  if (d.size() == 3 && heads < 1) ctx.invalid("num_heads is missing for an input of 3 dims");
  const Dim size = d.size() == 3 ? floor_div(d[2], heads) : d.back();
  const ValueId cos = rotation_rows(ctx, ctx.in(1), ids), sin = rotation_rows(ctx, ctx.in(2), ids);
  check_rotation_dim(ctx, dim, cos);
  finish_rotation(ctx, x, rotate_pairs(ctx, rows_of_heads(ctx, x, size), cos, sin, interleaved));
}

/// Contributed: inputs x, position ids ([1]: of the first position, or [B,S]), cosines, sines [positions, half].
void import_ms_rotary_embedding(NodeContext& ctx) {
  ctx.ignore_attrs({"is_packed_batching", "scale"});
  const ValueId x = ctx.in(0);
  const SymDims d = ctx.type_of(x).dims;
  const int64_t dim = ctx.int_attr("rotary_embedding_dim", 0), heads = ctx.int_attr("num_heads", 0);
  const bool interleaved = ctx.bool_attr("interleaved", false);
  const Dim half = ctx.type(2).dims.back();
  if (dim > 0 && heads < 1) ctx.invalid("num_heads is missing");
  const Dim size = d.size() == 4 ? d[3] : heads > 0 ? floor_div(d.back(), heads) : half * Dim(2);
  check_rotation_dim(ctx, dim, ctx.in(2));
  const ValueId rows = rows_of_heads(ctx, x, size);
  const TensorType ids_type = ctx.type(1);
  ValueId ids = ctx.cast(ctx.in(1), DataType::kInt64);
  if (ids_type.rank() < 2) {
    const SymDims r = ctx.type_of(rows).dims;
    ids = ctx.add("Add", {ctx.reshape(ids, {}), positions(ctx, rows, 1, 1, 2)});
    ids = ctx.expand(ids, {r[0], r[1]});
  }
  const ValueId cos = rotation_rows(ctx, ctx.in(2), ids), sin = rotation_rows(ctx, ctx.in(3), ids);
  finish_rotation(ctx, x, rotate_pairs(ctx, rows, cos, sin, interleaved));
}

}  // namespace sinter::onnx
