// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Experimental operators of the first opsets that ONNX removed in 1.5. Those that are a few of our ops are imported.
#include "import/onnx/importers.h"
#include "import/onnx/node_context.h"
#include "ops/slice.h"

namespace sinter::onnx {
namespace {

/// factor * v + term, leaving out what changes nothing.
ValueId scaled_and_shifted(NodeContext& ctx, ValueId v, double factor, double term = 0) {
  if (factor != 1) v = ctx.add("Mul", {v, ctx.scalar_like(v, factor)});
  if (term != 0) v = ctx.add("Add", {v, ctx.scalar_like(v, term)});
  return v;
}

}  // namespace

/// alpha * x + beta.
void import_affine(NodeContext& ctx) {
  ctx.output(0, scaled_and_shifted(ctx, ctx.in(0), ctx.float_attr("alpha", 1.0), ctx.float_attr("beta", 0.0)));
}

void import_scale(NodeContext& ctx) { ctx.output(0, scaled_and_shifted(ctx, ctx.in(0), ctx.float_attr("scale", 1.0))); }

/// alpha * tanh(beta * x).
void import_scaled_tanh(NodeContext& ctx) {
  const ValueId inner = scaled_and_shifted(ctx, ctx.in(0), ctx.float_attr("beta", 1.0));
  ctx.output(0, scaled_and_shifted(ctx, ctx.add("Tanh", {inner}), ctx.float_attr("alpha", 1.0)));
}

/// alpha * log(1 + exp(beta * x)).
void import_parametric_softplus(NodeContext& ctx) {
  const ValueId inner = scaled_and_shifted(ctx, ctx.in(0), ctx.float_attr("beta", 1.0));
  ctx.output(0, scaled_and_shifted(ctx, ctx.add("Softplus", {inner}), ctx.float_attr("alpha", 1.0)));
}

/// Cuts border (left, top, right, bottom) off the last two dims, or keeps `scale` (height, width) behind left and top.
void import_crop(NodeContext& ctx) {
  const Ints border = ctx.ints_attr("border"), size = ctx.ints_attr("scale");
  const SymDims dims = ctx.type(0).dims;
  if (dims.size() != 4 || border.size() != 4 || (!size.empty() && size.size() != 2))
    ctx.invalid("it needs an input of rank 4, four borders and two sizes or none");
  const Dim height = size.empty() ? dims[2] - Dim(border[1]) - Dim(border[3]) : Dim(size[0]);
  const Dim width = size.empty() ? dims[3] - Dim(border[0]) - Dim(border[2]) : Dim(size[1]);
  ctx.finish(Slice{.axes = {2, 3},
                   .starts = {Dim(border[1]), Dim(border[0])},
                   .ends = {Dim(border[1]) + height, Dim(border[0]) + width},
                   .steps = {1, 1}},
             {ctx.in(0)});
}

/// Slice as it is since opset 10, without steps.
void import_dynamic_slice(NodeContext& ctx) {
  NodeContext modern(ctx.importer(), ctx.scope(), ctx.node(), 10);
  find_importer("", "Slice")->run(modern);
}

void import_removed(NodeContext& ctx) {
  ctx.unsupported("it was an experiment that ONNX removed in opset 10, and never had a settled meaning",
                  "export the model again with a newer exporter");
}

}  // namespace sinter::onnx
