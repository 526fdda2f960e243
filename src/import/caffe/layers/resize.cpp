// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Upsample (YOLO's and SegNet's), Interp, ROIPooling.
#include "ops/resize.h"

#include "import/caffe/layer_context.h"
#include "ops/max_roi_pool.h"
#include "ops/scatter_elements.h"
#include "ops/slice.h"

namespace sinter::caffe {
namespace {

void check_planes(LayerContext& ctx) {
  if (ctx.rank(0) != 4) ctx.invalid("its input has " + std::to_string(ctx.rank(0)) + " dims", "use [N,C,H,W]");
}

/// The wanted extents: upsample_h and _w, or a scale less the padding that is cut off.
SymDims upsampled(LayerContext& ctx, Params& p) {
  const SymDims dims = ctx.dims(0);
  const int64_t scale = p.integer("scale", p.integer("stride", 2));
  SymDims out;
  for (const bool height : {true, false}) {
    const std::string_view extent = height ? "upsample_h" : "upsample_w";
    const int64_t factor = p.integer(height ? "scale_h" : "scale_w", scale);
    const int64_t cut = p.flag(height ? "pad_out_h" : "pad_out_w", false) ? 1 : 0;
    if (factor < 1 || factor > 4096) p.fail_at("scale", "the scale is " + std::to_string(factor));
    out.push_back(p.has(extent) ? Dim(p.needed(extent)) : dims[height ? 2 : 3] * Dim(factor) - Dim(cut));
  }
  return out;
}

/// Each element goes where the mask of a max pooling says; all else is 0.
void unpool(LayerContext& ctx, const SymDims& size) {
  const SymDims dims = ctx.dims(0);
  const ValueId x = ctx.reshape(ctx.bottom(0), {dims[0], dims[1], dims[2] * dims[3]});
  const ValueId at = ctx.reshape(ctx.cast(ctx.bottom(1), DataType::kInt64), ctx.type_of(x).dims);
  const ValueId zeros = ctx.expand(ctx.scalar_like(x, 0), {dims[0], dims[1], size[0] * size[1]});
  const ValueId y = ctx.add(ScatterElements{.axis = 2}, {zeros, at, x});
  ctx.top(0, ctx.reshape(y, {dims[0], dims[1], size[0], size[1]}));
}

/// A negative padding of Interp cuts rows and columns off.
ValueId cropped(LayerContext& ctx, ValueId x, int64_t begin, int64_t end) {
  if (begin == 0 && end == 0) return x;
  const SymDims dims = ctx.type_of(x).dims;
  return ctx.add(
      Slice{.axes = {2, 3}, .starts = {Dim(-begin), Dim(-begin)}, .ends = {dims[2] + Dim(end), dims[3] + Dim(end)}},
      {x});
}

Dim interpolated(Params& p, const Dim& in) {
  const int64_t shrink = p.integer("shrink_factor", 1), zoom = p.integer("zoom_factor", 1);
  if (shrink < 1 || zoom < 1 || shrink > 4096 || zoom > 4096)
    p.fail_at("zoom_factor", "a factor is not between 1 and 4096");
  const Dim small = floor_div(in - Dim(1), shrink) + Dim(1);
  return small + (small - Dim(1)) * Dim(zoom - 1);
}

}  // namespace

void import_upsample(LayerContext& ctx) {
  check_planes(ctx);
  ctx.expect_bottoms(1, 2);
  const SymDims size = upsampled(ctx, ctx.params("upsample_param"));
  if (ctx.num_bottoms() == 2) return unpool(ctx, size);
  ctx.finish(Resize{.mode = ResizeMode::kNearest,
                    .coordinates = ResizeCoordinates::kAsymmetric,
                    .rounding = ResizeRounding::kFloor,
                    .axes = {2, 3},
                    .sizes = size},
             {ctx.bottom(0)});
}

/// DeepLab's bilinear interpolation, corners on corners.
void import_interp(LayerContext& ctx) {
  check_planes(ctx);
  Params& p = ctx.params("interp_param");
  const int64_t begin = p.integer("pad_beg", 0), end = p.integer("pad_end", 0);
  if (begin > 0 || end > 0) p.fail_at("pad_beg", "pad_beg and pad_end may only cut", "use numbers up to 0");
  const ValueId x = cropped(ctx, ctx.bottom(0), begin, end);
  const SymDims dims = ctx.type_of(x).dims;
  SymDims size;
  if (ctx.num_bottoms() > 1) {
    const SymDims like = ctx.dims(1);
    if (like.size() != 4) ctx.invalid("its second input has " + std::to_string(like.size()) + " dims");
    size = {like[2], like[3]};
  } else if (p.has("height") || p.has("width")) {
    size = {Dim(p.needed("height")), Dim(p.needed("width"))};
  } else {
    size = {interpolated(p, dims[2]), interpolated(p, dims[3])};
  }
  ctx.finish(Resize{.mode = ResizeMode::kLinear,
                    .coordinates = ResizeCoordinates::kAlignCorners,
                    .axes = {2, 3},
                    .sizes = std::move(size)},
             {x});
}

void import_roi_pooling(LayerContext& ctx) {
  check_planes(ctx);
  ctx.expect_bottoms(2, 2);
  Params& p = ctx.params("roi_pooling_param");
  const SymDims rois = ctx.dims(1);
  if (rois.size() < 2) ctx.invalid("its regions have the shape " + to_string(rois), "use [R,5]");
  const ValueId rows = ctx.reshape(ctx.bottom(1), {rois[0], product(SymDims(rois.begin() + 1, rois.end()))});
  ctx.finish(
      MaxRoiPool{.height = p.needed("pooled_h"), .width = p.needed("pooled_w"), .scale = p.real("spatial_scale", 1)},
      {ctx.bottom(0), rows});
}

}  // namespace sinter::caffe
