// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Contributed CropAndResize (TensorFlow's, with channels first): a grid of samples from corner to corner of each box.
// A RoiAlign with one sample per bin takes them in the middle of its bins, so its regions begin half a step before a
// box and end half a step behind it.
#include "base/text.h"
#include "import/onnx/operators/attention_parts.h"
#include "ops/concat.h"
#include "ops/roi_align.h"

namespace sinter::onnx {
namespace {

// One axis of the boxes [R,4].
struct BoxAxis {
  ValueId begin = kNoValue, end = kNoValue;  // of the regions [R,1], in elements from the middle of the first one
  ValueId inside = kNoValue;                 // bool [R,count]: the sample lies within the picture
};

/// `first`, `last`: columns of the boxes, where 0 and 1 are the middles of the first and the last of `extent` elements.
BoxAxis box_axis(NodeContext& ctx, int64_t first, int64_t last, int extent_axis, int64_t count) {
  const DataType dtype = ctx.dtype(1);
  const ValueId whole = ctx.cast(ctx.extent(ctx.in(0), extent_axis), dtype);
  const ValueId size = ctx.add("Sub", {whole, ctx.scalar_like(whole, 1)});
  const auto corner = [&](int64_t column) {
    return ctx.add("Mul", {slice_of(ctx, ctx.in(1), 1, Dim(column), Dim(column + 1)), size});
  };
  ValueId start = corner(first), step = ctx.add("Sub", {corner(last), start});
  if (count > 1) {
    step = ctx.add("Div", {step, ctx.scalar_like(step, double(count - 1))});
  } else {  // one sample, in the middle of the box
    start = ctx.add("Add", {start, ctx.add("Mul", {step, ctx.scalar_like(step, 0.5)})});
    step = ctx.add("Mul", {step, ctx.scalar_like(step, 0)});
  }
  BoxAxis axis;
  axis.begin = ctx.add("Sub", {start, ctx.add("Mul", {step, ctx.scalar_like(step, 0.5)})});
  axis.end = ctx.add("Add", {axis.begin, ctx.add("Mul", {step, ctx.scalar_like(step, double(count))})});
  const ValueId steps = ctx.add("Range", {ctx.int_scalar(0), ctx.int_scalar(count), ctx.int_scalar(1)});
  const ValueId at = ctx.add("Add", {start, ctx.add("Mul", {step, ctx.cast(steps, dtype)})});
  axis.inside = ctx.add("And", {ctx.add("GreaterOrEqual", {at, ctx.scalar_like(at, 0)}),
                                ctx.add("LessOrEqual", {at, size})});
  return axis;
}

}  // namespace

void import_crop_and_resize(NodeContext& ctx) {
  const std::string mode = ctx.string_attr("mode", "bilinear");
  if (mode != "bilinear") ctx.unsupported("mode is " + quote(mode), "use bilinear");
  const auto size = ctx.const_ints(3);
  if (!size) ctx.unsupported("crop_size is not known at build time", "make it a constant");
  if (size->size() != 2 || (*size)[0] < 1 || (*size)[1] < 1)
    ctx.invalid("crop_size is [" + join(*size, ",") + "]", "give a height and a width of at least 1");
  if (ctx.rank(0) != 4 || ctx.rank(1) != 2 || ctx.rank(2) != 1)
    ctx.invalid("picture, boxes and indices have the ranks " + std::to_string(ctx.rank(0)) + ", " +
                    std::to_string(ctx.rank(1)) + " and " + std::to_string(ctx.rank(2)),
                "give [N,C,H,W], [R,4] and [R]");
  const int64_t height = (*size)[0], width = (*size)[1];
  const BoxAxis y = box_axis(ctx, 0, 2, 2, height), x = box_axis(ctx, 1, 3, 3, width);
  const ValueId corners = ctx.add(Concat{.axis = 1}, {x.begin, y.begin, x.end, y.end});
  const ValueId regions = ctx.add("Add", {corners, ctx.scalar_like(corners, 0.5)});  // half_pixel takes it off again
  const ValueId sampled =
      ctx.add(RoiAlign{.height = height, .width = width, .sampling = 1},
              {ctx.in(0), ctx.cast(regions, ctx.dtype(0)), ctx.cast(ctx.in(2), DataType::kInt64)});
  const Dim boxes = ctx.type(1).dims[0];
  const ValueId inside = ctx.add("And", {ctx.reshape(y.inside, {boxes, Dim(1), Dim(height), Dim(1)}),
                                         ctx.reshape(x.inside, {boxes, Dim(1), Dim(1), Dim(width)})});
  ctx.finish("Select", {inside, sampled, ctx.scalar_like(sampled, ctx.float_attr("extrapolation_value", 0))});
}

}  // namespace sinter::onnx
