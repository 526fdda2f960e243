// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Layers that move elements: [upsample], [reorg], [reorg3d], [crop].
#include "import/darknet/layer_context.h"
#include "ops/pooling.h"
#include "ops/resize.h"

namespace sinter::darknet {
namespace {

void need_multiple(const LayerContext& ctx, int64_t extent, int64_t of, const char* what) {
  if (extent % of != 0)
    ctx.unsupported(std::string("its input's ") + what + ", " + std::to_string(extent) + ", is no multiple of " +
                        std::to_string(of),
                    "choose a size of the network that is");
}

/// [C, H, W] -> [s * s * C, H / s, W / s]: the new channel (oy, ox, c) at (y, x) is channel c at (y s + oy, x s + ox).
ValueId space_to_depth(const LayerContext& ctx, ValueId x, int64_t c, int64_t h, int64_t w, int64_t s) {
  ValueId v = ctx.reshape(x, {ctx.batch(x), c, h / s, s, w / s, s});
  v = ctx.transpose(v, {0, 3, 5, 1, 2, 4});
  return ctx.as_picture(v, c * s * s, h / s, w / s);
}

/// The way back: [s * s * C, H, W] -> [C, H s, W s].
ValueId depth_to_space(const LayerContext& ctx, ValueId x, int64_t c, int64_t h, int64_t w, int64_t s) {
  ValueId v = ctx.reshape(x, {ctx.batch(x), s, s, c, h, w});
  v = ctx.transpose(v, {0, 3, 4, 1, 5, 2});
  return ctx.as_picture(v, c, h * s, w * s);
}

/// A stride below zero: sums over blocks.
ValueId downsampled(const LayerContext& ctx, ValueId x, int64_t s, double scale) {
  need_multiple(ctx, ctx.height(x), s, "height");
  need_multiple(ctx, ctx.width(x), s, "width");
  const ValueId mean = ctx.add(Pooling{.kind = PoolingKind::kAverage, .kernel = {s, s}, .strides = {s, s}}, {x});
  return ctx.scaled(mean, scale * double(s) * double(s));
}

}  // namespace

ValueId import_upsample(LayerContext& ctx) {
  const ValueId x = ctx.input();
  const int64_t stride = ctx.section().integer("stride", 2, -kMaxCfgNumber);
  const double scale = ctx.section().number("scale", 1);
  if (stride == 0) ctx.invalid("the stride is 0");
  if (stride < 0) return downsampled(ctx, x, -stride, scale);
  if (stride == 1) return ctx.scaled(x, scale);
  const SymDims dims = ctx.type_of(x).dims;
  for (size_t axis : {2, 3})
    if (dims[axis].is_const()) checked_count({dims[axis].value(), stride});
  const ValueId v = ctx.add(Resize{.mode = ResizeMode::kNearest,
                                   .coordinates = ResizeCoordinates::kAsymmetric,
                                   .rounding = ResizeRounding::kFloor,
                                   .axes = {2, 3},
                                   .scales = {double(stride), double(stride)}},
                            {x});
  return ctx.scaled(v, scale);
}

/// Darknet's first reorg reads its input as if that were [C / s^2, H s, W s], and names the result [C s^2, H / s, W /
/// s] although it wrote [C, H, W]: the memory is the same. YOLOv2 was trained with it.
ValueId import_reorg(LayerContext& ctx) {
  const Section& section = ctx.section();
  section.refuse("flatten", "such a reorg is not supported", "use a plain reorg");
  section.refuse("extra", "such a reorg is not supported", "use a plain reorg");
  const ValueId x = ctx.input();
  const int64_t s = section.integer("stride", 1, 1, 1 << 14), c = ctx.channels(x), h = ctx.height(x), w = ctx.width(x);
  need_multiple(ctx, c, s * s, "number of channels");
  if (section.flag("reverse")) return depth_to_space(ctx, x, c / (s * s), h, w, s);
  need_multiple(ctx, h, s, "height");
  need_multiple(ctx, w, s, "width");
  const ValueId v = space_to_depth(ctx, x, c / (s * s), h * s, w * s, s);
  return ctx.as_picture(v, c * s * s, h / s, w / s);
}

/// Blocks of s x s become channels.
ValueId import_reorg3d(LayerContext& ctx) {
  const Section& section = ctx.section();
  section.refuse("reverse", "Darknet's own reorg3d does not do it right", "use reorg with reverse=1");
  const ValueId x = ctx.input();
  const int64_t s = section.integer("stride", 1, 1, 1 << 14), c = ctx.channels(x), h = ctx.height(x), w = ctx.width(x);
  need_multiple(ctx, h, s, "height");
  need_multiple(ctx, w, s, "width");
  return space_to_depth(ctx, x, c, h, w, s);
}

/// The middle, and 0..1 becomes -1..1 unless noadjust is set.
ValueId import_crop(LayerContext& ctx) {
  const Section& s = ctx.section();
  ValueId v = ctx.input();
  const int64_t h = s.integer("crop_height", 1, 1), w = s.integer("crop_width", 1, 1);
  const int64_t top = (ctx.height(v) - h) / 2, left = (ctx.width(v) - w) / 2;
  if (h > ctx.height(v) || w > ctx.width(v)) ctx.invalid("it cuts out more than its input has");
  v = ctx.slice(ctx.slice(v, 2, top, top + h), 3, left, left + w);
  return s.flag("noadjust") ? v : ctx.shifted(ctx.scaled(v, 2), -1);
}

}  // namespace sinter::darknet
