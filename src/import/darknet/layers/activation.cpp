// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/darknet/layers/activation.h"

#include "base/text.h"
#include "ops/clip.h"
#include "ops/elu.h"
#include "ops/gelu.h"
#include "ops/leaky_relu.h"
#include "ops/reduce.h"
#include "ops/selu.h"

namespace sinter::darknet {
namespace {

using Activate = ValueId (*)(const LayerContext&, ValueId);

ValueId clipped(const LayerContext& ctx, ValueId v, double low, double high) {
  return ctx.add(Clip{.min = low, .max = high}, {v});
}

/// x within [low, high], and with this slope outside.
ValueId softly_clipped(const LayerContext& ctx, ValueId v, double low, double high, double inside, double outside) {
  const ValueId c = clipped(ctx, v, low, high);
  return ctx.add("Add", {ctx.scaled(c, inside), ctx.scaled(ctx.add("Sub", {v, c}), outside)});
}

ValueId loggy(const LayerContext& ctx, ValueId v) { return ctx.shifted(ctx.scaled(ctx.add("Sigmoid", {v}), 2), -1); }

ValueId ramp(const LayerContext& ctx, ValueId v) { return ctx.add("Add", {ctx.add("Relu", {v}), ctx.scaled(v, 0.1)}); }

ValueId plse(const LayerContext& ctx, ValueId v) {
  return ctx.shifted(softly_clipped(ctx, v, -4, 4, 0.125, 0.01), 0.5);
}

/// Flat over even units, rising by one over odd ones.
ValueId stair(const LayerContext& ctx, ValueId v) {
  const ValueId below = ctx.add("Floor", {v}), half = ctx.add("Floor", {ctx.scaled(v, 0.5)});
  const ValueId odd = ctx.add("Sub", {below, ctx.scaled(half, 2)});
  return ctx.add("Add", {half, ctx.add("Mul", {odd, ctx.add("Sub", {v, below})})});
}

/// x above 0, x^2 / 2 + x down to -2, 0 below.
ValueId hard_mish(const LayerContext& ctx, ValueId v) {
  const ValueId c = clipped(ctx, v, -2, 0);
  const ValueId curve = ctx.add("Add", {ctx.scaled(ctx.add("Mul", {c, c}), 0.5), c});
  return ctx.add("Add", {curve, ctx.add("Relu", {v})});
}

ValueId over_channels(const LayerContext& ctx, ReduceKind kind, ValueId v) {
  return ctx.add(Reduce{.kind = kind, .axes = {1}, .keep_dims = true}, {v});
}

/// Parts of the sum over the channels, to which Darknet adds 0.0001.
ValueId shares(const LayerContext& ctx, ValueId v) {
  return ctx.add("Div", {v, ctx.shifted(over_channels(ctx, ReduceKind::kSum, v), 0.0001)});
}

ValueId shares_of_exp(const LayerContext& ctx, ValueId v) { return shares(ctx, ctx.add("Exp", {v})); }

struct NamedActivation {
  std::string_view name;
  Activate run;
};

constexpr NamedActivation kActivations[] = {
    {"linear", [](const LayerContext&, ValueId v) { return v; }},
    {"logistic", [](const LayerContext& c, ValueId v) { return c.add("Sigmoid", {v}); }},
    {"loggy", loggy},
    {"relu", [](const LayerContext& c, ValueId v) { return c.add("Relu", {v}); }},
    {"relu6", [](const LayerContext& c, ValueId v) { return clipped(c, v, 0, 6); }},
    {"elu", [](const LayerContext& c, ValueId v) { return c.add(Elu{}, {v}); }},
    {"selu", [](const LayerContext& c, ValueId v) { return c.add(Selu{.alpha = 1.6732, .gamma = 1.0507}, {v}); }},
    {"gelu", [](const LayerContext& c, ValueId v) { return c.add(Gelu{GeluApproximate::kTanh}, {v}); }},
    {"relie", [](const LayerContext& c, ValueId v) { return c.add(LeakyRelu{.alpha = 0.01}, {v}); }},
    {"ramp", ramp},
    {"leaky", [](const LayerContext& c, ValueId v) { return c.add(LeakyRelu{.alpha = 0.1}, {v}); }},
    {"revleaky", [](const LayerContext& c, ValueId v) { return c.add(LeakyRelu{.alpha = 0.1}, {v}); }},
    {"tanh", [](const LayerContext& c, ValueId v) { return c.add("Tanh", {v}); }},
    {"plse", plse},
    {"stair", stair},
    {"hardtan", [](const LayerContext& c, ValueId v) { return clipped(c, v, -1, 1); }},
    {"lhtan", [](const LayerContext& c, ValueId v) { return softly_clipped(c, v, 0, 1, 1, 0.001); }},
    {"swish", [](const LayerContext& c, ValueId v) { return c.add("Silu", {v}); }},
    {"mish", [](const LayerContext& c, ValueId v) { return c.add("Mish", {v}); }},
    {"hard_mish", hard_mish},
    {"normalize_channels", [](const LayerContext& c, ValueId v) { return shares(c, c.add("Relu", {v})); }},
    {"normalize_channels_softmax", shares_of_exp},
    {"normalize_channels_softmax_maxval",
     [](const LayerContext& c, ValueId v) {
       return shares_of_exp(c, c.add("Sub", {v, over_channels(c, ReduceKind::kMax, v)}));
     }},
};

}  // namespace

ValueId activate(const LayerContext& ctx, ValueId v, const std::string& name) {
  std::vector<std::string_view> names;
  for (const auto& a : kActivations) {
    if (a.name == name) return a.run(ctx, v);
    names.push_back(a.name);
  }
  const std::string hint = did_you_mean(name, names);
  ctx.invalid("there is no activation " + quote(name) + (hint.empty() ? "" : "; " + hint),
              "use one of " + join(names, ", "));
}

ValueId activate_by_section(const LayerContext& ctx, ValueId v, std::string_view otherwise) {
  return activate(ctx, v, ctx.section().text("activation", otherwise));
}

}  // namespace sinter::darknet
