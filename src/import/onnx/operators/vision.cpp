// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Sampling, regions, boxes and crops.
#include <algorithm>

#include "base/text.h"
#include "import/onnx/node_context.h"
#include "ops/col2im.h"
#include "ops/concat.h"
#include "ops/gather.h"
#include "ops/grid_sample.h"
#include "ops/matmul.h"
#include "ops/max_roi_pool.h"
#include "ops/non_max_suppression.h"
#include "ops/pad.h"
#include "ops/roi_align.h"

namespace sinter::onnx {
namespace {

/// The first `count` entries of a list attribute whose entries must be at least `least`, then the others.
std::pair<Ints, Ints> split_list(NodeContext& ctx, const char* name, size_t count, int64_t least) {
  Ints list = ctx.ints_attr(name);
  for (int64_t v : list)
    if (v < least || v > INT32_MAX) ctx.invalid(std::string(name) + " has the entry " + std::to_string(v));
  if (list.empty()) return {};
  if (list.size() < count) ctx.invalid(std::string(name) + " has " + std::to_string(list.size()) + " entries");
  const auto middle = list.begin() + ptrdiff_t(count);
  return {Ints(list.begin(), middle), Ints(middle, list.end())};
}

/// The centres of `extent` elements in [-1, 1], or with `corners` the outer ones at -1 and 1; along an axis of
/// [extents..., 1] of the given rank.
ValueId grid_axis(NodeContext& ctx, ValueId extent, bool corners, int axis, int rank) {
  const DataType f64 = DataType::kFloat64;
  const ValueId i = ctx.cast(ctx.add("Range", {ctx.int_scalar(0), extent, ctx.int_scalar(1)}), f64);
  const ValueId n = ctx.cast(extent, f64), one = ctx.scalar_like(n, 1), two = ctx.scalar_like(n, 2);
  ValueId v;
  if (corners) {  // one element lies at -1
    const ValueId steps = ctx.add("Max", {ctx.add("Sub", {n, one}), one});
    v = ctx.add("Sub", {ctx.add("Div", {ctx.add("Mul", {i, two}), steps}), one});
  } else {
    v = ctx.add("Sub", {ctx.add("Div", {ctx.add("Add", {ctx.add("Mul", {i, two}), one}), n}), one});
  }
  SymDims dims(size_t(rank), Dim(1));
  dims[size_t(axis)] = ctx.type_of(v).dims[0];
  return ctx.reshape(v, std::move(dims));
}

}  // namespace

void import_grid_sample(NodeContext& ctx) {
  std::string mode = ctx.string_attr("mode", "linear");
  if (mode == "bilinear") mode = "linear";  // opset 16
  if (mode == "bicubic") mode = "cubic";
  const std::string padding = ctx.string_attr("padding_mode", "zeros");
  const auto find = [&](const char* attribute, const std::string& word, std::span<const std::string_view> names) {
    const auto at = std::find(names.begin(), names.end(), word);
    if (at == names.end()) ctx.invalid(std::string(attribute) + " is " + quote(word));
    return at - names.begin();
  };
  GridSample op{.mode = GridMode(find("mode", mode, GridSample::kModeNames)),
                .padding = GridPadding(find("padding_mode", padding, GridSample::kPaddingNames)),
                .align_corners = ctx.bool_attr("align_corners", false)};
  if (ctx.dtype(0) != DataType::kBool) return ctx.finish(op, {ctx.in(0), ctx.in(1)});
  if (op.mode != GridMode::kNearest) ctx.unsupported("booleans are not interpolated", "use mode nearest");
  ctx.output(0, ctx.cast(ctx.add(op, {ctx.cast(ctx.in(0), DataType::kUInt8), ctx.in(1)}), DataType::kBool));
}

/// Homogeneous positions times theta[N,d,d+1]; size is [N,C,extents...].
void import_affine_grid(NodeContext& ctx) {
  const ValueId theta = ctx.in(0), size = ctx.shape_operand(1);
  const SymDims sizes = ctx.shape_values(1), t = ctx.type_of(theta).dims;
  const int dims = int(sizes.size()) - 2;
  if (dims < 1 || t.size() != 3 || !(t[1] == Dim(dims)) || !(t[2] == Dim(dims + 1)))
    ctx.invalid("theta " + to_string(ctx.type_of(theta)) + " does not fit a size of " + std::to_string(sizes.size()) +
                " entries");
  const bool corners = ctx.bool_attr("align_corners", false);
  SymDims extents(sizes.begin() + 2, sizes.end());
  extents.push_back(1);
  std::vector<ValueId> parts;
  for (int d = dims - 1; d >= 0; --d) {  // the last spatial dim comes first
    const ValueId extent = ctx.add(Gather{.axis = 0}, {size, ctx.int_scalar(d + 2)});
    parts.push_back(ctx.expand(grid_axis(ctx, extent, corners, d, dims + 1), extents));
  }
  const ValueId ones = ctx.constant_value(Weights::scalar(DataType::kFloat64, 1));
  parts.push_back(ctx.expand(ones, extents));
  ValueId base = ctx.add(Concat{.axis = dims}, std::move(parts));
  base = ctx.cast(base, ctx.type_of(theta).dtype);
  const Dim places = product(SymDims(extents.begin(), extents.end() - 1));
  base = ctx.reshape(base, {places, Dim(dims + 1)});
  const ValueId grid = ctx.add(MatMul{.transpose_b = true}, {base, theta});
  extents.back() = dims;
  extents.insert(extents.begin(), t[0]);
  ctx.output(0, ctx.reshape(grid, std::move(extents)));
}

void import_roi_align(NodeContext& ctx) {
  const std::string mode = ctx.string_attr("mode", "avg");
  if (mode != "avg" && mode != "max") ctx.invalid("mode is " + quote(mode), "use avg or max");
  const std::string coordinates =
      ctx.string_attr("coordinate_transformation_mode", ctx.opset() < 16 ? "output_half_pixel" : "half_pixel");
  if (coordinates != "half_pixel" && coordinates != "output_half_pixel")
    ctx.invalid("coordinate_transformation_mode is " + quote(coordinates), "use half_pixel or output_half_pixel");
  ctx.finish(RoiAlign{.kind = mode == "max" ? RoiAlignKind::kMax : RoiAlignKind::kAverage,
                      .height = ctx.int_attr("output_height", 1),
                      .width = ctx.int_attr("output_width", 1),
                      .sampling = ctx.int_attr("sampling_ratio", 0),
                      .scale = ctx.float_attr("spatial_scale", 1.0),
                      .half_pixel = coordinates == "half_pixel"},
             {ctx.in(0), ctx.in(1), ctx.in(2)});
}

void import_max_roi_pool(NodeContext& ctx) {
  const Ints shape = ctx.ints_attr("pooled_shape");
  if (shape.size() != 2) ctx.invalid("pooled_shape has " + std::to_string(shape.size()) + " entries, 2 expected");
  ctx.finish(MaxRoiPool{.height = shape[0], .width = shape[1], .scale = ctx.float_attr("spatial_scale", 1.0)},
             {ctx.in(0), ctx.in(1)});
}

void import_col2im(NodeContext& ctx) {
  Col2Im op{.image = ctx.shape_values(1), .block = ctx.shape_values(2)};
  const size_t n = op.image.size();
  op.strides = split_list(ctx, "strides", n, 1).first;
  op.dilations = split_list(ctx, "dilations", n, 1).first;
  std::tie(op.pads_begin, op.pads_end) = split_list(ctx, "pads", n, 0);
  ctx.finish(std::move(op), {ctx.in(0)});
}

/// Pads or crops each axis on both sides; what is odd goes to the end.
void import_center_crop_pad(NodeContext& ctx) {
  const int rank = ctx.rank(0);
  Ints axes = ctx.ints_attr("axes");
  if (axes.empty())
    for (int a = 0; a < rank; ++a) axes.push_back(a);
  axes = ctx.axes_of(axes, rank);
  // Models leave the length of the shape open, but there is one entry per axis.
  const bool open = !ctx.host_value(1) && ctx.rank(1) == 1 && !ctx.type(1).is_static();
  const SymDims wanted =
      open ? ctx.shape_values_of(ctx.reshape(ctx.in(1), {int64_t(axes.size())})) : ctx.shape_values(1);
  if (wanted.size() != axes.size())
    ctx.invalid("the shape has " + std::to_string(wanted.size()) + " entries for " + std::to_string(axes.size()) +
                " axes");
  SymDims dims = ctx.type(0).dims, begin(size_t(rank), Dim(0)), end = begin;
  for (size_t k = 0; k < axes.size(); ++k) {
    const auto a = size_t(axes[k]);
    const Dim more = wanted[k] - dims[a];
    const auto positive = [](const Dim& d) { return d.is_const() ? Dim(std::max<int64_t>(0, d.value())) : max(d, 0); };
    begin[a] = floor_div(positive(more), 2) - floor_div(positive(Dim(0) - more), 2);
    end[a] = more - begin[a];
    dims[a] = wanted[k];
  }
  ctx.output(0, ctx.reshape(ctx.add(Pad{.begin = std::move(begin), .end = std::move(end)}, {ctx.in(0)}), dims));
}

void import_non_max_suppression(NodeContext& ctx) {
  const int64_t center = ctx.int_attr("center_point_box", 0);
  if (center != 0 && center != 1) ctx.invalid("center_point_box is " + std::to_string(center), "use 0 or 1");
  std::vector<ValueId> inputs;
  for (int i = 0; i < ctx.num_inputs(); ++i) {
    const bool empty = i >= 2 && ctx.has(i) && product(ctx.type(i).dims) == Dim(0);
    inputs.push_back(empty ? kNoValue : ctx.optional_in(i));
  }
  while (inputs.back() == kNoValue) inputs.pop_back();
  ctx.finish(NonMaxSuppression{.center_point_box = center == 1}, std::move(inputs));
}

}  // namespace sinter::onnx
