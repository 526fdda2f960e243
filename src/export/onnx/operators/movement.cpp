// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Ops that give the same elements another shape, order or place.
#include <algorithm>
#include <limits>

#include "export/onnx/operators/moved.h"
#include "ops/concat.h"
#include "ops/expand.h"
#include "ops/pad.h"
#include "ops/reshape.h"
#include "ops/resize.h"
#include "ops/slice.h"
#include "ops/transpose.h"
#include "ops/trilu.h"

namespace sinter::onnx_export {

DataType movable_type(DataType type) {
  if (is_float(type) && bits_of(type) <= 8) return DataType::kFloat32;
  if (bits_of(type) < 8) return DataType::kInt8;
  return type;
}

void finish_moved(NodeWriter& ctx, std::string_view op, Values inputs, const Attributes& attributes) {
  const DataType type = ctx.dtype(0), moved = movable_type(type);
  if (moved == type) return ctx.finish(op, inputs, attributes);
  inputs[0] = ctx.cast(inputs[0], type, moved);
  ctx.finish("Cast", {ctx.add(op, inputs, attributes)}, Attributes().i("to", type_number(type)));
}

namespace {

/// The places in `longer` of dims of 1 that make it out of `shorter`; false if that is not all.
bool inserted_ones(const SymDims& shorter, const SymDims& longer, Ints& axes) {
  size_t k = 0;
  for (size_t i = 0; i < longer.size(); ++i) {
    if (longer[i] == Dim(1) && (k == shorter.size() || !(shorter[k] == Dim(1))))
      axes.push_back(int64_t(i));
    else if (k < shorter.size() && longer[i] == shorter[k])
      ++k;
    else
      return false;
  }
  return k == shorter.size() && longer.size() - shorter.size() == axes.size();
}

/// The shape operand of a Reshape to `to`: a 0 copies the dim at its place, and -1 is found where nothing else may be
/// 0.
std::string reshape_target(NodeWriter& ctx, const SymDims& from, SymDims to) {
  int open = 0;
  bool positive = true;
  size_t last = 0;
  for (size_t i = 0; i < to.size(); ++i) {
    const bool copied = !to[i].is_const() && i < from.size() && from[i] == to[i];
    if (copied) {
      positive = positive && ctx.graph().bounds(to[i]).min > 0;
      to[i] = 0;
    } else if (!to[i].is_const()) {
      ++open;
      last = i;
    }
  }
  if (open == 1 && positive) to[last] = -1;
  return ctx.dims(to);
}

}  // namespace

void write_reshape(NodeWriter& ctx) {
  const auto& op = ctx.op<Reshape>();
  if (op.dims.empty() && ctx.has(1))
    return ctx.finish("Reshape", {ctx.in(0), ctx.index_in(1)}, Attributes().i("allowzero", !op.zero_copies));
  const SymDims &from = ctx.type(0).dims, &to = ctx.out_type(0).dims;
  Ints axes;
  if (from.size() < to.size() && inserted_ones(from, to, axes))
    return ctx.finish("Unsqueeze", {ctx.in(0), ctx.ints(axes)});
  axes.clear();
  if (from.size() > to.size() && inserted_ones(to, from, axes))
    return ctx.finish("Squeeze", {ctx.in(0), ctx.ints(axes)});
  const bool empty = std::any_of(to.begin(), to.end(), [](const Dim& d) { return d == Dim(0); });
  if (empty) return ctx.finish("Reshape", {ctx.in(0), ctx.dims(to)}, Attributes().i("allowzero", 1));
  ctx.finish("Reshape", {ctx.in(0), reshape_target(ctx, from, to)});
}

void write_transpose(NodeWriter& ctx) {
  const auto& perm = ctx.op<Transpose>().perm;
  Attributes a;
  if (!perm.empty()) a.ints("perm", perm);
  ctx.finish("Transpose", {ctx.in(0)}, a);
}

void write_expand(NodeWriter& ctx) {
  const auto& op = ctx.op<Expand>();
  finish_moved(ctx, "Expand", {ctx.in(0), op.dims.empty() && ctx.has(1) ? ctx.index_in(1) : ctx.dims(op.dims)});
}

void write_concat(NodeWriter& ctx) {
  const Attributes axis = Attributes().i("axis", ctx.op<Concat>().axis);
  const DataType type = ctx.dtype(0), moved = movable_type(type);
  if (moved == type) return ctx.finish("Concat", ctx.ins(), axis);
  Values in;
  for (const auto& v : ctx.ins()) in.push_back(ctx.cast(v, type, moved));
  ctx.finish("Cast", {ctx.add("Concat", in, axis)}, Attributes().i("to", type_number(type)));
}

void write_slice(NodeWriter& ctx) {
  const auto& op = ctx.op<Slice>();
  const bool from_inputs = ctx.has(1);
  Ints axes = op.axes;
  const size_t count = from_inputs ? size_t(ctx.type(1).dims.at(0).constant().value_or(0)) : op.starts.size();
  if (axes.empty())
    for (size_t i = 0; i < count; ++i) axes.push_back(int64_t(i));
  const bool indices = ctx.has(3) || ctx.has(4);
  const std::string along = ctx.has(3) ? ctx.index_in(3) : ctx.ints(axes);
  std::string steps;
  if (ctx.has(4))
    steps = ctx.index_in(4);
  else if (!op.by.empty())
    steps = ctx.dims(op.by);
  else if (std::any_of(op.steps.begin(), op.steps.end(), [](int64_t s) { return s != 1; }))
    steps = ctx.ints(op.steps);
  const std::string starts = from_inputs ? ctx.index_in(1) : ctx.dims(op.starts);
  const std::string ends = from_inputs ? ctx.index_in(2) : ctx.dims(op.ends);
  if (count == 0 && !indices) return ctx.finish("Identity", {ctx.in(0)});
  finish_moved(ctx, "Slice", {ctx.in(0), starts, ends, along, steps});
}

void write_pad(NodeWriter& ctx) {
  const auto& op = ctx.op<Pad>();
  SymDims pads = op.begin;
  pads.insert(pads.end(), op.end.begin(), op.end.end());
  const std::string amounts = pads.empty() && ctx.has(1) ? ctx.index_in(1) : ctx.dims(pads);
  const std::string mode(Pad::kModeNames[size_t(op.mode)]);
  const std::string value = ctx.has(2) ? ctx.cast(ctx.in(2), ctx.dtype(0), movable_type(ctx.dtype(0))) : std::string();
  finish_moved(ctx, "Pad", {ctx.in(0), amounts, value}, Attributes().s("mode", mode));
}

void write_trilu(NodeWriter& ctx) {
  Values in{ctx.in(0)};
  if (ctx.has(1)) in.push_back(ctx.index_in(1));
  finish_moved(ctx, "Trilu", in, Attributes().i("upper", ctx.op<Trilu>().upper));
}

void write_refused(NodeWriter& ctx) { ctx.refuse("ONNX has no operator for " + std::string(ctx.node().op.name())); }

/// Constants are written where they are first used.
void write_constant(NodeWriter&) {}

void write_identity(NodeWriter& ctx) { ctx.finish("Identity", {ctx.in(0)}); }

namespace {

Attributes resize_attributes(const Resize& op) {
  Attributes a;
  a.s("mode", Resize::kModeNames[size_t(op.mode)])
      .s("coordinate_transformation_mode", Resize::kCoordinateNames[size_t(op.coordinates)])
      .f("cubic_coeff_a", op.cubic_a)
      .i("exclude_outside", op.exclude_outside)
      .f("extrapolation_value", op.extrapolation);
  if (op.mode == ResizeMode::kNearest) a.s("nearest_mode", Resize::kRoundingNames[size_t(op.rounding)]);
  if (op.policy != ResizePolicy::kStretch) a.s("keep_aspect_ratio_policy", Resize::kPolicyNames[size_t(op.policy)]);
  if (op.antialias) a.i("antialias", 1);
  return a;
}

/// ONNX takes scales or sizes, not both: extents that are the rounded products of scales follow from those.
bool sizes_follow_from_scales(const NodeWriter& ctx, const Resize& op) {
  for (size_t k = 0; k < op.sizes.size(); ++k) {
    const Dim& in = ctx.type(0).dims[size_t(op.axes.empty() ? int64_t(k) : op.axes[k])];
    if (!in.is_const() || !op.sizes[k].is_const()) return false;
    if (int64_t(double(in.value()) * double(float(op.scales[k]))) != op.sizes[k].value()) return false;
  }
  return true;
}

}  // namespace

void write_resize(NodeWriter& ctx) {
  const auto& op = ctx.op<Resize>();
  Attributes a = resize_attributes(op);
  if (!op.axes.empty()) a.ints("axes", op.axes);
  std::string roi, scales, sizes;
  if (ctx.has(1))
    roi = ctx.cast(ctx.in(1), ctx.dtype(1), DataType::kFloat32);
  else if (!op.region.empty())
    roi = ctx.weights(Weights::of_doubles(DataType::kFloat32, {int64_t(op.region.size())}, op.region));
  if (ctx.has(2))
    scales = ctx.cast(ctx.in(2), ctx.dtype(2), DataType::kFloat32);
  else if (!op.scales.empty())
    scales = ctx.weights(Weights::of_doubles(DataType::kFloat32, {int64_t(op.scales.size())}, op.scales));
  if (!op.sizes.empty() && scales.empty()) sizes = ctx.dims(op.sizes);
  if (!op.sizes.empty() && !op.scales.empty() && !sizes_follow_from_scales(ctx, op))
    ctx.refuse("it has both sizes and other scales, of which ONNX's Resize takes one");
  finish_moved(ctx, "Resize", {ctx.in(0), roi, scales, sizes}, a);
}

}  // namespace sinter::onnx_export
