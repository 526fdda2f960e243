// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Parts of tensors and tensors made of parts: Slice, Split, Concat, Pad, Trilu.
#include "ops/slice.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "base/text.h"
#include "import/onnx/node_context.h"
#include "import/onnx/operators/read_axes.h"
#include "ops/concat.h"
#include "ops/pad.h"
#include "ops/trilu.h"

namespace sinter::onnx {
namespace {

Ints first_axes(size_t count) {
  Ints axes(count);
  std::iota(axes.begin(), axes.end(), 0);
  return axes;
}

SymDims to_dims(const Ints& values) { return SymDims(values.begin(), values.end()); }

/// Sizes that the run reads must be none below 0 and fill the extent.
void check_read_sizes(NodeContext& ctx, const SymDims& sizes, const Dim& extent) {
  Graph& g = ctx.graph();
  Dim sum = 0;
  bool read = false;
  for (const Dim& s : sizes) {
    sum = sum + s;
    if (!g.reads_elements(s)) continue;
    read = true;
    g.add_check({DimCheck::Kind::kAtLeast, s, 0, "Split: the sizes"});
  }
  if (read) g.add_check({DimCheck::Kind::kEqual, sum, extent, "Split: the sum of the sizes and the extent"});
}

/// Extents of Split's outputs, from an attribute, an input, or evenly.
SymDims split_sizes(NodeContext& ctx, const Dim& extent) {
  const int outputs = ctx.num_outputs();
  SymDims sizes;
  if (ctx.has(1)) {
    sizes = ctx.shape_values(1);
    check_read_sizes(ctx, sizes, extent);
  } else if (ctx.has_attr("split")) {
    sizes = to_dims(ctx.ints_attr("split"));
  } else {
    const int64_t parts = ctx.int_attr("num_outputs", outputs);
    if (parts != outputs)
      ctx.invalid("num_outputs is " + std::to_string(parts) + ", but there are " + std::to_string(outputs) +
                  " outputs");
    // Before opset 18 the parts must be equal; since then the last one may be smaller.
    const Dim part = ctx.opset() < 18 ? floor_div(extent, parts) : ceil_div(extent, parts);
    sizes.assign(size_t(parts - 1), part);
    sizes.push_back(extent - part * Dim(parts - 1));
  }
  if (int(sizes.size()) != outputs)
    ctx.invalid("there are " + std::to_string(sizes.size()) + " sizes for " + std::to_string(outputs) + " outputs");
  return sizes;
}

std::pair<SymDims, SymDims> pads_of_read_axes(NodeContext& ctx, const SymDims& pads, int rank) {
  const SymDims axes = ctx.shape_values(3), none(size_t(rank), Dim(0));
  if (pads.size() != axes.size() * 2)
    ctx.invalid("there are " + std::to_string(pads.size()) + " pads for " + std::to_string(axes.size()) + " axes");
  chosen_dims(ctx, axes, rank);  // adds the checks of the axes
  const auto middle = pads.begin() + std::ptrdiff_t(axes.size());
  return {values_per_dim(ctx, axes, SymDims(pads.begin(), middle), none),
          values_per_dim(ctx, axes, SymDims(middle, pads.end()), none)};
}

/// Pads as begins and ends of all dims.
std::pair<SymDims, SymDims> dim_pads(NodeContext& ctx, int rank) {
  SymDims pads;
  if (ctx.opset() < 11)
    pads = to_dims(ctx.ints_attr(ctx.opset() < 2 ? "paddings" : "pads"));
  else
    pads = ctx.shape_values(1);
  Ints axes = first_axes(size_t(rank));
  if (ctx.has(3)) {
    const auto given = ctx.const_ints(3);
    if (!given) return pads_of_read_axes(ctx, pads, rank);
    axes = ctx.axes_of(*given, rank);
  }
  if (pads.size() != axes.size() * 2)
    ctx.invalid("there are " + std::to_string(pads.size()) + " pads for " + std::to_string(axes.size()) + " dims");
  std::pair<SymDims, SymDims> out{SymDims(size_t(rank), Dim(0)), SymDims(size_t(rank), Dim(0))};
  for (size_t i = 0; i < axes.size(); ++i) {
    out.first[size_t(axes[i])] = pads[i];
    out.second[size_t(axes[i])] = pads[i + axes.size()];
  }
  return out;
}

PadMode pad_mode(NodeContext& ctx) {
  const std::string mode = ctx.string_attr("mode", "constant");
  if (mode == "constant") return PadMode::kConstant;
  if (mode == "reflect") return PadMode::kReflect;
  if (mode == "edge") return PadMode::kEdge;
  if (mode == "wrap") return PadMode::kWrap;
  ctx.invalid("mode is " + quote(mode), "use constant, reflect, edge or wrap");
}

/// With axes that the run reads, every dim is sliced: those that no axis names, from 0 to their end.
void slice_read_axes(NodeContext& ctx, Slice& op, SymDims& steps, const SymDims& axes) {
  const SymDims x = ctx.type(0).dims;
  chosen_dims(ctx, axes, int(x.size()));  // adds the checks of the axes
  // Bounds may be as far out as 64 bits allow; products of them must not be.
  constexpr int64_t kFar = int64_t{1} << 40;
  const auto cut = [&](SymDims& v) {
    for (Dim& d : v) d = ctx.graph().define("bound", max(min(d, kFar), -kFar));
  };
  cut(op.starts);
  cut(op.ends);
  cut(steps);
  op.starts = values_per_dim(ctx, axes, op.starts, SymDims(x.size(), Dim(0)));
  op.ends = values_per_dim(ctx, axes, op.ends, x);
  steps = values_per_dim(ctx, axes, steps, SymDims(x.size(), Dim(1)));
  op.axes = first_axes(x.size());
}

}  // namespace

void import_slice(NodeContext& ctx) {
  const int rank = ctx.rank(0);
  if (ctx.opset() < 10) {
    const Ints starts = ctx.ints_attr("starts"), ends = ctx.ints_attr("ends");
    if (starts.size() != ends.size()) ctx.invalid("starts and ends differ in length");
    const Ints axes = ctx.axes_of(ctx.ints_attr("axes", first_axes(starts.size())), rank);
    if (axes.size() != starts.size()) ctx.invalid("starts and axes differ in length");
    return ctx.finish(
        Slice{.axes = axes, .starts = to_dims(starts), .ends = to_dims(ends), .steps = Ints(axes.size(), 1)},
        {ctx.in(0)});
  }
  Slice op{.starts = ctx.shape_values(1), .ends = ctx.shape_values(2)};
  const size_t count = op.starts.size();
  SymDims steps(count, Dim(1));
  if (ctx.has(4)) steps = ctx.shape_values(4);
  const SymDims axes = ctx.has(3) ? ctx.shape_values(3) : to_dims(first_axes(count));
  if (op.ends.size() != count || axes.size() != count || steps.size() != count)
    ctx.invalid("starts, ends, axes and steps differ in length");
  if (ctx.has(3) && !ctx.const_ints(3)) {
    slice_read_axes(ctx, op, steps, axes);
  } else {
    op.axes = ctx.axes_of(ctx.has(3) ? *ctx.const_ints(3) : first_axes(count), rank);
  }
  if (std::all_of(steps.begin(), steps.end(), [](const Dim& d) { return d.is_const(); }))
    for (const Dim& s : steps) op.steps.push_back(s.value());
  else
    op.by = steps;
  ctx.finish(std::move(op), {ctx.in(0)});
}

void import_split(NodeContext& ctx) {
  const int64_t axis = ctx.axis_of(ctx.int_attr("axis", 0), ctx.rank(0));
  const ValueId x = ctx.in(0);
  const SymDims sizes = split_sizes(ctx, ctx.type_of(x).dims[size_t(axis)]);
  ctx.ignore_attrs({"num_outputs"});
  Dim at = 0;
  for (size_t i = 0; i < sizes.size(); ++i) {
    const Dim end = at + sizes[i];
    if (ctx.wants(int(i)))
      ctx.output(int(i), ctx.add(Slice{.axes = {axis}, .starts = {at}, .ends = {end}, .steps = {1}}, {x}));
    at = end;
  }
}

void import_concat(NodeContext& ctx) {
  const int64_t axis = ctx.opset() < 4 ? ctx.int_attr("axis", 1) : ctx.int_attr("axis");
  if (ctx.num_inputs() == 0) ctx.invalid("it has no inputs");
  if (ctx.num_inputs() == 1) return ctx.output(0, ctx.in(0));
  ctx.finish(Concat{.axis = ctx.axis_of(axis, ctx.rank(0))}, ctx.ins());
}

void import_pad(NodeContext& ctx) {
  const ValueId x = ctx.in(0);
  Pad op;
  op.mode = pad_mode(ctx);
  ValueId value = kNoValue;
  if (ctx.opset() < 11) {
    if (const double v = ctx.float_attr("value", 0); v != 0) value = ctx.scalar_like(x, v);
  } else if (ctx.has(2)) {
    value = ctx.reshape(ctx.in(2), {});
  }
  std::tie(op.begin, op.end) = dim_pads(ctx, ctx.type_of(x).rank());
  std::vector<ValueId> inputs{x};
  if (value != kNoValue) inputs.insert(inputs.end(), {kNoValue, value});
  ctx.finish(std::move(op), std::move(inputs));
}

void import_trilu(NodeContext& ctx) { ctx.finish(Trilu{.upper = ctx.bool_attr("upper", true)}, ctx.ins()); }

}  // namespace sinter::onnx
