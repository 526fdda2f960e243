// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// ConvTranspose and DeformConv.
#include "base/text.h"
#include "import/onnx/operators/auto_pad.h"
#include "ops/deconvolution.h"
#include "ops/deform_columns.h"
#include "ops/pad.h"

namespace sinter::onnx {
namespace {

/// Extents that the attributes ask for, which decide the pads; empty: the pads are given.
SymDims asked_extents(NodeContext& ctx, const std::string& auto_pad, const SymDims& x, const Ints& strides) {
  const size_t spatial = strides.size();
  if (const Ints shape = ctx.ints_attr("output_shape"); !shape.empty()) {
    if (shape.size() != spatial && shape.size() != spatial + 2)
      ctx.invalid("output_shape has " + std::to_string(shape.size()) + " entries, " + std::to_string(spatial) +
                  " expected");
    return SymDims(shape.end() - ptrdiff_t(spatial), shape.end());
  }
  if (auto_pad != "SAME_UPPER" && auto_pad != "SAME_LOWER") return {};
  SymDims extents;
  for (size_t i = 0; i < spatial; ++i) extents.push_back(x[i + 2] * Dim(strides[i]));
  return extents;
}

struct DeconvPads {
  SymDims begin, end;  // symbolic where an asked extent meets a symbolic one

  bool constant() const {
    for (const auto* list : {&begin, &end})
      for (const Dim& d : *list)
        if (!d.is_const()) return false;
    return true;
  }
};

/// Splits what must be cut off along a dim; a negative amount is added at the end.
void split_padding(DeconvPads& pads, const Dim& total, bool smaller_first) {
  const Dim cut = total.is_const() ? Dim(std::max<int64_t>(0, total.value())) : max(total, 0);
  const Dim half = floor_div(cut, 2);
  pads.begin.push_back(smaller_first ? half : cut - half);
  pads.end.push_back(total - pads.begin.back());
}

/// Pads that only the run knows: all of the result is made, then cut; the bias (input `bias`) comes last.
void finish_cut(NodeContext& ctx, Deconvolution op, const DeconvPads& pads, int bias) {
  const int rank = ctx.rank(0);
  ValueId y = ctx.add(std::move(op), {ctx.in(0), ctx.in(1)});
  SymDims begin(2, Dim(0)), end(2, Dim(0));
  for (const Dim& d : pads.begin) begin.push_back(Dim(0) - d);
  for (const Dim& d : pads.end) end.push_back(Dim(0) - d);
  y = ctx.add(Pad{.begin = std::move(begin), .end = std::move(end)}, {y});
  if (ctx.has(bias)) {
    SymDims dims(size_t(rank - 1), Dim(1));
    dims[0] = ctx.type(bias).dims.at(0);
    y = ctx.add("Add", {y, ctx.reshape(ctx.in(bias), std::move(dims))});
  }
  ctx.output(0, y);
}

/// All but the pads and what follows from them.
Deconvolution deconvolution_of(NodeContext& ctx) {
  const SymDims x = ctx.type(0).dims, w = ctx.type(1).dims;
  if (x.size() < 3 || w.size() != x.size())
    ctx.invalid("the input has rank " + std::to_string(x.size()) + " and the weights rank " + std::to_string(w.size()) +
                "; they need a batch, channels and spatial dims");
  const size_t spatial = x.size() - 2;
  const Ints kernel = ctx.ints_attr("kernel_shape");
  for (size_t i = 0; i < kernel.size(); ++i)
    if (kernel.size() != spatial || !(w[i + 2] == Dim(kernel[i])))
      ctx.invalid("kernel_shape [" + join(kernel, ",") + "] does not fit the weights");
  Deconvolution op;
  op.strides = window_list(ctx, "strides", spatial, 1);
  op.dilations = window_list(ctx, "dilations", spatial, 1);
  op.output_padding = window_list(ctx, "output_padding", spatial, 0);
  op.group = ctx.int_attr("group", 1);
  if (op.group < 1) ctx.invalid("group is " + std::to_string(op.group), "use at least 1");
  return op;
}

}  // namespace

void import_conv_transpose(NodeContext& ctx) {
  Deconvolution op = deconvolution_of(ctx);
  const SymDims x = ctx.type(0).dims, w = ctx.type(1).dims;
  const size_t spatial = op.strides.size();
  const std::string mode = ctx.string_attr("auto_pad", "NOTSET");
  if (mode != "NOTSET" && mode != "VALID" && mode != "SAME_UPPER" && mode != "SAME_LOWER" && !mode.empty())
    ctx.invalid("auto_pad is " + quote(mode), "use NOTSET, SAME_UPPER, SAME_LOWER or VALID");
  const SymDims extents = asked_extents(ctx, mode, x, op.strides);
  DeconvPads pads;
  for (size_t i = 0; i < extents.size(); ++i) {
    const Dim reach = (w[i + 2] - Dim(1)) * Dim(op.dilations[i]) + Dim(1);
    const Dim all = (x[i + 2] - Dim(1)) * Dim(op.strides[i]) + reach + Dim(op.output_padding[i]);
    split_padding(pads, all - extents[i], mode == "SAME_UPPER");
  }
  if (!extents.empty() || mode == "VALID") {
    ctx.ignore_attrs({"pads"});
    if (!pads.constant()) return finish_cut(ctx, std::move(op), pads, 2);
    op.pads_begin = SpatialWindow::ints(pads.begin), op.pads_end = SpatialWindow::ints(pads.end);
    for (size_t i = 0; i < op.pads_end.size(); ++i)
      if (op.pads_end[i] < 0) op.output_padding[i] -= std::exchange(op.pads_end[i], 0);
  } else {
    const Ints given = window_list(ctx, "pads", 2 * spatial, 0);
    op.pads_begin.assign(given.begin(), given.begin() + ptrdiff_t(spatial));
    op.pads_end.assign(given.begin() + ptrdiff_t(spatial), given.end());
  }
  std::vector<ValueId> inputs{ctx.in(0), ctx.in(1)};
  if (ctx.has(2)) inputs.push_back(ctx.in(2));
  ctx.finish(std::move(op), std::move(inputs));
}

/// Contributed: input 2 has the pads, input 3 the bias.
void import_conv_transpose_with_pads(NodeContext& ctx) {
  Deconvolution op = deconvolution_of(ctx);
  const size_t spatial = op.strides.size();
  const std::string mode = ctx.string_attr("auto_pad", "NOTSET");
  if (mode != "NOTSET" && !mode.empty())
    ctx.unsupported("auto_pad is " + quote(mode) + " where pads are an input", "use NOTSET");
  const SymDims all = ctx.has(2) ? ctx.shape_values(2) : SymDims(2 * spatial, Dim(0));
  if (all.size() != 2 * spatial)
    ctx.invalid("there are " + std::to_string(all.size()) + " pads for " + std::to_string(spatial) + " spatial dims");
  DeconvPads pads;
  pads.begin.assign(all.begin(), all.begin() + ptrdiff_t(spatial));
  pads.end.assign(all.begin() + ptrdiff_t(spatial), all.end());
  if (!pads.constant()) return finish_cut(ctx, std::move(op), pads, 3);
  op.pads_begin = SpatialWindow::ints(pads.begin), op.pads_end = SpatialWindow::ints(pads.end);
  std::vector<ValueId> inputs{ctx.in(0), ctx.in(1)};
  if (ctx.has(3)) inputs.push_back(ctx.in(3));
  ctx.finish(std::move(op), std::move(inputs));
}

/// Sampled columns times the weights, per group: inputs x, w, offset, optional bias and mask.
void import_deform_conv(NodeContext& ctx) {
  const SymDims x = ctx.type(0).dims, w = ctx.type(1).dims, offset = ctx.type(2).dims;
  if (x.size() < 3 || w.size() != x.size() || offset.size() != x.size())
    ctx.invalid("input, weights and offset have the ranks " + std::to_string(x.size()) + ", " +
                std::to_string(w.size()) + " and " + std::to_string(offset.size()) + "; they must be equal");
  Ints kernel;
  for (size_t i = 2; i < w.size(); ++i) {
    if (!w[i].is_const())
      ctx.unsupported("the kernel's size is not known at build time", "use weights of a fixed shape");
    kernel.push_back(w[i].value());
  }
  const SpatialWindow window = read_window(ctx, ctx.in(0), kernel);
  const int64_t group = ctx.int_attr("group", 1), offset_group = ctx.int_attr("offset_group", 1);
  if (group < 1) ctx.invalid("group is " + std::to_string(group), "use at least 1");
  if (offset_group < 1) ctx.invalid("offset_group is " + std::to_string(offset_group), "use at least 1");
  DeformColumns op{.kernel = kernel,
                   .strides = window.strides,
                   .dilations = window.dilations,
                   .pads_begin = SpatialWindow::ints(window.begin),
                   .pads_end = SpatialWindow::ints(window.end),
                   .groups = offset_group};
  std::vector<ValueId> inputs{ctx.in(0), ctx.in(2)};
  if (ctx.has(4)) inputs.push_back(ctx.in(4));
  const ValueId columns = ctx.add(std::move(op), std::move(inputs));
  const Dim depth = w[1] * Dim(element_count(kernel)), made = floor_div(w[0], group);
  const SymDims found = ctx.type_of(columns).dims;
  const ValueId b = ctx.reshape(columns, {found[0], Dim(group), depth, found[2]});
  const ValueId a = ctx.reshape(ctx.in(1), {Dim(group), made, depth});
  SymDims dims{x[0], w[0]};
  dims.insert(dims.end(), offset.begin() + 2, offset.end());
  ValueId y = ctx.reshape(ctx.add("MatMul", {a, b}), std::move(dims));
  if (ctx.has(3)) {
    SymDims bias(x.size() - 1, Dim(1));
    bias[0] = w[0];
    y = ctx.add("Add", {y, ctx.reshape(ctx.in(3), std::move(bias))});
  }
  ctx.output(0, y);
}

}  // namespace sinter::onnx
