// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Operators on pictures [batch, height, width, channels].
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "import/tensorflow/operators/layout.h"
#include "ops/concat.h"
#include "ops/gather.h"
#include "ops/image_decoder.h"
#include "ops/matmul.h"
#include "ops/pad.h"
#include "ops/reduce.h"
#include "ops/resize.h"
#include "ops/slice.h"

namespace sinter::tensorflow {
namespace {

ResizeCoordinates resize_coordinates(bool align_corners, bool half_pixel) {
  if (align_corners) return ResizeCoordinates::kAlignCorners;
  return half_pixel ? ResizeCoordinates::kHalfPixel : ResizeCoordinates::kAsymmetric;
}

void set_interpolation(OpContext& ctx, Resize& op) {
  const bool align = ctx.bool_attr("align_corners", false), half = ctx.bool_attr("half_pixel_centers", false);
  if (align && half) ctx.invalid("align_corners and half_pixel_centers are both set");
  op.coordinates = resize_coordinates(align, half);
  if (ctx.op() == "ResizeNearestNeighbor") {
    op.mode = ResizeMode::kNearest;
    if (half) op.coordinates = ResizeCoordinates::kTfHalfPixelForNn;
    op.rounding = align ? ResizeRounding::kPreferCeil : ResizeRounding::kFloor;
  } else if (ctx.op() == "ResizeBicubic") {
    op.mode = ResizeMode::kCubic;
    op.cubic_a = half ? -0.5 : -0.75;  // Keys' with half pixels; without, OpenCV's
    op.exclude_outside = half;
  } else {
    op.mode = ResizeMode::kLinear;
  }
}

}  // namespace

namespace {

/// What bicubic interpolation takes along an axis: four elements and their weights for each of the result's.
struct CubicTaps {
  Ints index[4];
  std::vector<double> weight[4];
};

/// TensorFlow looks the weights up in a table of 1024 steps between two elements, all in f32.
class CubicTable {
 public:
  explicit CubicTable(float a) {
    for (int i = 0; i <= kSteps; ++i) {
      float x = float(i) / float(kSteps);
      near_.push_back(((a + 2) * x - (a + 3)) * x * x + 1);
      x += 1;
      far_.push_back(((a * x - 5 * a) * x + 8 * a) * x - 4 * a);
    }
  }
  float weight(int tap, int64_t step) const {
    const auto at = size_t(tap < 2 ? step : kSteps - step);
    return tap == 0 || tap == 3 ? far_[at] : near_[at];
  }
  static constexpr int kSteps = 1024;

 private:
  std::vector<float> near_, far_;
};

CubicTaps cubic_taps(int64_t in, int64_t out, bool align, bool half) {
  const CubicTable table(half ? -0.5f : -0.75f);
  const float scale = align && out > 1 ? float(in - 1) / float(out - 1) : float(in) / float(out);
  CubicTaps taps;
  for (int64_t i = 0; i < out; ++i) {
    const float at = half ? (float(i) + 0.5f) * scale - 0.5f : float(i) * scale;
    const auto base = int64_t(std::floor(at));
    const int64_t step = std::lrint((at - float(base)) * float(CubicTable::kSteps));
    float w[4], sum = 0;
    for (int t = 0; t < 4; ++t) {
      const int64_t wanted = base - 1 + t, index = std::clamp<int64_t>(wanted, 0, in - 1);
      w[t] = half && index != wanted ? 0 : table.weight(t, step);
      sum += w[t];
      taps.index[t].push_back(index);
    }
    // With half pixels what lies outside counts nothing, and the others share its weight.
    for (int t = 0; t < 4; ++t) taps.weight[t].push_back(half && std::abs(sum) > 1e-30f ? w[t] / sum : w[t]);
  }
  return taps;
}

ValueId cubic_along(OpContext& ctx, ValueId x, int64_t axis, const CubicTaps& taps) {
  const auto count = int64_t(taps.index[0].size());
  Dims dims(size_t(ctx.rank_of(x) - axis), 1);
  dims[0] = count;
  ValueId sum = kNoValue;
  for (int t = 0; t < 4; ++t) {
    const ValueId index = ctx.constant_value(Weights::of_ints(DataType::kInt64, {count}, taps.index[t]));
    const ValueId weight = ctx.constant_value(Weights::of_doubles(DataType::kFloat32, dims, taps.weight[t]));
    const ValueId part = ctx.add("Mul", {ctx.add(Gather{.axis = axis}, {x, index}), weight});
    sum = sum == kNoValue ? part : ctx.add("Add", {sum, part});
  }
  return sum;
}

/// True if it was done: the extents must be known, else Resize comes near enough (1e-3).
bool resize_by_table(OpContext& ctx) {
  constexpr int64_t kMaxExtent = 65536;
  const SymDims dims = ctx.type(0).dims;
  const auto size = ctx.const_ints(1);
  if (dims.size() != 4 || !size || size->size() != 2) return false;
  const bool align = ctx.bool_attr("align_corners", false), half = ctx.bool_attr("half_pixel_centers", false);
  ValueId x = ctx.cast(ctx.in(0), DataType::kFloat32);
  for (size_t k = 0; k < 2; ++k) {
    const Dim& d = dims[2 - k];
    const int64_t out = (*size)[1 - k];
    if (!d.is_const() || d.value() < 1 || d.value() > kMaxExtent || out < 1 || out > kMaxExtent) return false;
    x = cubic_along(ctx, x, int64_t(2 - k), cubic_taps(d.value(), out, align, half));
  }
  ctx.output(0, x);
  return true;
}

}  // namespace

/// ResizeBilinear, ResizeNearestNeighbor, ResizeBicubic: inputs pictures, [height, width].
void import_resize(OpContext& ctx) {
  if (ctx.op() == "ResizeBicubic" && resize_by_table(ctx)) return;
  const Layout layout = Layout::channels_last(2);
  ValueId x = layout.to_ours(ctx, ctx.in(0));
  Resize op;
  set_interpolation(ctx, op);
  if (op.mode != ResizeMode::kNearest) x = ctx.cast(x, DataType::kFloat32);
  op.axes = {2, 3};
  op.sizes = ctx.shape_values(1);
  if (op.sizes.size() != 2) ctx.invalid("the size has " + std::to_string(op.sizes.size()) + " elements, 2 expected");
  const SymDims dims = ctx.type_of(x).dims;
  const bool same = dims[2] == op.sizes[0] && dims[3] == op.sizes[1];
  ctx.output(0, layout.from_ours(ctx, same ? x : ctx.add(std::move(op), {x})));
}

namespace {

/// [out, in]: how much of each element lies in each of the result's, whose weights sum to 1.
ValueId area_matrix(OpContext& ctx, int64_t in, int64_t out, bool align) {
  const float scale = align && out > 1 ? float(in - 1) / float(out - 1) : float(in) / float(out);
  std::vector<double> m(size_t(in * out), 0.0);
  for (int64_t i = 0; i < out; ++i) {
    const float from = float(i) * scale, to = float(i + 1) * scale;
    for (auto v = int64_t(std::floor(from)); v < int64_t(std::ceil(to)); ++v) {
      const float begin = std::max(from, float(v)), end = std::min(to, float(v + 1));
      m[size_t(i * in + std::clamp<int64_t>(v, 0, in - 1))] += double(end - begin) / double(scale);
    }
  }
  return ctx.constant_value(Weights::of_doubles(DataType::kFloat32, {out, in}, m));
}

}  // namespace

/// Means over areas: a product with a matrix for each axis.
void import_resize_area(OpContext& ctx) {
  constexpr int64_t kMaxAreaMatrix = int64_t{1} << 24;
  const SymDims d = ctx.type(0).dims;
  const Ints size = ctx.need_ints(1, "the size");
  if (d.size() != 4 || size.size() != 2) ctx.invalid("the pictures have not rank 4, or the size not 2 elements");
  const bool align = ctx.bool_attr("align_corners", false);
  for (size_t i = 0; i < 2; ++i) {
    if (!d[1 + i].is_const())
      ctx.unsupported("the pictures' size is computed by the run", "give the input a fixed shape");
    const int64_t in = d[1 + i].value(), out = size[i];
    if (in < 1 || out < 1 || in > kMaxAreaMatrix || out > kMaxAreaMatrix / in)
      ctx.unsupported("a picture is resized from " + std::to_string(in) + " to " + std::to_string(out) + " elements");
  }
  const ValueId rows = ctx.reshape(ctx.cast(ctx.in(0), DataType::kFloat32), {d[0], d[1], d[2] * d[3]});
  const ValueId tall = ctx.add(MatMul{}, {area_matrix(ctx, d[1].value(), size[0], align), rows});
  const ValueId columns = ctx.reshape(tall, {d[0], Dim(size[0]), d[2], d[3]});
  ctx.finish(MatMul{}, {area_matrix(ctx, d[2].value(), size[1], align), columns});
}

namespace {

/// What an axis of CropAndResize samples: neighbours, the weight of the second, and whether it lies inside.
struct CropAxis {
  ValueId low, high, weight, inside;
};

/// Column c of boxes [n, 4] as [n, 1].
ValueId box_column(OpContext& ctx, ValueId boxes, int64_t c) {
  return ctx.add(Slice{.axes = {1}, .starts = {c}, .ends = {c + 1}, .steps = {1}}, {boxes});
}

/// Positions start .. end of an axis of extent n, as many as `count`; one position is the middle. Each [boxes, count].
CropAxis crop_axis(OpContext& ctx, ValueId start, ValueId end, ValueId image, int axis, const Dim& count,
                   bool nearest) {
  const DataType f32 = DataType::kFloat32;
  const ValueId last = ctx.add("Sub", {ctx.cast(ctx.extent(image, axis), f32), ctx.scalar_like(start, 1)});
  ValueId at = kNoValue;
  if (count == Dim(1)) {
    const ValueId middle = ctx.add("Mul", {ctx.add("Add", {start, end}), ctx.scalar_like(start, 0.5)});
    at = ctx.add("Mul", {middle, last});
  } else {
    if (!count.is_const()) ctx.unsupported("the size of the crops is computed by the run", "make it a constant");
    std::vector<double> steps;
    for (int64_t i = 0; i < count.value(); ++i) steps.push_back(double(i));
    const ValueId i = ctx.constant_value(Weights::of_doubles(f32, {1, count.value()}, steps));
    const ValueId span = ctx.add("Mul", {ctx.add("Sub", {end, start}), last});
    const ValueId step = ctx.add("Div", {span, ctx.scalar_like(start, double(count.value() - 1))});
    at = ctx.add("Add", {ctx.add("Mul", {start, last}), ctx.add("Mul", {i, step})});
  }
  const ValueId zero = ctx.scalar_like(at, 0);
  CropAxis out;
  out.inside = ctx.add("And", {ctx.add("GreaterOrEqual", {at, zero}), ctx.add("LessOrEqual", {at, last})});
  const ValueId safe = ctx.add("Min", {ctx.add("Max", {at, zero}), last});
  // The nearest one: halves away from zero.
  const ValueId low = ctx.add("Floor", {nearest ? ctx.add("Add", {safe, ctx.scalar_like(at, 0.5)}) : safe});
  out.low = ctx.cast(low, DataType::kInt64);
  out.high = nearest ? out.low : ctx.cast(ctx.add("Ceil", {safe}), DataType::kInt64);
  out.weight = nearest ? kNoValue : ctx.add("Sub", {safe, low});
  return out;
}

ValueId lerp(OpContext& ctx, ValueId a, ValueId b, ValueId weight) {
  return ctx.add("Add", {a, ctx.add("Mul", {ctx.add("Sub", {b, a}), weight})});
}

}  // namespace

/// Inputs pictures, boxes [n, 4] (y1, x1, y2, x2 in parts of the extent less one), their pictures [n], size [2].
void import_crop_and_resize(OpContext& ctx) {
  const ValueId image = ctx.in(0);
  if (ctx.rank_of(image) != 4) ctx.invalid("the pictures have rank " + std::to_string(ctx.rank_of(image)));
  const std::string method = ctx.string_attr("method", "bilinear");
  if (method != "bilinear" && method != "nearest") ctx.invalid("method is " + quote(method));
  const bool nearest = method == "nearest";
  const ValueId boxes = ctx.cast(ctx.in(1), DataType::kFloat32);
  const Dim count = ctx.dim_of(boxes, 0);
  const SymDims size = ctx.shape_values(3), dims = ctx.type_of(image).dims;
  if (size.size() != 2) ctx.invalid("the size has " + std::to_string(size.size()) + " elements, 2 expected");
  const auto column = [&](int64_t c) { return box_column(ctx, boxes, c); };
  const CropAxis y = crop_axis(ctx, column(0), column(2), image, 1, size[0], nearest);
  const CropAxis x = crop_axis(ctx, column(1), column(3), image, 2, size[1], nearest);
  const auto rows = [&](ValueId v) { return ctx.reshape(v, {count, size[0], Dim(1)}); };
  const auto columns = [&](ValueId v) { return ctx.reshape(v, {count, Dim(1), size[1]}); };
  const ValueId flat = ctx.reshape(ctx.cast(image, DataType::kFloat32), {dims[0] * dims[1] * dims[2], dims[3]});
  const ValueId item = ctx.reshape(ctx.cast(ctx.in(2), DataType::kInt64), {count, Dim(1), Dim(1)});
  const ValueId first = ctx.add("Mul", {item, ctx.extent(image, 1)}), width = ctx.extent(image, 2);
  const auto pixels = [&](ValueId row, ValueId col) {
    const ValueId line = ctx.add("Mul", {ctx.add("Add", {first, rows(row)}), width});
    return ctx.add(Gather{.axis = 0}, {flat, ctx.add("Add", {line, columns(col)})});
  };
  ValueId out = pixels(y.low, x.low);
  if (!nearest) {
    const ValueId across = ctx.reshape(x.weight, {count, Dim(1), size[1], Dim(1)});
    const ValueId down = ctx.reshape(y.weight, {count, size[0], Dim(1), Dim(1)});
    const ValueId top = lerp(ctx, out, pixels(y.low, x.high), across);
    out = lerp(ctx, top, lerp(ctx, pixels(y.high, x.low), pixels(y.high, x.high), across), down);
  }
  const ValueId inside = ctx.add("And", {rows(y.inside), columns(x.inside)});
  const ValueId outside = ctx.scalar_like(out, ctx.float_attr("extrapolation_value", 0));
  ctx.finish("Select", {ctx.reshape(inside, {count, size[0], size[1], Dim(1)}), out, outside});
}

namespace {

/// Rows [before, behind] of a matrix of as many rows as there are blocked dims.
std::pair<SymDims, SymDims> block_edges(OpContext& ctx, int i, size_t rows) {
  SymDims all;
  if (const Weights* w = ctx.constant(i); w && is_integer(w->dtype())) {
    const Ints ints = w->to_ints();
    all.assign(ints.begin(), ints.end());
  } else {
    all = ctx.shape_values_of(ctx.reshape(ctx.in(i), {Dim(int64_t(2 * rows))}));
  }
  if (all.size() != 2 * rows) ctx.invalid("there are not two paddings or crops for each blocked dim");
  std::pair<SymDims, SymDims> out;
  for (size_t d = 0; d < rows; ++d) {
    out.first.push_back(all[2 * d]);
    out.second.push_back(all[2 * d + 1]);
  }
  return out;
}

/// Block shape: an input, or the attribute block_size of pictures.
Ints blocks_of(OpContext& ctx) {
  Ints blocks;
  if (ctx.has_attr("block_size"))
    blocks = {ctx.int_attr("block_size", 1), ctx.int_attr("block_size", 1)};
  else
    blocks = ctx.need_ints(1, "the block shape");
  for (int64_t b : blocks)
    if (b < 1 || b > (1 << 20)) ctx.invalid("a block has the extent " + std::to_string(b));
  if (ctx.rank(0) < int(blocks.size()) + 1) ctx.invalid("the input has fewer dims than blocks");
  return blocks;
}

}  // namespace

/// SpaceToBatchND (x, block shape, paddings) and SpaceToBatch (x, paddings).
void import_space_to_batch(OpContext& ctx) {
  const Ints blocks = blocks_of(ctx);
  const size_t m = blocks.size();
  ValueId x = ctx.in(0);
  const auto [before, behind] = block_edges(ctx, ctx.num_inputs() - 1, m);
  Pad pad{.begin = SymDims(size_t(ctx.rank_of(x)), Dim(0)), .end = SymDims(size_t(ctx.rank_of(x)), Dim(0))};
  bool padded = false;
  for (size_t i = 0; i < m; ++i) {
    pad.begin[1 + i] = before[i], pad.end[1 + i] = behind[i];
    padded = padded || !(before[i] == Dim(0)) || !(behind[i] == Dim(0));
  }
  if (padded) x = ctx.add(std::move(pad), {x});
  const SymDims dims = ctx.type_of(x).dims;
  SymDims split{dims[0]}, out{dims[0]};
  Ints perm;
  for (size_t i = 0; i < m; ++i) {
    const Dim rest = floor_div(dims[1 + i], blocks[i]);
    split.insert(split.end(), {rest, Dim(blocks[i])});
    out[0] = out[0] * Dim(blocks[i]);
    out.push_back(rest);
    perm.push_back(int64_t(2 + 2 * i));
  }
  perm.push_back(0);
  for (size_t i = 0; i < m; ++i) perm.push_back(int64_t(1 + 2 * i));
  for (size_t d = 1 + m; d < dims.size(); ++d) {
    perm.push_back(int64_t(split.size()));
    split.push_back(dims[d]);
    out.push_back(dims[d]);
  }
  ctx.output(0, ctx.reshape(ctx.transpose(ctx.reshape(x, split), perm), out));
}

/// BatchToSpaceND (x, block shape, crops) and BatchToSpace (x, crops).
void import_batch_to_space(OpContext& ctx) {
  const Ints blocks = blocks_of(ctx);
  const size_t m = blocks.size();
  const ValueId x = ctx.in(0);
  const SymDims dims = ctx.type_of(x).dims;
  const int64_t all = element_count(blocks);
  const Dim batch = floor_div(dims[0], all);
  SymDims split(blocks.begin(), blocks.end()), out{batch};
  split.push_back(batch);
  split.insert(split.end(), dims.begin() + 1, dims.end());
  Ints perm{int64_t(m)};
  for (size_t i = 0; i < m; ++i) {
    perm.push_back(int64_t(m + 1 + i));
    perm.push_back(int64_t(i));
    out.push_back(dims[1 + i] * Dim(blocks[i]));
  }
  for (size_t d = 1 + m; d < dims.size(); ++d) {
    perm.push_back(int64_t(m + d));
    out.push_back(dims[d]);
  }
  const ValueId whole = ctx.reshape(ctx.transpose(ctx.reshape(x, split), perm), out);
  const auto [before, behind] = block_edges(ctx, ctx.num_inputs() - 1, m);
  Slice crop;
  for (size_t i = 0; i < m; ++i) {
    if (before[i] == Dim(0) && behind[i] == Dim(0)) continue;
    crop.axes.push_back(int64_t(1 + i));
    crop.starts.push_back(before[i]);
    crop.ends.push_back(out[1 + i] - behind[i]);
    crop.steps.push_back(1);
  }
  ctx.output(0, crop.axes.empty() ? whole : ctx.add(std::move(crop), {whole}));
}

namespace {

int64_t block_size(OpContext& ctx) {
  const int64_t b = ctx.int_attr("block_size", 0);
  if (b < 1 || b > (1 << 15)) ctx.invalid("block_size is " + std::to_string(b));
  return b;
}

bool channels_are_last(OpContext& ctx) {
  if (ctx.rank(0) != 4) ctx.invalid("the input has rank " + std::to_string(ctx.rank(0)) + ", 4 expected");
  const std::string format = ctx.string_attr("data_format", "NHWC");
  if (format != "NHWC" && format != "NCHW") ctx.unsupported("data_format is " + quote(format), "use NHWC or NCHW");
  return format == "NHWC";
}

}  // namespace

void import_space_to_depth(OpContext& ctx) {
  const int64_t b = block_size(ctx);
  const bool last = channels_are_last(ctx);
  const ValueId x = ctx.in(0);
  const SymDims d = ctx.type_of(x).dims;
  if (last) {
    const Dim h = floor_div(d[1], b), w = floor_div(d[2], b);
    const ValueId split = ctx.reshape(x, {d[0], h, b, w, b, d[3]});
    return ctx.output(0, ctx.reshape(ctx.transpose(split, {0, 1, 3, 2, 4, 5}), {d[0], h, w, d[3] * Dim(b * b)}));
  }
  const Dim h = floor_div(d[2], b), w = floor_div(d[3], b);
  const ValueId split = ctx.reshape(x, {d[0], d[1], h, b, w, b});
  ctx.output(0, ctx.reshape(ctx.transpose(split, {0, 3, 5, 1, 2, 4}), {d[0], d[1] * Dim(b * b), h, w}));
}

void import_depth_to_space(OpContext& ctx) {
  const int64_t b = block_size(ctx);
  const bool last = channels_are_last(ctx);
  const ValueId x = ctx.in(0);
  const SymDims d = ctx.type_of(x).dims;
  if (last) {
    const Dim c = floor_div(d[3], b * b);
    const ValueId split = ctx.reshape(x, {d[0], d[1], d[2], b, b, c});
    return ctx.output(0,
                      ctx.reshape(ctx.transpose(split, {0, 1, 3, 2, 4, 5}), {d[0], d[1] * Dim(b), d[2] * Dim(b), c}));
  }
  const Dim c = floor_div(d[1], b * b);
  const ValueId split = ctx.reshape(x, {d[0], b, b, c, d[2], d[3]});
  ctx.output(0, ctx.reshape(ctx.transpose(split, {0, 3, 4, 1, 5, 2}), {d[0], c, d[2] * Dim(b), d[3] * Dim(b)}));
}

/// Windows as vectors (row, column, channel), one slice of the picture for each position in the window.
void import_extract_image_patches(OpContext& ctx) {
  constexpr int64_t kMaxPatch = 4096;
  const Layout layout = Layout::channels_last(2);
  const ValueId given = ctx.in(0), turned = layout.to_ours(ctx, given);
  const Ints kernel = layout.spatial(ctx, ctx.ints_attr("ksizes"), "ksizes");
  SpatialWindow w =
      spatial_window(ctx, layout, turned, kernel, layout.spatial(ctx, ctx.ints_attr("strides"), "strides"),
                     layout.spatial(ctx, ctx.ints_attr("rates"), "rates"));
  if (kernel[0] * kernel[1] > kMaxPatch)
    ctx.unsupported("a patch has " + std::to_string(kernel[0] * kernel[1]) + " positions", "use smaller patches");
  Pad pad{.begin = {0, w.begin[0], w.begin[1], 0}, .end = {0, w.end[0], w.end[1], 0}};
  const ValueId x = ctx.add(std::move(pad), {given});
  const SymDims dims = ctx.type_of(x).dims;
  Slice slice{.axes = {1, 2}, .starts = {0, 0}, .ends = {0, 0}, .steps = w.strides};
  std::vector<ValueId> parts;
  for (int64_t r = 0; r < kernel[0]; ++r)
    for (int64_t c = 0; c < kernel[1]; ++c) {
      const int64_t at[] = {r * w.dilations[0], c * w.dilations[1]};
      for (size_t i = 0; i < 2; ++i) {
        slice.starts[i] = at[i];
        slice.ends[i] = dims[1 + i] - Dim((kernel[i] - 1) * w.dilations[i]) + Dim(at[i]);
      }
      parts.push_back(ctx.add(slice, {x}));
    }
  ctx.output(0, parts.size() == 1 ? parts[0] : ctx.add(Concat{.axis = 3}, std::move(parts)));
}

namespace {

/// One channel as libpng makes it of three: (9797 R + 19234 G + 3737 B) / 2^15, which keeps grey as it is.
ValueId png_grey(OpContext& ctx, ValueId rgb) {
  const DataType i32 = DataType::kInt32;
  const ValueId weights = ctx.constant_value(Weights::of_ints(i32, {3}, std::vector<int64_t>{9797, 19234, 3737}));
  const ValueId weighted = ctx.add("Mul", {ctx.cast(rgb, i32), weights});
  const ValueId sum = ctx.add(Reduce{.kind = ReduceKind::kSum, .axes = {2}, .keep_dims = true}, {weighted});
  return ctx.cast(ctx.add("Div", {sum, ctx.scalar_like(sum, 32768)}), DataType::kUInt8);
}

}  // namespace

/// DecodeJpeg, DecodePng, DecodeBmp, DecodeImage: the file's bytes, as u8[n].
void import_decode_image(OpContext& ctx) {
  const int64_t channels = ctx.int_attr("channels", 0);
  if (channels != 0 && channels != 1 && channels != 3)
    ctx.unsupported("pictures of " + std::to_string(channels) + " channels are not decoded", "use 0, 1 or 3");
  const DataType dtype = ctx.type_attr("dtype", DataType::kUInt8);
  if (ctx.int_attr("ratio", 1) != 1) ctx.unsupported("the picture is scaled while it is decoded", "use ratio 1");
  if (ctx.dtype(0) != DataType::kUInt8)
    ctx.unsupported("the picture's file is no input of the network", "make the file's content an input");
  if (channels == 0) ctx.warn("the picture is decoded in colour, whatever the file has; set channels to be sure");
  const bool grey = channels == 1;
  const bool by_weights = grey && ctx.op() == "DecodePng";
  ValueId x = ctx.add(ImageDecoder{.pixel_format = grey && !by_weights ? PixelFormat::kGrayscale : PixelFormat::kRgb},
                      {ctx.in(0)});
  if (by_weights) x = png_grey(ctx, x);
  if (dtype == DataType::kUInt8) return ctx.output(0, x);
  if (dtype != DataType::kFloat32) ctx.unsupported("pictures are decoded as bytes or f32", "use uint8 or float32");
  ctx.finish("Mul", {ctx.cast(x, dtype), ctx.constant_value(Weights::scalar(dtype, 1.0 / 255.0))});
}

namespace {

ValueId channel_of(OpContext& ctx, ValueId x, int64_t c) {
  return ctx.add(Slice{.axes = {-1}, .starts = {c}, .ends = {c == 2 ? int64_t{1} << 30 : c + 1}, .steps = {1}}, {x});
}

}  // namespace

/// Hue, saturation and value in [0, 1]; the last dim are the three channels.
void import_rgb_to_hsv(OpContext& ctx) {
  const ValueId x = ctx.in(0);
  const ValueId r = channel_of(ctx, x, 0), g = channel_of(ctx, x, 1), b = channel_of(ctx, x, 2);
  const ValueId value = ctx.add("Max", {ctx.add("Max", {r, g}), b});
  const ValueId least = ctx.add("Min", {ctx.add("Min", {r, g}), b});
  const ValueId range = ctx.add("Sub", {value, least}), zero = ctx.scalar_like(x, 0);
  const ValueId one = ctx.scalar_like(x, 1);
  const ValueId gray = ctx.add("Equal", {range, zero});
  const ValueId saturation =
      ctx.add("Select", {ctx.add("Greater", {value, zero}), ctx.add("Div", {range, value}), zero});
  const ValueId sixth = ctx.add("Div", {ctx.scalar_like(x, 1.0 / 6.0), ctx.add("Select", {gray, one, range})});
  const auto side = [&](ValueId a, ValueId c, double turn) {
    return ctx.add("Add", {ctx.add("Mul", {sixth, ctx.add("Sub", {a, c})}), ctx.scalar_like(x, turn)});
  };
  ValueId hue = ctx.add("Select", {ctx.add("Equal", {g, value}), side(b, r, 2.0 / 6.0), side(r, g, 4.0 / 6.0)});
  hue = ctx.add("Select", {ctx.add("Equal", {r, value}), side(g, b, 0), hue});
  hue = ctx.add("Select", {gray, zero, hue});
  hue = ctx.add("Select", {ctx.add("Less", {hue, zero}), ctx.add("Add", {hue, one}), hue});
  ctx.output(0, ctx.add(Concat{.axis = ctx.rank_of(x) - 1}, {hue, saturation, value}));
}

/// Each channel: hsv to rgb = v - v * s * max(0, min(k, 4 - k, 1)) with k = (n + 6 h) mod 6, n = 5, 3, 1.
void import_hsv_to_rgb(OpContext& ctx) {
  const ValueId x = ctx.in(0);
  const ValueId h = channel_of(ctx, x, 0), s = channel_of(ctx, x, 1), v = channel_of(ctx, x, 2);
  const ValueId chroma = ctx.add("Mul", {v, s}), turns = ctx.add("Mul", {h, ctx.scalar_like(x, 6)});
  const ValueId six = ctx.scalar_like(x, 6), one = ctx.scalar_like(x, 1), zero = ctx.scalar_like(x, 0);
  std::vector<ValueId> parts;
  for (double n : {5.0, 3.0, 1.0}) {
    const ValueId k = ctx.add("Mod", {ctx.add("Add", {turns, ctx.scalar_like(x, n)}), six});
    const ValueId down = ctx.add("Sub", {ctx.scalar_like(x, 4), k});
    const ValueId m = ctx.add("Max", {ctx.add("Min", {ctx.add("Min", {k, down}), one}), zero});
    parts.push_back(ctx.add("Sub", {v, ctx.add("Mul", {chroma, m})}));
  }
  ctx.output(0, ctx.add(Concat{.axis = ctx.rank_of(x) - 1}, std::move(parts)));
}

/// (x - mean of each channel) * factor + mean.
void import_adjust_contrast(OpContext& ctx) {
  const ValueId x = ctx.in(0);
  const int rank = ctx.rank_of(x);
  if (rank < 3) ctx.invalid("the input has rank " + std::to_string(rank) + ", at least 3 expected");
  const ValueId mean = ctx.add(Reduce{.kind = ReduceKind::kMean, .axes = {rank - 3, rank - 2}, .keep_dims = true}, {x});
  const ValueId off = ctx.add("Mul", {ctx.add("Sub", {x, mean}), ctx.reshape(ctx.in(1), {})});
  ctx.finish("Add", {off, mean});
}

}  // namespace sinter::tensorflow
