// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Layers that only change dims, or pick and repeat elements.
#include "ops/transpose.h"

#include "base/limits.h"
#include "import/caffe/layer_context.h"
#include "ops/cast.h"
#include "ops/gather.h"
#include "ops/non_zero.h"
#include "ops/slice.h"

namespace sinter::caffe {
namespace {

/// The dims of `shape` in the place of those of `part`: 0 copies, one -1 follows from the rest.
SymDims reshaped(Params& p, const Ints& shape, const SymDims& part) {
  SymDims out;
  Dim known = 1;
  int unknown = -1;
  for (size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] < -1) p.fail_at("shape", "the shape has the dim " + std::to_string(shape[i]));
    if (shape[i] == 0 && i >= part.size()) p.fail_at("shape", "the shape copies a dim that its input does not have");
    if (shape[i] == -1 && unknown >= 0) p.fail_at("shape", "the shape has two dims of -1", "give one of them");
    if (shape[i] == -1) unknown = int(i);
    out.push_back(shape[i] == 0 ? part[i] : Dim(shape[i]));
    if (shape[i] != -1) known = known * out.back();
  }
  if (unknown < 0) return out;
  const Dim all = product(part);
  if (known == Dim(0)) p.fail_at("shape", "a dim of -1 cannot follow from no elements", "give it");
  if (known.is_const() && all.is_const() && all.value() % known.value() != 0)
    p.fail_at("shape", "the dims " + to_string(part) + " do not divide into the shape");
  out[size_t(unknown)] = floor_div(all, known);
  return out;
}

/// Indices that come as floats.
ValueId indices_of(LayerContext& ctx, ValueId v) {
  return ctx.cast(ctx.reshape(v, {product(ctx.type_of(v).dims)}), DataType::kInt64);
}

}  // namespace

void import_reshape_layer(LayerContext& ctx) {
  Params& p = ctx.params("reshape_param");
  const TextField* field = p.message("shape");
  const Ints shape = field ? read_shape(*field) : Ints{};
  const SymDims dims = ctx.dims(0);
  const int64_t rank = int64_t(dims.size()), given = p.integer("axis", 0), axes = p.integer("num_axes", -1);
  const int64_t axis = given < 0 ? given + rank + 1 : given;
  if (axis < 0 || axis > rank) p.fail_at("axis", "axis is " + std::to_string(given) + " for " + to_string(dims));
  if (axes < -1 || axes > rank - axis) p.fail_at("num_axes", "num_axes is " + std::to_string(axes));
  const int64_t end = axes < 0 ? rank : axis + axes;
  SymDims out(dims.begin(), dims.begin() + axis);
  for (const Dim& d : reshaped(p, shape, SymDims(dims.begin() + axis, dims.begin() + end))) out.push_back(d);
  out.insert(out.end(), dims.begin() + end, dims.end());
  const Dim before = product(dims), after = product(out);
  if (before.is_const() && after.is_const() && before != after)
    fail(ErrorCode::kShapeMismatch, "its input " + to_string(dims) + " cannot get the shape " + to_string(out),
         "correct the shape");
  ctx.top(0, ctx.reshape(ctx.bottom(0), std::move(out)));
}

void import_flatten_layer(LayerContext& ctx) {
  Params& p = ctx.params("flatten_param");
  const SymDims dims = ctx.dims(0);
  const int rank = int(dims.size());
  const int64_t first = ctx.axis_of(p.integer("axis", 1), rank), last = ctx.axis_of(p.integer("end_axis", -1), rank);
  SymDims out(dims.begin(), dims.begin() + first);
  if (first <= last)
    out.push_back(product(SymDims(dims.begin() + first, dims.begin() + last + 1)));
  else
    p.fail_at("end_axis", "end_axis lies before axis");
  out.insert(out.end(), dims.begin() + last + 1, dims.end());
  ctx.top(0, ctx.reshape(ctx.bottom(0), std::move(out)));
}

/// Axes that the order does not name follow in their own order.
void import_permute(LayerContext& ctx) {
  const int rank = ctx.rank(0);
  Ints order = ctx.axes_of(ctx.params("permute_param").integers("order"), rank);
  for (int64_t a = 0; a < rank; ++a)
    if (std::find(order.begin(), order.end(), a) == order.end()) order.push_back(a);
  ctx.top(0, ctx.transpose(ctx.bottom(0), std::move(order)));
}

void import_slice_layer(LayerContext& ctx) {
  ctx.expect_bottoms(1, 1);
  Params& p = ctx.params("slice_param");
  const int64_t old = p.integer("slice_dim", 1);
  const int64_t axis = ctx.axis_of(p.integer("axis", old), ctx.rank(0));
  const Dim extent = ctx.dims(0)[size_t(axis)];
  Ints points = p.integers("slice_point");
  const int64_t tops = int64_t(ctx.num_tops());
  if (!points.empty() && int64_t(points.size()) != tops - 1)
    p.fail_at("slice_point", std::to_string(points.size()) + " slice points for " + std::to_string(tops) + " tops");
  if (points.empty() && extent.is_const() && extent.value() % tops != 0)
    ctx.invalid("dim " + std::to_string(axis) + ", " + extent.to_string() + ", does not divide into " +
                std::to_string(tops) + " tops");
  const ValueId x = ctx.bottom(0);
  Dim start = 0;
  for (int64_t i = 0; i < tops; ++i) {
    const Dim end = i + 1 == tops    ? extent
                    : points.empty() ? floor_div(extent, tops) * Dim(i + 1)
                                     : Dim(points[size_t(i)]);
    const bool ordered = !end.is_const() || !start.is_const() || end.value() > start.value();
    if (!ordered || (extent.is_const() && end.is_const() && end.value() > extent.value()))
      p.fail_at("slice_point",
                "the slice point " + end.to_string() + " is out of order or beyond " + extent.to_string());
    ctx.top(size_t(i), ctx.add(ctx.slice(axis, start, end), {x}));
    start = end;
  }
}

/// Bottom 0 cut to the extents of bottom 1 from an axis on.
void import_crop(LayerContext& ctx) {
  ctx.expect_bottoms(2, 2);
  Params& p = ctx.params("crop_param");
  const SymDims dims = ctx.dims(0), like = ctx.dims(1);
  const int rank = int(dims.size());
  const int64_t axis = ctx.axis_of(p.integer("axis", 2), rank);
  const Ints offsets = p.integers("offset");
  if (like.size() != dims.size())
    fail(ErrorCode::kShapeMismatch,
         "its bottoms have " + std::to_string(rank) + " and " + std::to_string(like.size()) + " dims",
         "make their ranks equal");
  if (offsets.size() > 1 && int64_t(offsets.size()) != rank - axis)
    p.fail_at("offset", std::to_string(offsets.size()) + " offsets for " + std::to_string(rank - axis) + " axes");
  Slice slice;
  for (int64_t a = axis; a < rank; ++a) {
    const int64_t offset = offsets.empty() ? 0 : offsets[offsets.size() == 1 ? 0 : size_t(a - axis)];
    const Dim end = like[size_t(a)] + Dim(offset);
    if (offset < 0 || (end.is_const() && dims[size_t(a)].is_const() && end.value() > dims[size_t(a)].value()))
      fail(ErrorCode::kShapeMismatch,
           "the crop of axis " + std::to_string(a) + " ends at " + end.to_string() + " of " +
               dims[size_t(a)].to_string(),
           "correct the offset");
    slice.axes.push_back(a);
    slice.starts.emplace_back(offset);
    slice.ends.push_back(end);
  }
  ctx.finish(std::move(slice), {ctx.bottom(0)});
}

void import_tile(LayerContext& ctx) {
  Params& p = ctx.params("tile_param");
  SymDims dims = ctx.dims(0);
  const int64_t tiles = p.needed("tiles");
  const auto axis = size_t(ctx.axis_of(p.integer("axis", 1), int(dims.size())));
  SymDims open = dims;
  open.insert(open.begin() + std::ptrdiff_t(axis), Dim(1));
  const ValueId one = ctx.reshape(ctx.bottom(0), open);
  open[axis] = Dim(tiles);
  dims[axis] = dims[axis] * Dim(tiles);
  ctx.top(0, ctx.reshape(ctx.expand(one, open), std::move(dims)));
}

void import_batch_reindex(LayerContext& ctx) {
  ctx.expect_bottoms(2, 2);
  ctx.finish(Gather{}, {ctx.bottom(0), indices_of(ctx, ctx.bottom(1))});
}

/// Keeps those items of each bottom for which the last bottom, the selector, is not 0.
void import_filter(LayerContext& ctx) {
  ctx.expect_bottoms(2, -1);
  const size_t count = ctx.num_bottoms() - 1;
  const ValueId selector = ctx.bottom(count);
  const ValueId chosen = ctx.add(NonZero{}, {ctx.reshape(selector, {product(ctx.type_of(selector).dims)})});
  const ValueId rows = ctx.reshape(chosen, {ctx.type_of(chosen).dims[1]});
  for (size_t i = 0; i < count; ++i) ctx.top(i, ctx.add(Gather{}, {ctx.bottom(i), rows}));
}

/// The blob itself as a tensor.
void import_parameter(LayerContext& ctx) {
  Params& p = ctx.params("parameter_param");
  const TextField* shape = p.message("shape");
  if (!shape) p.fail_at("shape", "\"shape\" is missing");
  ctx.top(0, ctx.constant_value(ctx.blob(0, read_shape(*shape), Fill::kWeight)));  // the top has its name
}

void import_shuffle_channel(LayerContext& ctx) {
  Params& p = ctx.params("shuffle_channel_param");
  const SymDims dims = ctx.dims(0);
  const int64_t group = p.needed("group");
  if (dims.size() < 2) ctx.invalid("its input has no channels");
  const int64_t channels = ctx.fixed(dims[1], "the number of channels");
  if (channels % group != 0) p.fail_at("group", std::to_string(channels) + " channels do not divide by group");
  const Dim inner = product(SymDims(dims.begin() + 2, dims.end()));
  const ValueId open = ctx.reshape(ctx.bottom(0), {dims[0], Dim(group), Dim(channels / group), inner});
  ctx.top(0, ctx.reshape(ctx.transpose(open, {0, 2, 1, 3}), dims));
}

/// Of YOLOv2, with the order of elements that Darknet has: it computes as if the output were the input.
void import_reorg(LayerContext& ctx) {
  Params& p = ctx.params("reorg_param");
  const SymDims dims = ctx.dims(0);
  const int64_t s = p.needed("stride");
  const bool reverse = p.flag("reverse", false);
  if (dims.size() != 4) ctx.invalid("its input has " + std::to_string(dims.size()) + " dims", "use [N,C,H,W]");
  const int64_t c = ctx.fixed(dims[1], "the number of channels");
  if (s > 4096 || c % (s * s) != 0)
    p.fail_at("stride", std::to_string(c) + " channels do not divide by stride * stride");
  const Dim few = c / (s * s);
  const SymDims packed = {dims[0], Dim(s), Dim(s), few, dims[2], dims[3]};
  const SymDims spread = {dims[0], few, dims[2], Dim(s), dims[3], Dim(s)};
  if (reverse) {
    const ValueId y = ctx.transpose(ctx.reshape(ctx.bottom(0), packed), {0, 3, 4, 1, 5, 2});
    return ctx.top(0, ctx.reshape(y, {dims[0], few, dims[2] * Dim(s), dims[3] * Dim(s)}));
  }
  for (const size_t a : {size_t{2}, size_t{3}})
    if (dims[a].is_const() && dims[a].value() % s != 0)
      p.fail_at("stride", "the extent " + dims[a].to_string() + " does not divide by stride");
  const ValueId y = ctx.transpose(ctx.reshape(ctx.bottom(0), spread), {0, 3, 5, 1, 2, 4});
  ctx.top(0, ctx.reshape(y, {dims[0], Dim(c * s * s), floor_div(dims[2], s), floor_div(dims[3], s)}));
}

}  // namespace sinter::caffe
