// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Resize and Upsample of every opset. Sizes and scales that only the run knows become symbols of shape arithmetic.
#include "ops/resize.h"

#include <algorithm>
#include <numeric>

#include "base/text.h"
#include "import/onnx/node_context.h"
#include "ops/gather.h"
#include "ops/shape.h"

namespace sinter::onnx {
namespace {

/// The place of a word among the names of an enumeration's values.
template <size_t N>
int64_t one_of(NodeContext& ctx, const char* attribute, const std::string& word, const std::string_view (&names)[N]) {
  const auto* at = std::find(std::begin(names), std::end(names), word);
  if (at == std::end(names))
    ctx.invalid(std::string(attribute) + " is " + quote(word), "use one of the modes of the operator's opset");
  return at - names;
}

Resize resize_attributes(NodeContext& ctx, bool upsample) {
  Resize op;
  std::string mode = ctx.string_attr("mode", "nearest");
  if (mode == "bilinear" || mode == "trilinear") mode = "linear";
  if (mode == "bicubic") mode = "cubic";
  const bool old = upsample || ctx.opset() < 11;
  op.mode = ResizeMode(one_of(ctx, "mode", mode, Resize::kModeNames));
  op.coordinates = ResizeCoordinates(one_of(
      ctx, "coordinate_transformation_mode",
      ctx.string_attr("coordinate_transformation_mode", old ? "asymmetric" : "half_pixel"), Resize::kCoordinateNames));
  op.rounding =
      ResizeRounding(one_of(ctx, "nearest_mode", ctx.string_attr("nearest_mode", old ? "floor" : "round_prefer_floor"),
                            Resize::kRoundingNames));
  op.policy = ResizePolicy(one_of(ctx, "keep_aspect_ratio_policy",
                                  ctx.string_attr("keep_aspect_ratio_policy", "stretch"), Resize::kPolicyNames));
  op.cubic_a = ctx.float_attr("cubic_coeff_a", -0.75);
  op.extrapolation = ctx.float_attr("extrapolation_value", 0.0);
  op.exclude_outside = ctx.bool_attr("exclude_outside", false);
  op.antialias = ctx.bool_attr("antialias", false) && op.mode != ResizeMode::kNearest;
  return op;
}

/// Input i is there and has elements; exporters write an empty tensor for an omitted one.
bool given(NodeContext& ctx, int i) {
  if (!ctx.has(i)) return false;
  const SymDims dims = ctx.type(i).dims;
  return std::none_of(dims.begin(), dims.end(), [](const Dim& d) { return d == Dim(0); });
}

/// floor(extent * scale) of the resized axes, for scales that only the run knows.
SymDims computed_sizes(NodeContext& ctx, ValueId scales, const Ints& axes) {
  const ValueId extents = ctx.add(
      Gather{.axis = 0}, {ctx.add(Shape{}, {ctx.in(0)}),
                          ctx.constant_value(Weights::of_ints(DataType::kInt64, {int64_t(axes.size())}, axes))});
  const ValueId product = ctx.add("Mul", {ctx.cast(extents, DataType::kFloat64), ctx.cast(scales, DataType::kFloat64)});
  return ctx.shape_values_of(ctx.cast(ctx.add("Floor", {product}), DataType::kInt64));
}

/// The sizes; models leave the length of the vector open, but there is one entry per axis.
SymDims given_sizes(NodeContext& ctx, int i, size_t axes) {
  const bool open = !ctx.host_value(i) && ctx.rank(i) == 1 && !ctx.type(i).is_static();
  return open ? ctx.shape_values_of(ctx.reshape(ctx.in(i), {int64_t(axes)})) : ctx.shape_values(i);
}

/// The scales into the op, or into `inputs` if only the run knows them.
void set_scales(NodeContext& ctx, Resize& op, int i, std::vector<ValueId>& inputs) {
  if (const Weights* w = ctx.constant(i)) {
    op.scales = w->to_doubles();
    return;
  }
  const ValueId scales = ctx.reshape(ctx.in(i), {int64_t(op.axes.size())});
  op.sizes = computed_sizes(ctx, scales, op.axes);
  inputs.push_back(scales);
}

void drop_unchanged_axes(NodeContext& ctx, Resize& op) {
  const SymDims dims = ctx.type(0).dims;
  if (op.coordinates == ResizeCoordinates::kTfCropAndResize || op.policy != ResizePolicy::kStretch) return;
  Resize kept = op;
  kept.axes.clear(), kept.sizes.clear(), kept.scales.clear();
  for (size_t k = 0; k < op.axes.size(); ++k) {
    const bool same = op.sizes.empty() ? op.scales[k] == 1 : op.sizes[k] == dims[size_t(op.axes[k])];
    if (same) continue;
    kept.axes.push_back(op.axes[k]);
    if (!op.sizes.empty()) kept.sizes.push_back(op.sizes[k]);
    if (!op.scales.empty()) kept.scales.push_back(op.scales[k]);
  }
  op = std::move(kept);
}

}  // namespace

void import_resize(NodeContext& ctx) {
  const bool upsample = ctx.op_type() == "Upsample";
  Resize op = resize_attributes(ctx, upsample);
  const int rank = ctx.rank(0), scales_input = upsample || ctx.opset() < 11 ? 1 : 2;
  op.axes = ctx.ints_attr("axes");
  if (op.axes.empty()) {
    op.axes.resize(size_t(rank));
    std::iota(op.axes.begin(), op.axes.end(), 0);
  }
  op.axes = ctx.axes_of(op.axes, rank);
  std::vector<ValueId> inputs{ctx.in(0), kNoValue};
  if (scales_input == 2 && given(ctx, 3))
    op.sizes = given_sizes(ctx, 3, op.axes.size());
  else if (given(ctx, scales_input))
    set_scales(ctx, op, scales_input, inputs);
  else if (const auto* scales = upsample ? ctx.attr("scales") : nullptr) {
    const auto& list = scales->floats();  // opset 7
    op.scales.assign(list.begin(), list.end());
  } else if (upsample && ctx.has_attr("height_scale")) {  // opset 1
    op.scales = {1, 1, ctx.float_attr("height_scale", 1), ctx.float_attr("width_scale", 1)};
  } else {
    ctx.invalid("it has neither scales nor sizes");
  }
  if ((op.sizes.empty() ? op.scales.size() : op.sizes.size()) != op.axes.size())
    ctx.invalid("there is not one scale or size for each axis");
  if (scales_input == 2 && given(ctx, 1) && op.coordinates == ResizeCoordinates::kTfCropAndResize) {
    if (const Weights* w = ctx.constant(1))
      op.region = w->to_doubles();
    else
      inputs[1] = ctx.in(1);
  }
  if (inputs.size() == 2) drop_unchanged_axes(ctx, op);
  if (op.axes.empty()) return ctx.output(0, ctx.in(0));
  while (inputs.back() == kNoValue) inputs.pop_back();
  ctx.finish(std::move(op), std::move(inputs));
}

}  // namespace sinter::onnx
