// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Element-wise functions with parameters.
#include <limits>

#include "base/text.h"
#include "import/onnx/node_context.h"
#include "ops/clip.h"
#include "ops/elu.h"
#include "ops/gelu.h"
#include "ops/hard_sigmoid.h"
#include "ops/leaky_relu.h"
#include "ops/selu.h"
#include "ops/thresholded_relu.h"

namespace sinter::onnx {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
/// Limits of old Clip: the largest finite float, which means none.
constexpr double kLargestFloat = std::numeric_limits<float>::max();

void clip_by_attributes(NodeContext& ctx) {
  double low = ctx.float_attr("min", -kInfinity), high = ctx.float_attr("max", kInfinity);
  if (low <= -kLargestFloat) low = -kInfinity;
  if (high >= kLargestFloat) high = kInfinity;
  ctx.ignore_attrs({"consumed_inputs"});
  ctx.finish(Clip{.min = low, .max = high}, {ctx.in(0)});
}

}  // namespace

void import_clip(NodeContext& ctx) {
  if (ctx.opset() < 11) return clip_by_attributes(ctx);
  const auto low = ctx.const_scalar(1), high = ctx.const_scalar(2);
  // Doubles hold all limits but those of 64-bit integers exactly; Max and Min compare in the dtype itself.
  const bool wide = ctx.dtype(0) == DataType::kInt64 || ctx.dtype(0) == DataType::kUInt64;
  if (!wide && (!ctx.has(1) || low) && (!ctx.has(2) || high))
    return ctx.finish(Clip{.min = low.value_or(-kInfinity), .max = high.value_or(kInfinity)}, {ctx.in(0)});
  ValueId v = ctx.in(0);
  if (ctx.has(1)) v = ctx.add("Max", {v, ctx.in(1)});
  if (ctx.has(2)) v = ctx.add("Min", {v, ctx.in(2)});
  ctx.output(0, v);
}

void import_elu(NodeContext& ctx) {
  ctx.ignore_attrs({"consumed_inputs"});
  ctx.finish(Elu{.alpha = ctx.float_attr("alpha", 1.0)}, {ctx.in(0)});
}

/// alpha * Elu(x / alpha).
void import_celu(NodeContext& ctx) {
  const double alpha = ctx.float_attr("alpha", 1.0);
  const ValueId x = ctx.in(0);
  if (alpha == 0) ctx.invalid("alpha is 0");
  if (alpha == 1) return ctx.finish(Elu{}, {x});
  const ValueId elu = ctx.add(Elu{}, {ctx.add("Div", {x, ctx.scalar_like(x, alpha)})});
  ctx.finish("Mul", {elu, ctx.scalar_like(x, alpha)});
}

void import_selu(NodeContext& ctx) {
  const Selu standard;
  ctx.ignore_attrs({"consumed_inputs"});
  ctx.finish(Selu{.alpha = ctx.float_attr("alpha", ctx.opset() < 6 ? 1.6732 : standard.alpha),
                  .gamma = ctx.float_attr("gamma", ctx.opset() < 6 ? 1.0507 : standard.gamma)},
             {ctx.in(0)});
}

void import_leaky_relu(NodeContext& ctx) {
  ctx.ignore_attrs({"consumed_inputs"});
  ctx.finish(LeakyRelu{.alpha = ctx.float_attr("alpha", 0.01)}, {ctx.in(0)});
}

void import_hard_sigmoid(NodeContext& ctx) {
  ctx.ignore_attrs({"consumed_inputs"});
  ctx.finish(HardSigmoid{.alpha = ctx.float_attr("alpha", 0.2), .beta = ctx.float_attr("beta", 0.5)}, {ctx.in(0)});
}

void import_thresholded_relu(NodeContext& ctx) {
  ctx.finish(ThresholdedRelu{.alpha = ctx.float_attr("alpha", 1.0)}, {ctx.in(0)});
}

void import_gelu(NodeContext& ctx) {
  const std::string approximate = ctx.string_attr("approximate", "none");
  if (approximate != "none" && approximate != "tanh")
    ctx.invalid("approximate is " + quote(approximate), "use none or tanh");
  ctx.finish(Gelu{.approximate = approximate == "tanh" ? GeluApproximate::kTanh : GeluApproximate::kNone}, {ctx.in(0)});
}

/// x * sigmoid(alpha * x).
void import_swish(NodeContext& ctx) {
  const double alpha = ctx.float_attr("alpha", 1.0);
  const ValueId x = ctx.in(0);
  if (alpha == 1) return ctx.finish("Silu", {x});
  ctx.finish("Mul", {x, ctx.add("Sigmoid", {ctx.add("Mul", {x, ctx.scalar_like(x, alpha)})})});
}

/// x + bias where x < -lambda, x - bias where x > lambda, else 0.
void import_shrink(NodeContext& ctx) {
  const double lambda = ctx.float_attr("lambd", 0.5), bias = ctx.float_attr("bias", 0.0);
  const ValueId x = ctx.in(0), shift = ctx.scalar_like(x, bias);
  const ValueId low = ctx.add("Less", {x, ctx.scalar_like(x, -lambda)});
  const ValueId high = ctx.add("Greater", {x, ctx.scalar_like(x, lambda)});
  const ValueId upper = ctx.add("Select", {high, ctx.add("Sub", {x, shift}), ctx.scalar_like(x, 0)});
  ctx.finish("Select", {low, ctx.add("Add", {x, shift}), upper});
}

// ---- contributed operators that exporters and optimizers write ----

void import_bias_gelu(NodeContext& ctx) { ctx.finish(Gelu{}, {ctx.add("Add", {ctx.in(0), ctx.in(1)})}); }

void import_fast_gelu(NodeContext& ctx) {
  const ValueId x = ctx.has(1) ? ctx.add("Add", {ctx.in(0), ctx.in(1)}) : ctx.in(0);
  ctx.finish(Gelu{.approximate = GeluApproximate::kTanh}, {x});
}

void import_quick_gelu(NodeContext& ctx) {
  const double alpha = ctx.float_attr("alpha", 1.702);
  const ValueId x = ctx.in(0);
  ctx.finish("Mul", {x, ctx.add("Sigmoid", {ctx.add("Mul", {x, ctx.scalar_like(x, alpha)})})});
}

}  // namespace sinter::onnx
