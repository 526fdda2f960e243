// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Operators that few graphs have, put together from others: QuantizeAndDequantize, Dilation2D.
#include <algorithm>
#include <cmath>
#include <limits>

#include "import/tensorflow/op_context.h"
#include "ops/clip.h"
#include "ops/pad.h"
#include "ops/slice.h"

namespace sinter::tensorflow {
namespace {

constexpr int64_t kLargestRareExtent = 65536;

/// Dims of a value [n, height, width, c] whose height and width are known.
SymDims known_picture(OpContext& ctx, ValueId x) {
  const SymDims dims = ctx.type_of(x).dims;
  if (dims.size() != 4) ctx.invalid("the picture has " + std::to_string(dims.size()) + " dims, 4 expected");
  for (size_t k : {size_t(1), size_t(2)})
    if (!dims[k].is_const() || dims[k].value() < 1 || dims[k].value() > kLargestRareExtent)
      ctx.unsupported("it needs spatial dims that are known at build time", "give the input a fixed shape");
  return dims;
}

}  // namespace

/// round(clip(x) * scale) / scale for a range that is given; the scale is that of the side that needs the larger step.
void import_quantize_and_dequantize(OpContext& ctx) {
  if (!ctx.bool_attr("range_given", ctx.op() == "QuantizeAndDequantizeV3"))
    ctx.unsupported("the range is that of the values", "give the range (range_given)");
  if (ctx.int_attr("axis", -1) != -1) ctx.unsupported("each channel has a range", "use one range");
  const int64_t bits = ctx.op() == "QuantizeAndDequantizeV3" ? ctx.need_int(3, "the number of bits")
                                                             : ctx.int_attr("num_bits", 8);
  if (bits < 2 || bits > 24) ctx.invalid("num_bits is " + std::to_string(bits));
  const bool is_signed = ctx.bool_attr("signed_input", true), narrow = ctx.bool_attr("narrow_range", false);
  const auto low = float(is_signed ? -(int64_t(1) << (bits - 1)) + (narrow ? 1 : 0) : narrow ? 1 : 0);
  const auto high = float((int64_t(1) << (is_signed ? bits - 1 : bits)) - 1);
  float min = float(ctx.need_scalar(1, "the least value")), max = float(ctx.need_scalar(2, "the largest value"));
  constexpr float kNone = std::numeric_limits<float>::max();
  const float by_min = low * min > 0 ? low / min : kNone, by_max = high * max > 0 ? high / max : kNone;
  if (by_min == kNone && by_max == kNone) ctx.invalid("the range is empty");
  const bool at_min = by_min < by_max;
  const float scale = at_min ? by_min : by_max, step = at_min ? min / low : max / high;
  if (at_min) max = high * step;
  else min = low * step;
  const ValueId x = ctx.add(Clip{.min = double(min), .max = double(max)}, {ctx.in(0)});
  const ValueId scaled = ctx.add("Mul", {x, ctx.scalar_like(x, scale)});
  const bool half_up = ctx.string_attr("round_mode", "HALF_TO_EVEN") == "HALF_UP";
  const ValueId whole = half_up ? ctx.add("Floor", {ctx.add("Add", {scaled, ctx.scalar_like(x, 0.5)})})
                                : ctx.add("Round", {scaled});
  ctx.finish("Mul", {whole, ctx.scalar_like(x, step)});
}

/// The largest of x + filter over a window; inputs x[n, height, width, c], filter[h, w, c].
void import_dilation(OpContext& ctx) {
  ValueId x = ctx.in(0);
  const ValueId filter = ctx.in(1);
  const SymDims d = known_picture(ctx, x), f = ctx.type_of(filter).dims;
  const Ints strides = ctx.ints_attr("strides"), rates = ctx.ints_attr("rates");
  if (f.size() != 3 || !f[0].is_const() || !f[1].is_const() || strides.size() != 4 || rates.size() != 4)
    ctx.invalid("its filter, strides or rates have the wrong number of elements");
  const bool same = ctx.string_attr("padding", "") == "SAME";
  Pad pad{.begin = SymDims(4, Dim(0)), .end = SymDims(4, Dim(0))};
  int64_t out[2], taps[2];
  for (size_t k = 0; k < 2; ++k) {
    const int64_t in = d[k + 1].value(), stride = strides[k + 1], rate = rates[k + 1];
    taps[k] = f[k].value();
    if (stride < 1 || rate < 1 || taps[k] < 1 || taps[k] > 64 || stride > kLargestRareExtent || rate > kLargestRareExtent)
      ctx.invalid("its filter, strides or rates are out of range");
    const int64_t extent = (taps[k] - 1) * rate + 1;
    out[k] = same ? (in + stride - 1) / stride : (in - extent) / stride + 1;
    if (!same && in < extent) ctx.invalid("the window is larger than the picture");
    const int64_t more = same ? std::max<int64_t>((out[k] - 1) * stride + extent - in, 0) : 0;
    pad.begin[k + 1] = Dim(more / 2), pad.end[k + 1] = Dim(more - more / 2);
  }
  const ValueId none = ctx.scalar_like(x, -std::numeric_limits<double>::infinity());
  x = ctx.add(pad, {x, kNoValue, none});
  ValueId best = kNoValue;
  for (int64_t i = 0; i < taps[0]; ++i)
    for (int64_t j = 0; j < taps[1]; ++j) {
      const int64_t top = i * rates[1], left = j * rates[2];
      const Slice window{.axes = {1, 2},
                         .starts = {Dim(top), Dim(left)},
                         .ends = {Dim(top + (out[0] - 1) * strides[1] + 1), Dim(left + (out[1] - 1) * strides[2] + 1)},
                         .steps = {strides[1], strides[2]}};
      const Slice tap{.axes = {0, 1}, .starts = {Dim(i), Dim(j)}, .ends = {Dim(i + 1), Dim(j + 1)}, .steps = {1, 1}};
      const ValueId added = ctx.reshape(ctx.add(tap, {filter}), {f[2]});
      const ValueId sum = ctx.add("Add", {ctx.add(window, {x}), added});
      best = best == kNoValue ? sum : ctx.add("Max", {best, sum});
    }
  ctx.output(0, best);
}

}  // namespace sinter::tensorflow
