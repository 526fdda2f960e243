// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Operators that give the same elements another shape or order. All become Reshape, Transpose and Expand.
#include "ops/reshape.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "import/onnx/node_context.h"
#include "import/onnx/operators/read_axes.h"
#include "ops/expand.h"
#include "ops/transpose.h"

namespace sinter::onnx {
namespace {

/// The requested dims with copied ones (0) filled in, and the inferred one (-1) where the division leaves no rest.
SymDims resolve_shape(NodeContext& ctx, SymDims wanted, bool zero_copies) {
  const SymDims& x = ctx.type(0).dims;
  std::optional<size_t> inferred;
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == Dim(0) && zero_copies) {
      if (i >= x.size())
        ctx.invalid("element " + std::to_string(i) + " of the shape is 0, but " + to_string(ctx.type(0)) +
                    " has no such dim");
      wanted[i] = x[i];
    } else if (wanted[i] == Dim(-1)) {
      if (inferred) ctx.invalid("the shape has more than one -1");
      inferred = i;
    }
  }
  if (!inferred) return wanted;
  SymDims known = wanted;
  known[*inferred] = Dim(1);
  const Dim rest = product(known), all = product(x);
  if (rest == Dim(0)) return wanted;
  if (const Dim size = floor_div(all, rest); size * rest == all) wanted[*inferred] = size;
  return wanted;
}

/// Axes of Squeeze and Unsqueeze: an input since opset 13.
std::optional<Ints> listed_axes(NodeContext& ctx) {
  if (ctx.has_attr("axes")) return ctx.ints_attr("axes");
  if (!ctx.has(1)) return std::nullopt;
  return ctx.const_ints(1);
}

/// Whether axes are given that only the run knows.
bool reads_axes(NodeContext& ctx) { return !ctx.has_attr("axes") && ctx.has(1) && !ctx.const_ints(1); }

bool has_elements(NodeContext& ctx, const SymDims& dims) {
  return std::any_of(dims.begin(), dims.end(), [&](const Dim& d) { return ctx.graph().reads_elements(d); });
}

void finish_reshape(NodeContext& ctx, SymDims dims) {
  const ValueId x = ctx.in(0);
  if (ctx.type_of(x).dims == dims) return ctx.output(0, x);
  ctx.finish(Reshape{.dims = std::move(dims)}, {x});
}

/// Before opset 6 Tile repeated along one axis: inputs x, times, axis.
SymDims repeats_of_one_axis(NodeContext& ctx) {
  const auto times = ctx.const_scalar(1), axis = ctx.const_scalar(2);
  if (!times || !axis) ctx.unsupported("the repeats are not known at build time", "make tiles and axis constants");
  SymDims repeats(size_t(ctx.rank(0)), Dim(1));
  repeats[size_t(ctx.axis_of(int64_t(*axis), ctx.rank(0)))] = Dim(int64_t(*times));
  return repeats;
}

SymDims image_dims(NodeContext& ctx, int64_t block) {
  const SymDims& d = ctx.type(0).dims;
  if (d.size() != 4) ctx.invalid("the input has rank " + std::to_string(d.size()) + ", 4 expected");
  if (block < 1 || block > INT16_MAX) ctx.invalid("blocksize is " + std::to_string(block));
  return d;
}

}  // namespace

void import_reshape(NodeContext& ctx) {
  ctx.ignore_attrs({"consumed_inputs"});
  const bool zero_copies = !ctx.bool_attr("allowzero", false);
  HostValue wanted = ctx.host_value(1);
  if (!ctx.has(1)) {  // an attribute before opset 5
    const Ints shape = ctx.ints_attr("shape");
    wanted = SymDims(shape.begin(), shape.end());
  }
  if (wanted && !has_elements(ctx, *wanted))
    return finish_reshape(ctx, resolve_shape(ctx, std::move(*wanted), zero_copies));
  ctx.finish(Reshape{.dims = {}, .zero_copies = zero_copies}, {ctx.in(0), ctx.shape_operand(1)});
}

void import_flatten(NodeContext& ctx) {
  const SymDims x = ctx.type(0).dims;
  const int rank = int(x.size());
  int64_t axis = ctx.int_attr("axis", 1);
  if (axis < -rank || axis > rank)
    ctx.invalid("axis " + std::to_string(axis) + " is out of range for rank " + std::to_string(rank));
  if (axis < 0) axis += rank;
  finish_reshape(ctx, {product(SymDims(x.begin(), x.begin() + axis)), product(SymDims(x.begin() + axis, x.end()))});
}

void import_squeeze(NodeContext& ctx) {
  const SymDims x = ctx.type(0).dims;
  if (reads_axes(ctx)) {
    const SymDims axes = ctx.shape_values(1);
    if (axes.size() > x.size()) ctx.invalid("more axes are given than the input has dims");
    const SymDims chosen = chosen_dims(ctx, axes, int(x.size()));
    return finish_reshape(ctx, unchosen_dims(ctx, x, chosen, x.size() - axes.size()));
  }
  std::vector<bool> drop(x.size());
  if (const auto axes = listed_axes(ctx)) {
    for (int64_t axis : ctx.axes_of(*axes, int(x.size()))) {
      const Dim& d = x[size_t(axis)];
      if (d.is_const() && d.value() != 1)
        ctx.invalid("dim " + std::to_string(axis) + " of " + to_string(ctx.type(0)) +
                    " is to be squeezed, but is not 1");
      drop[size_t(axis)] = true;  // a symbolic dim: Reshape checks at run time that it is 1
    }
  } else {
    for (size_t i = 0; i < x.size(); ++i) drop[i] = x[i] == Dim(1);
  }
  SymDims dims;
  for (size_t i = 0; i < x.size(); ++i)
    if (!drop[i]) dims.push_back(x[i]);
  finish_reshape(ctx, std::move(dims));
}

void import_unsqueeze(NodeContext& ctx) {
  const SymDims x = ctx.type(0).dims;
  if (reads_axes(ctx)) {
    const SymDims axes = ctx.shape_values(1);
    return finish_reshape(ctx, spread_dims(ctx, x, chosen_dims(ctx, axes, int(x.size() + axes.size()))));
  }
  const auto listed = listed_axes(ctx);
  if (!listed) ctx.invalid("the axes are missing");
  const int rank = int(x.size() + listed->size());
  Ints axes = ctx.axes_of(*listed, rank);
  std::sort(axes.begin(), axes.end());
  SymDims dims = x;
  for (int64_t axis : axes) dims.insert(dims.begin() + axis, Dim(1));
  finish_reshape(ctx, std::move(dims));
}

void import_transpose(NodeContext& ctx) {
  const int rank = ctx.rank(0);
  Ints reversed;
  for (int i = rank - 1; i >= 0; --i) reversed.push_back(i);
  const Ints perm = ctx.ints_attr("perm", reversed);
  if (int(perm.size()) != rank)
    ctx.invalid("perm [" + join(perm, ",") + "] has not as many entries as the input has dims, " +
                std::to_string(rank));
  ctx.finish(Transpose{.perm = ctx.axes_of(perm, rank)}, {ctx.in(0)});
}

void import_expand(NodeContext& ctx) {
  const ValueId x = ctx.in(0);
  const HostValue shape = ctx.host_value(1);
  if (!shape || has_elements(ctx, *shape)) return ctx.finish(Expand{}, {x, ctx.shape_operand(1)});
  // One with no more dims than x and nothing but ones changes nothing.
  if (shape->size() <= ctx.type_of(x).dims.size() &&
      std::all_of(shape->begin(), shape->end(), [](const Dim& d) { return d == Dim(1); }))
    return ctx.output(0, x);
  ctx.finish(Expand{.dims = *shape}, {x});
}

/// Repeats along every dim: [a,b] becomes [1,a,1,b], expands to [r,a,s,b], and is reshaped to [r*a,s*b].
void import_tile(NodeContext& ctx) {
  const SymDims x = ctx.type(0).dims;
  const SymDims repeats = ctx.opset() < 6 ? repeats_of_one_axis(ctx) : ctx.shape_values(1);
  if (repeats.size() != x.size())
    ctx.invalid("there are " + std::to_string(repeats.size()) + " repeats for rank " + std::to_string(x.size()));
  SymDims split, repeated, dims;
  for (size_t i = 0; i < x.size(); ++i) {
    const Dim& times = repeats[i];
    if (times != Dim(1)) {
      split.emplace_back(1);
      repeated.push_back(times);
    }
    split.push_back(x[i]);
    repeated.push_back(x[i]);
    dims.push_back(x[i] * times);
  }
  ctx.output(0, ctx.reshape(ctx.expand(ctx.reshape(ctx.in(0), split), repeated), dims));
}

void import_depth_to_space(NodeContext& ctx) {
  const int64_t b = ctx.int_attr("blocksize");
  const SymDims d = image_dims(ctx, b);
  const std::string mode = ctx.string_attr("mode", "DCR");
  if (mode != "DCR" && mode != "CRD") ctx.invalid("mode is " + quote(mode), "use DCR or CRD");
  const bool dcr = mode == "DCR";
  const Dim channels = floor_div(d[1], b * b);
  const ValueId split = dcr ? ctx.reshape(ctx.in(0), {d[0], b, b, channels, d[2], d[3]})
                            : ctx.reshape(ctx.in(0), {d[0], channels, b, b, d[2], d[3]});
  const ValueId moved = ctx.transpose(split, dcr ? Ints{0, 3, 4, 1, 5, 2} : Ints{0, 1, 4, 2, 5, 3});
  ctx.output(0, ctx.reshape(moved, {d[0], channels, d[2] * Dim(b), d[3] * Dim(b)}));
}

void import_space_to_depth(NodeContext& ctx) {
  const int64_t b = ctx.int_attr("blocksize");
  const SymDims d = image_dims(ctx, b);
  const std::string mode = ctx.string_attr("mode", "DCR");
  if (mode != "DCR" && mode != "CRD") ctx.invalid("mode is " + quote(mode), "use DCR or CRD");
  const Dim h = floor_div(d[2], b), w = floor_div(d[3], b);
  const ValueId split = ctx.reshape(ctx.in(0), {d[0], d[1], h, b, w, b});
  const ValueId moved = ctx.transpose(split, mode == "DCR" ? Ints{0, 3, 5, 1, 2, 4} : Ints{0, 1, 3, 5, 2, 4});
  ctx.output(0, ctx.reshape(moved, {d[0], d[1] * Dim(b * b), h, w}));
}

}  // namespace sinter::onnx
