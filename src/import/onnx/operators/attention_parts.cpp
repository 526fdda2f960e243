// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/onnx/operators/attention_parts.h"

#include "ops/concat.h"
#include "ops/gather.h"
#include "ops/pad.h"
#include "ops/range.h"
#include "ops/slice.h"

namespace sinter::onnx {

ValueId slice_of(NodeContext& ctx, ValueId v, int64_t axis, Dim begin, Dim end) {
  if (begin == Dim(0) && end == ctx.type_of(v).dims.at(size_t(axis))) return v;
  return ctx.add(Slice{.axes = {axis}, .starts = {begin}, .ends = {end}, .steps = {1}}, {v});
}

ValueId concat_of(NodeContext& ctx, std::vector<ValueId> parts, int64_t axis) {
  if (parts.size() == 1) return parts[0];
  return ctx.add(Concat{.axis = axis}, std::move(parts));
}

ValueId dim_value(NodeContext& ctx, ValueId v, int axis) {
  const Dim d = ctx.type_of(v).dims.at(size_t(axis));
  return d.is_const() ? ctx.int_scalar(d.value()) : ctx.extent(v, axis);
}

ValueId positions(NodeContext& ctx, ValueId like, int like_axis, int axis, int rank) {
  const Dim n = ctx.type_of(like).dims.at(size_t(like_axis));
  const ValueId range = ctx.add(Range{}, {ctx.int_scalar(0), dim_value(ctx, like, like_axis), ctx.int_scalar(1)});
  SymDims dims(size_t(rank), Dim(1));
  dims[size_t(axis)] = n;
  return ctx.reshape(range, std::move(dims));
}

ValueId split_heads(NodeContext& ctx, ValueId v, int64_t heads) {
  const SymDims d = ctx.type_of(v).dims;
  if (d.size() != 3) ctx.invalid("an input has " + std::to_string(d.size()) + " dims instead of 3");
  if (heads < 1) ctx.invalid("the number of heads is " + std::to_string(heads), "it must be positive");
  if (d[2].is_const() && d[2].value() % heads != 0)
    ctx.invalid("the last dim " + d[2].to_string() + " is no multiple of the " + std::to_string(heads) + " heads");
  return ctx.transpose(ctx.reshape(v, {d[0], d[1], Dim(heads), floor_div(d[2], heads)}), {0, 2, 1, 3});
}

ValueId merge_heads(NodeContext& ctx, ValueId v) {
  const SymDims d = ctx.type_of(v).dims;
  return ctx.reshape(ctx.transpose(v, {0, 2, 1, 3}), {d.at(0), d.at(2), d.at(1) * d.at(3)});
}

ValueId repeat_heads(NodeContext& ctx, ValueId v, int64_t heads) {
  const SymDims d = ctx.type_of(v).dims;
  if (d.at(1) == Dim(heads)) return v;
  const Dim times = floor_div(Dim(heads), d[1]);
  const ValueId wide = ctx.expand(ctx.reshape(v, {d[0], d[1], Dim(1), d[2], d[3]}), {d[0], d[1], times, d[2], d[3]});
  return ctx.reshape(wide, {d[0], Dim(heads), d[2], d[3]});
}

ValueId pad_mask(NodeContext& ctx, ValueId mask, const Dim& keys, double value) {
  const TensorType type = ctx.type_of(mask);
  if (type.dims.empty() || type.dims.back() == keys) return mask;
  Pad op;
  op.begin.assign(type.dims.size(), Dim(0));
  op.end = op.begin;
  op.end.back() = keys - type.dims.back();
  std::vector<ValueId> inputs{mask};
  if (type.dtype != DataType::kBool) inputs.insert(inputs.end(), {kNoValue, ctx.scalar_like(mask, value)});
  return ctx.add(std::move(op), std::move(inputs));
}

ValueId rotate_pairs(NodeContext& ctx, ValueId x, ValueId cos, ValueId sin, bool interleaved) {
  const SymDims d = ctx.type_of(x).dims;
  const Dim half = ctx.type_of(cos).dims.back(), size = d.at(3), rotated = half * Dim(2);
  const ValueId part = slice_of(ctx, x, 3, 0, rotated);
  ValueId a, b;
  if (interleaved) {
    const ValueId pairs = ctx.reshape(part, {d[0], d[1], d[2], half, Dim(2)});
    a = ctx.reshape(slice_of(ctx, pairs, 4, 0, 1), {d[0], d[1], d[2], half});
    b = ctx.reshape(slice_of(ctx, pairs, 4, 1, 2), {d[0], d[1], d[2], half});
  } else {
    a = slice_of(ctx, part, 3, 0, half);
    b = slice_of(ctx, part, 3, half, rotated);
  }
  ValueId real = ctx.add("Sub", {ctx.add("Mul", {cos, a}), ctx.add("Mul", {sin, b})});
  ValueId imag = ctx.add("Add", {ctx.add("Mul", {sin, a}), ctx.add("Mul", {cos, b})});
  ValueId out;
  if (interleaved) {
    const SymDims pair{d[0], d[1], d[2], half, Dim(1)};
    real = ctx.reshape(real, pair);
    imag = ctx.reshape(imag, pair);
    out = ctx.reshape(concat_of(ctx, {real, imag}, 4), {d[0], d[1], d[2], rotated});
  } else {
    out = concat_of(ctx, {real, imag}, 3);
  }
  return rotated == size ? out : concat_of(ctx, {out, slice_of(ctx, x, 3, rotated, size)}, 3);
}

ValueId rotation_rows(NodeContext& ctx, ValueId table, ValueId ids) {
  const ValueId rows = ids == kNoValue ? table : ctx.add(Gather{.axis = 0}, {table, ids});
  const SymDims d = ctx.type_of(rows).dims;
  if (d.size() != 3)
    ctx.invalid("the cosines and sines of a rotation have " + std::to_string(d.size()) + " dims instead of 3");
  return ctx.reshape(rows, {d[0], d[1], Dim(1), d[2]});
}

}  // namespace sinter::onnx
