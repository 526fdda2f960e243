// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Parts of tensors and tensors made of parts: Slice, Split, Concat, Pad, Trilu.
#include "ops/slice.h"

#include <numeric>

#include "base/text.h"
#include "import/onnx/node_context.h"
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

/// Extents of Split's outputs, from an attribute, an input, or evenly.
SymDims split_sizes(NodeContext& ctx, const Dim& extent) {
  const int outputs = ctx.num_outputs();
  SymDims sizes;
  if (ctx.has(1)) {
    const HostValue given = ctx.host_value(1);
    if (!given) ctx.unsupported("the sizes are not known at build time", "make them a constant");
    sizes = *given;
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

/// Pads as begins and ends of all dims; nullopt if they are known only at run time.
std::optional<std::pair<SymDims, SymDims>> known_pads(NodeContext& ctx, int rank) {
  HostValue pads;
  if (ctx.opset() < 11)
    pads = to_dims(ctx.ints_attr(ctx.opset() < 2 ? "paddings" : "pads"));
  else
    pads = ctx.host_value(1);
  Ints axes = first_axes(size_t(rank));
  if (ctx.has(3)) {
    const auto given = ctx.const_ints(3);
    if (!given) ctx.unsupported("the axes are not known at build time", "make them a constant");
    axes = ctx.axes_of(*given, rank);
  }
  if (!pads) {
    if (ctx.has(3))
      ctx.unsupported("pads that are not known at build time cannot be combined with axes", "give pads for all dims");
    return std::nullopt;
  }
  if (pads->size() != axes.size() * 2)
    ctx.invalid("there are " + std::to_string(pads->size()) + " pads for " + std::to_string(axes.size()) + " dims");
  std::pair<SymDims, SymDims> out{SymDims(size_t(rank), Dim(0)), SymDims(size_t(rank), Dim(0))};
  for (size_t i = 0; i < axes.size(); ++i) {
    out.first[size_t(axes[i])] = (*pads)[i];
    out.second[size_t(axes[i])] = (*pads)[i + axes.size()];
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
  const HostValue starts = ctx.host_value(1), ends = ctx.host_value(2);
  const auto axes = ctx.has(3) ? ctx.const_ints(3) : starts ? std::optional(first_axes(starts->size())) : std::nullopt;
  const auto steps = ctx.has(4) ? ctx.const_ints(4) : starts ? std::optional(Ints(starts->size(), 1)) : std::nullopt;
  if (!starts || !ends || !axes || !steps) return ctx.finish(Slice{}, ctx.ins());
  if (starts->size() != ends->size() || starts->size() != axes->size() || starts->size() != steps->size())
    ctx.invalid("starts, ends, axes and steps differ in length");
  ctx.finish(Slice{.axes = ctx.axes_of(*axes, rank), .starts = *starts, .ends = *ends, .steps = *steps}, {ctx.in(0)});
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
  const auto pads = known_pads(ctx, ctx.type_of(x).rank());
  std::vector<ValueId> inputs{x};
  if (pads) {
    op.begin = pads->first;
    op.end = pads->second;
  }
  if (!pads || value != kNoValue) inputs.push_back(pads ? kNoValue : ctx.in(1));
  if (value != kNoValue) inputs.push_back(value);
  ctx.finish(std::move(op), std::move(inputs));
}

void import_trilu(NodeContext& ctx) { ctx.finish(Trilu{.upper = ctx.bool_attr("upper", true)}, ctx.ins()); }

}  // namespace sinter::onnx
