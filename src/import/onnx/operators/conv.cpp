// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <limits>
#include <optional>

#include "base/text.h"
#include "import/onnx/operators/auto_pad.h"
#include "import/onnx/operators/integer_operand.h"
#include "import/onnx/operators/quantized.h"
#include "ops/clip.h"
#include "ops/convolution.h"
#include "ops/hard_sigmoid.h"
#include "ops/leaky_relu.h"
#include "ops/op_list.h"
#include "ops/pad.h"

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

/// Pads that are known only at run time are made by a Pad node in front.
ValueId pad_in_front(NodeContext& ctx, ValueId x, WindowAttributes& w) {
  if (w.has_const_pads()) return x;
  SymDims begin(2, Dim(0)), end(2, Dim(0));
  begin.insert(begin.end(), w.pads_begin.begin(), w.pads_begin.end());
  end.insert(end.end(), w.pads_end.begin(), w.pads_end.end());
  w.pads_begin.assign(w.kernel.size(), Dim(0));
  w.pads_end = w.pads_begin;
  return ctx.add(Pad{.begin = std::move(begin), .end = std::move(end)}, {x});
}

/// The convolution by the node's attributes; `x` may get padded in front.
Op convolution_of(NodeContext& ctx, ValueId& x, int weights_index) {
  WindowAttributes w = read_window(ctx, x, kernel_of(ctx, weights_index));
  const int64_t group = ctx.int_attr("group", 1);
  if (group < 1) ctx.invalid("group is " + std::to_string(group));
  x = pad_in_front(ctx, x, w);
  return Convolution{.strides = w.strides,
                     .dilations = w.dilations,
                     .pads_begin = WindowAttributes::ints(w.pads_begin),
                     .pads_end = WindowAttributes::ints(w.pads_end),
                     .group = group};
}

/// Parameter i of the activation, else its default.
double activation_parameter(NodeContext& ctx, size_t i, double otherwise) {
  const auto* a = ctx.attr("activation_params");
  return a && i < a->floats().size() ? double(a->floats()[i]) : otherwise;
}

/// The op that the attribute `activation` names; nullopt if there is none.
std::optional<Op> activation_of(NodeContext& ctx) {
  const std::string name = ctx.string_attr("activation", "");
  const auto parameter = [&](size_t i, double otherwise) { return activation_parameter(ctx, i, otherwise); };
  if (name.empty()) return std::nullopt;
  if (name == "Relu" || name == "Sigmoid" || name == "Tanh") return make_op(name);
  if (name == "LeakyRelu") return LeakyRelu{.alpha = parameter(0, 0.01)};
  if (name == "HardSigmoid") return HardSigmoid{.alpha = parameter(0, 0.2), .beta = parameter(1, 0.5)};
  constexpr double kInf = std::numeric_limits<double>::infinity();
  if (name == "Clip") return Clip{.min = parameter(0, -kInf), .max = parameter(1, kInf)};
  if (name == "HardSwish") return make_op(name);
  ctx.unsupported("the activation is " + quote(name), "use Relu, Sigmoid, Tanh, LeakyRelu, Clip or HardSigmoid");
}

}  // namespace

/// Contributed: Conv, then Z (input 3) is added, then an activation.
void import_fused_conv(NodeContext& ctx) {
  ValueId x = ctx.in(0);
  Op op = convolution_of(ctx, x, 1);
  std::vector<ValueId> inputs{x, ctx.in(1)};
  if (ctx.has(2)) inputs.push_back(ctx.in(2));
  ValueId y = ctx.add(std::move(op), std::move(inputs));
  if (ctx.has(3)) y = ctx.add("Add", {y, ctx.in(3)});
  if (auto activation = activation_of(ctx)) y = ctx.add(std::move(*activation), {y});
  ctx.output(0, y);
}

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

/// Inputs x, scale, zero; weights, scale, zero; y's scale, zero; optional i32 bias of scale x's * weights'.
void import_qlinear_conv(NodeContext& ctx) {
  ValueId x = dequantized(ctx, 0);
  const ValueId weights = dequantized(ctx, 3, 0);
  Op op = convolution_of(ctx, x, 3);
  std::vector<ValueId> inputs{x, weights};
  if (ctx.has(8)) {
    const ValueId scale = ctx.add("Mul", {ctx.in(1), ctx.in(4)});
    inputs.push_back(ctx.add("Mul", {ctx.cast(ctx.in(8), ctx.dtype(1)), scale}));
  }
  finish_quantized(ctx, ctx.add(std::move(op), std::move(inputs)), 6);
}

}  // namespace sinter::onnx
