// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Layers that compute each element from that element.
#include <cmath>
#include <limits>

#include "import/caffe/layer_context.h"
#include "ops/cast.h"
#include "ops/clip.h"
#include "ops/elu.h"
#include "ops/hard_sigmoid.h"
#include "ops/leaky_relu.h"
#include "ops/prelu.h"

namespace sinter::caffe {
namespace {

struct UnaryLayer {
  std::string_view type, op;
};
constexpr UnaryLayer kUnaryLayers[] = {{"AbsVal", "Abs"},
                                       {"BNLL", "Softplus"},
                                       {"HSwish", "HardSwish"},
                                       {"HardSwish", "HardSwish"},
                                       {"Mish", "Mish"},
                                       {"Sigmoid", "Sigmoid"},
                                       {"SigmoidCrossEntropyLoss", "Sigmoid"},
                                       {"TanH", "Tanh"}};

/// scale * x + shift, the inner part of Power, Exp and Log.
ValueId affine(LayerContext& ctx, Params& p) {
  return ctx.plus(ctx.times(ctx.bottom(0), p.real("scale", 1)), p.real("shift", 0));
}

/// The natural logarithm of the base; -1 stands for e.
double log_base(Params& p) {
  const double base = p.real("base", -1);
  if (base == -1) return 1;
  if (!(base > 0)) p.fail_at("base", "base is " + std::to_string(base), "use a positive number, or -1 for e");
  return std::log(base);
}

}  // namespace

void import_unary_layer(LayerContext& ctx) {
  for (const UnaryLayer& u : kUnaryLayers)
    if (u.type == ctx.layer().type) return ctx.finish(u.op, {ctx.bottom(0)});
}

void import_relu(LayerContext& ctx) {
  const double slope = ctx.params("relu_param").real("negative_slope", 0);
  slope == 0 ? ctx.finish("Relu", {ctx.bottom(0)}) : ctx.finish(LeakyRelu{.alpha = slope}, {ctx.bottom(0)});
}

void import_relu6(LayerContext& ctx) {
  ctx.params("relu_param").ignore({"negative_slope"});
  ctx.finish(Clip{.min = 0, .max = ctx.params("relu6_param").real("threshold", 6)}, {ctx.bottom(0)});
}

void import_elu(LayerContext& ctx) {
  ctx.finish(Elu{.alpha = ctx.params("elu_param").real("alpha", 1)}, {ctx.bottom(0)});
}

void import_clip(LayerContext& ctx) {
  Params& p = ctx.params("clip_param");
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  ctx.finish(Clip{.min = p.real("min", -kInfinity), .max = p.real("max", kInfinity)}, {ctx.bottom(0)});
}

void import_swish(LayerContext& ctx) {
  const ValueId x = ctx.bottom(0);
  const double beta = ctx.params("swish_param").real("beta", 1);
  if (beta == 1) return ctx.finish("Silu", {x});
  ctx.finish("Mul", {x, ctx.add("Sigmoid", {ctx.times(x, beta)})});
}

void import_hard_sigmoid(LayerContext& ctx) {
  Params& p = ctx.params("hard_sigmoid_param");
  const double alpha = p.real("alpha", 1.0 / 6), beta = p.real("beta", 0.5);
  ctx.finish(HardSigmoid{.alpha = alpha, .beta = beta}, {ctx.bottom(0)});
}

void import_prelu(LayerContext& ctx) {
  const SymDims dims = ctx.dims(0);
  if (dims.size() < 2) ctx.invalid("its input has no channels");
  const bool shared = ctx.params("prelu_param").flag("channel_shared", false);
  const int64_t count = shared ? 1 : ctx.fixed(dims[1], "the number of channels");
  Weights slope = ctx.blob(0, {count}, Fill::kSlope);
  Dims along(dims.size() - 1, 1);  // of the channels and what follows
  along[0] = count;
  const Weights slopes(slope.dtype(), along, slope.bytes(), slope.owner());
  ctx.finish(PRelu{}, {ctx.bottom(0), ctx.weight_value(slopes, "slopes")});
}

void import_power(LayerContext& ctx) {
  Params& p = ctx.params("power_param");
  const double power = p.real("power", 1);
  const ValueId inner = affine(ctx, p);
  if (power == 0) return ctx.finish(Clip{.min = 1, .max = 1}, {ctx.bottom(0)});  // Caffe sets ones
  if (power == 1) return ctx.top(0, inner == ctx.bottom(0) ? ctx.copy(inner) : inner);
  if (power == 2) return ctx.finish("Mul", {inner, inner});
  if (power == -1) return ctx.finish("Reciprocal", {inner});
  if (power == 0.5) return ctx.finish("Sqrt", {inner});
  ctx.finish("Pow", {inner, ctx.scalar_like(inner, power)});
}

void import_exp(LayerContext& ctx) {
  Params& p = ctx.params("exp_param");
  ctx.finish("Exp", {ctx.times(affine(ctx, p), log_base(p))});
}

void import_log(LayerContext& ctx) {
  Params& p = ctx.params("log_param");
  const double base = log_base(p);
  const ValueId y = ctx.add("Log", {affine(ctx, p)});
  ctx.top(0, ctx.times(y, 1 / base));
}

void import_threshold(LayerContext& ctx) {
  const ValueId x = ctx.bottom(0);
  const double threshold = ctx.params("threshold_param").real("threshold", 0);
  ctx.top(0, ctx.cast(ctx.add("Greater", {x, ctx.scalar_like(x, threshold)}), DataType::kFloat32));
}

/// Test-time Dropout, Split, and losses that pass their input on: each top is the bottom.
void import_identity_layer(LayerContext& ctx) {
  ctx.params("dropout_param").ignore({"dropout_ratio", "scale_train"});
  for (size_t i = 0; i < ctx.num_tops(); ++i) ctx.top(i, ctx.bottom(0));
}

}  // namespace sinter::caffe
