// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// [connected], and layers over whole vectors: [softmax], [logistic], [activation]; and those that do nothing in a run.
#include "import/darknet/layers/activation.h"
#include "import/darknet/layers/weighted.h"
#include "ops/matmul.h"
#include "ops/softmax.h"

namespace sinter::darknet {

/// [cost], [dropout] and the like: they matter in training only.
ValueId import_nothing(LayerContext& ctx) {
  ctx.section().ignore(
      {"type", "scale", "ratio", "probability", "dropblock", "dropblock_size_rel", "dropblock_size_abs"});
  return ctx.same_as_input();
}

ValueId import_connected(LayerContext& ctx) {
  const Section& s = ctx.section();
  const ValueId x = ctx.input();
  const int64_t outputs = s.integer("output", 1, 1), inputs = ctx.elements(x);
  LayerParameters p;
  p.normalizes = s.flag("batch_normalize");
  p.biases = ctx.parameters().take({outputs}, Fill::kZero);
  const bool turned = ctx.parameters().transposed();
  p.weights = ctx.parameters().take(turned ? Dims{inputs, outputs} : Dims{outputs, inputs}, Fill::kUniform, inputs);
  if (p.normalizes) {
    p.scales = ctx.parameters().take({outputs}, Fill::kOne);
    p.mean = ctx.parameters().take({outputs}, Fill::kZero);
    p.variance = ctx.parameters().take({outputs}, Fill::kOne);
  }
  ValueId v = ctx.reshape(x, {ctx.batch(x), inputs});
  v = ctx.add(MatMul{.transpose_b = !turned}, {v, ctx.weight_value(p.weights, "weights")});
  v = p.normalizes ? batch_normalized(ctx, v, p) : ctx.add("Add", {v, ctx.weight_value(p.biases, "bias")});
  return activate_by_section(ctx, ctx.as_picture(v, outputs, 1, 1), "logistic");
}

ValueId import_softmax(LayerContext& ctx) {
  const Section& s = ctx.section();
  s.refuse("tree", "trees of classes are not supported", "use a plain [softmax]");
  const ValueId x = ctx.input();
  const int64_t groups = s.integer("groups", 1, 1);
  const double temperature = s.number("temperature", 1);
  if (!(temperature > 0)) ctx.invalid("the temperature is " + std::to_string(temperature));
  ValueId v = ctx.scaled(x, 1 / temperature);
  if (s.flag("spatial")) return ctx.add(Softmax{.axis = 1}, {v});
  const int64_t c = ctx.channels(x), h = ctx.height(x), w = ctx.width(x), count = c * h * w;
  if (count % groups != 0)
    ctx.invalid(std::to_string(count) + " elements cannot be divided into " + std::to_string(groups) + " groups");
  v = ctx.add(Softmax{.axis = 2}, {ctx.reshape(v, {ctx.batch(x), groups, count / groups})});
  return ctx.as_picture(v, c, h, w);
}

ValueId import_logistic(LayerContext& ctx) { return ctx.add("Sigmoid", {ctx.input()}); }

ValueId import_activation(LayerContext& ctx) { return activate_by_section(ctx, ctx.input(), "linear"); }

}  // namespace sinter::darknet
