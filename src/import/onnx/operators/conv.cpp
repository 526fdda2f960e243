// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "import/onnx/operators/auto_pad.h"
#include "import/onnx/operators/channels_last.h"
#include "import/onnx/operators/fused_activation.h"
#include "import/onnx/operators/integer_operand.h"
#include "import/onnx/operators/quantized.h"
#include "ops/convolution.h"

namespace sinter::onnx {
namespace {

/// Extents of the weights' spatial dims.
Ints kernel_of(NodeContext& ctx, int weights) {
  const SymDims& dims = ctx.type(weights).dims;
  if (dims.size() < 3) ctx.invalid("the weights have rank " + std::to_string(dims.size()) + ", at least 3 expected");
  Ints kernel;
  for (size_t i = 2; i < dims.size(); ++i) {
    if (!dims[i].is_const())
      ctx.unsupported("the kernel's size is not known at build time", "use weights of a fixed shape");
    kernel.push_back(dims[i].value());
  }
  return kernel;
}

/// The convolution by the node's attributes; `x` may get padded in front.
Op convolution_of(NodeContext& ctx, ValueId& x, int weights_index) {
  SpatialWindow w = read_window(ctx, x, kernel_of(ctx, weights_index));
  const int64_t group = ctx.int_attr("group", 1);
  if (group < 1) ctx.invalid("group is " + std::to_string(group));
  x = w.pad_in_front(ctx, x);
  return Convolution{.strides = w.strides,
                     .dilations = w.dilations,
                     .pads_begin = SpatialWindow::ints(w.begin),
                     .pads_end = SpatialWindow::ints(w.end),
                     .group = group};
}

/// The op that the attributes `activation` and `activation_params` name; nullopt if there is none.
std::optional<Op> activation_of(NodeContext& ctx) {
  std::vector<std::optional<double>> parameters;
  if (const auto* a = ctx.attr("activation_params")) parameters.assign(a->floats().begin(), a->floats().end());
  return fused_activation(ctx, ctx.string_attr("activation", ""), parameters);
}

/// Conv, then Z (input 3) is added, then an activation. `nhwc`: x, Z and y are [N, spatial..., C]; weights never are.
void finish_fused_conv(NodeContext& ctx, bool nhwc) {
  const auto data = [&](int i) { return nhwc ? channels_first(ctx, ctx.in(i)) : ctx.in(i); };
  ValueId x = data(0);
  Op op = convolution_of(ctx, x, 1);
  std::vector<ValueId> inputs{x, ctx.in(1)};
  if (ctx.has(2)) inputs.push_back(ctx.in(2));
  ValueId y = ctx.add(std::move(op), std::move(inputs));
  if (ctx.has(3)) y = ctx.add("Add", {y, data(3)});
  y = activated(ctx, y, activation_of(ctx));
  ctx.output(0, nhwc ? channels_last(ctx, y) : y);
}

/// Inputs x, scale, zero; weights, scale, zero; y's scale, zero; optional i32 bias of scale x's * weights'.
void finish_qlinear_conv(NodeContext& ctx, bool nhwc) {
  ValueId x = dequantized(ctx, 0);
  if (nhwc) x = channels_first(ctx, x);
  const ValueId weights = dequantized(ctx, 3, 0);
  Op op = convolution_of(ctx, x, 3);
  std::vector<ValueId> inputs{x, weights};
  if (ctx.has(8)) {
    const ValueId scale = ctx.add("Mul", {ctx.in(1), ctx.in(4)});
    inputs.push_back(ctx.add("Mul", {ctx.cast(ctx.in(8), ctx.dtype(1)), scale}));
  }
  const ValueId y = ctx.add(std::move(op), std::move(inputs));
  finish_quantized(ctx, nhwc ? channels_last(ctx, y) : y, 6);
}

}  // namespace

void import_fused_conv(NodeContext& ctx) { finish_fused_conv(ctx, false); }
void import_nhwc_fused_conv(NodeContext& ctx) { finish_fused_conv(ctx, true); }

void import_conv(NodeContext& ctx) {
  ValueId x = ctx.in(0);
  Op op = convolution_of(ctx, x, 1);
  std::vector<ValueId> inputs{x, ctx.in(1)};
  if (ctx.has(2)) inputs.push_back(ctx.in(2));
  ctx.finish(std::move(op), std::move(inputs));
}

/// An integer convolution of the operands less their zero points; padding is then padding with zero points.
void import_conv_integer(NodeContext& ctx) {
  ValueId x = integer_operand(ctx, ctx.in(0), ctx.optional_in(2), 0);
  const ValueId weights = integer_operand(ctx, ctx.in(1), ctx.optional_in(3), 0);
  Op op = convolution_of(ctx, x, 1);
  ctx.finish(std::move(op), {x, weights});
}

void import_qlinear_conv(NodeContext& ctx) { finish_qlinear_conv(ctx, false); }

/// Contributed: perhaps on [N, spatial..., C].
void import_ms_qlinear_conv(NodeContext& ctx) { finish_qlinear_conv(ctx, ctx.bool_attr("channels_last", false)); }

}  // namespace sinter::onnx
