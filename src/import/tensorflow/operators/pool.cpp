// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/pooling.h"

#include "import/tensorflow/operators/layout.h"
#include "ops/max_pool_indices.h"

namespace sinter::tensorflow {
namespace {

SpatialWindow pool_window(OpContext& ctx, const Layout& layout, ValueId x, bool from_inputs) {
  const Ints kernel = from_inputs ? ctx.need_ints(1, "the kernel") : ctx.ints_attr("ksize");
  const Ints strides = from_inputs ? ctx.need_ints(2, "the strides") : ctx.ints_attr("strides");
  const size_t spatial = size_t(layout.rank()) - 2;
  return spatial_window(ctx, layout, x, layout.spatial(ctx, kernel, "ksize"), layout.spatial(ctx, strides, "strides"),
                        Ints(spatial, 1));
}

Pooling pooling(PoolingKind kind, const SpatialWindow& w) {
  return Pooling{.kind = kind,
                 .kernel = w.kernel,
                 .strides = w.strides,
                 .dilations = w.dilations,
                 .pads_begin = SpatialWindow::ints(w.begin),
                 .pads_end = SpatialWindow::ints(w.end)};
}

void import_max_pool_nd(OpContext& ctx, int spatial, bool from_inputs) {
  const Layout layout = Layout::of(ctx, spatial);
  ValueId x = layout.to_ours(ctx, ctx.in(0));
  SpatialWindow w = pool_window(ctx, layout, x, from_inputs);
  if (!w.has_const_pads()) x = w.pad_in_front(ctx, x, ctx.constant_value(lowest_of(ctx.type_of(x).dtype)));
  ctx.output(0, layout.from_ours(ctx, ctx.add(pooling(PoolingKind::kMax, w), {x})));
}

/// The mean of what lies in the input: with pads that only the run knows, the mean with padding divided by that of
/// ones.
void import_avg_pool_nd(OpContext& ctx, int spatial) {
  const Layout layout = Layout::of(ctx, spatial);
  const ValueId given = layout.to_ours(ctx, ctx.in(0));
  SpatialWindow w = pool_window(ctx, layout, given, false);
  if (w.has_const_pads())
    return ctx.output(0, layout.from_ours(ctx, ctx.add(pooling(PoolingKind::kAverage, w), {given})));
  SymDims plane = ctx.type_of(given).dims;
  plane[0] = plane[1] = 1;
  SpatialWindow same = w;
  const ValueId x = w.pad_in_front(ctx, given, kNoValue);
  const ValueId ones = same.pad_in_front(ctx, ctx.expand(ctx.scalar_like(given, 1), plane), kNoValue);
  const ValueId y = ctx.add(
      "Div", {ctx.add(pooling(PoolingKind::kAverage, w), {x}), ctx.add(pooling(PoolingKind::kAverage, same), {ones})});
  ctx.output(0, layout.from_ours(ctx, y));
}

}  // namespace

void import_max_pool(OpContext& ctx) { import_max_pool_nd(ctx, 2, ctx.op() == "MaxPoolV2"); }
void import_max_pool3d(OpContext& ctx) { import_max_pool_nd(ctx, 3, false); }
void import_avg_pool(OpContext& ctx) { import_avg_pool_nd(ctx, 2); }
void import_avg_pool3d(OpContext& ctx) { import_avg_pool_nd(ctx, 3); }

/// The second output counts (row * width + column) * channels + channel, with include_batch_in_index behind the items
/// before; ours counts elements of [N, C, H, W].
void import_max_pool_with_argmax(OpContext& ctx) {
  const Layout layout = Layout::channels_last(2);
  const ValueId x = layout.to_ours(ctx, ctx.in(0));
  const SpatialWindow w = pool_window(ctx, layout, x, false);
  if (!w.has_const_pads())
    ctx.unsupported("SAME needs spatial dims that are known at build time", "give the input a fixed shape");
  const auto both = ctx.add_all(MaxPoolIndices{.kernel = w.kernel,
                                               .strides = w.strides,
                                               .dilations = w.dilations,
                                               .pads_begin = SpatialWindow::ints(w.begin),
                                               .pads_end = SpatialWindow::ints(w.end)},
                                {x});
  ctx.output(0, layout.from_ours(ctx, both[0]));
  const ValueId height = ctx.extent(x, 2), width = ctx.extent(x, 3), channels = ctx.extent(x, 1);
  const ValueId plane = ctx.add("Mul", {height, width}), item = ctx.add("Mul", {plane, channels});
  const ValueId in_item = ctx.add("Mod", {both[1], item});
  const ValueId at = ctx.add("Mul", {ctx.add("Mod", {in_item, plane}), channels});
  ValueId index = ctx.add("Add", {at, ctx.add("Div", {in_item, plane})});
  if (ctx.bool_attr("include_batch_in_index", false))
    index = ctx.add("Add", {index, ctx.add("Sub", {both[1], in_item})});
  const ValueId turned = layout.from_ours(ctx, index);
  ctx.output(1, ctx.cast(turned, ctx.type_attr("Targmax", DataType::kInt64)));
}

}  // namespace sinter::tensorflow
