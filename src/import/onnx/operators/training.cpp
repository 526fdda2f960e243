// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Steps of optimizers (ai.onnx.preview.training): Momentum, Adagrad, Adam; and BatchNormalization while it learns.
#include "import/onnx/operators/training.h"

#include "base/text.h"
#include "ops/batch_norm.h"
#include "ops/reduce.h"

namespace sinter::onnx {
namespace {

/// Inputs are the rate R, the count T, then groups of tensors: all X, all G, and so on.
struct OptimizerStep {
  NodeContext& ctx;
  int tensors;
  int index = 0;
  double norm;  // norm_coefficient

  OptimizerStep(NodeContext& context, int groups) : ctx(context), tensors((context.num_inputs() - 2) / groups) {
    if (ctx.num_inputs() < 2 + groups || (ctx.num_inputs() - 2) % groups != 0)
      ctx.invalid("it has " + std::to_string(ctx.num_inputs()) + " inputs",
                  "they are R, T and " + std::to_string(groups) + " per tensor");
    norm = ctx.float_attr("norm_coefficient", 0);
  }

  ValueId of(int group) { return ctx.in(2 + group * tensors + index); }
  ValueId x() { return of(0); }
  ValueId number(double v) { return ctx.scalar_like(x(), v); }
  ValueId rate() { return ctx.reshape(ctx.cast(ctx.in(0), ctx.type_of(x()).dtype), {}); }
  ValueId count() { return ctx.reshape(ctx.cast(ctx.in(1), ctx.type_of(x()).dtype), {}); }
  ValueId add(ValueId a, ValueId b) { return ctx.add("Add", {a, b}); }
  ValueId sub(ValueId a, ValueId b) { return ctx.add("Sub", {a, b}); }
  ValueId mul(ValueId a, ValueId b) { return ctx.add("Mul", {a, b}); }
  ValueId div(ValueId a, ValueId b) { return ctx.add("Div", {a, b}); }
  /// G with the gradient of the regularization.
  ValueId gradient() { return norm == 0 ? of(1) : add(mul(number(norm), x()), of(1)); }
  /// `later` once steps were made, else `first`.
  ValueId after_first(ValueId later, ValueId first) {
    return ctx.add("Select", {ctx.add("Greater", {count(), number(0)}), later, first});
  }
  void give(int group, ValueId v) { ctx.output(group * tensors + index, v); }
};

}  // namespace

void import_momentum(NodeContext& ctx) {
  const double alpha = ctx.float_attr("alpha", 0), beta = ctx.float_attr("beta", 0);
  const std::string mode = ctx.string_attr("mode", "standard");
  if (mode != "standard" && mode != "nesterov") ctx.invalid("mode is " + quote(mode), "use standard or nesterov");
  OptimizerStep s(ctx, 3);
  for (; s.index < s.tensors; ++s.index) {
    const ValueId g = s.gradient(), factor = s.after_first(s.number(beta), s.number(1));
    const ValueId v = s.add(s.mul(s.number(alpha), s.of(2)), s.mul(factor, g));
    const ValueId step = mode == "standard" ? v : s.add(g, s.mul(s.number(alpha), v));
    s.give(0, s.sub(s.x(), s.mul(s.rate(), step)));
    s.give(1, v);
  }
}

void import_adagrad(NodeContext& ctx) {
  const double decay = ctx.float_attr("decay_factor", 0), epsilon = ctx.float_attr("epsilon", 1e-6);
  OptimizerStep s(ctx, 3);
  for (; s.index < s.tensors; ++s.index) {
    const ValueId g = s.gradient(), h = s.add(s.of(2), s.mul(g, g));
    const ValueId rate = s.div(s.rate(), s.add(s.number(1), s.mul(s.count(), s.number(decay))));
    const ValueId root = s.add(ctx.add("Sqrt", {h}), s.number(epsilon));
    s.give(0, s.sub(s.x(), s.div(s.mul(rate, g), root)));
    s.give(1, h);
  }
}

void import_adam(NodeContext& ctx) {
  const double alpha = ctx.float_attr("alpha", 0.9), beta = ctx.float_attr("beta", 0.999),
               epsilon = ctx.float_attr("epsilon", 1e-6), post = ctx.float_attr("norm_coefficient_post", 0);
  OptimizerStep s(ctx, 4);
  for (; s.index < s.tensors; ++s.index) {
    const ValueId g = s.gradient(), one = s.number(1);
    const ValueId v = s.add(s.mul(s.number(alpha), s.of(2)), s.mul(s.number(1 - alpha), g));
    const ValueId h = s.add(s.mul(s.number(beta), s.of(3)), s.mul(s.number(1 - beta), s.mul(g, g)));
    const ValueId root = s.add(ctx.add("Sqrt", {h}), s.number(epsilon));
    const auto rest = [&](double base) { return s.sub(one, ctx.add("Pow", {s.number(base), s.count()})); };
    const ValueId rate = s.after_first(s.div(s.mul(s.rate(), ctx.add("Sqrt", {rest(beta)})), rest(alpha)), s.rate());
    ValueId x = s.sub(s.x(), s.mul(rate, s.div(v, root)));
    if (post != 0) x = s.mul(s.number(1 - post), x);
    s.give(0, x);
    s.give(1, v);
    s.give(2, h);
  }
}

/// Normalizes with the moments of the batch itself, and moves the running ones towards them.
void import_batch_norm_training(NodeContext& ctx) {
  const double epsilon = ctx.float_attr("epsilon", 1e-5), momentum = ctx.float_attr("momentum", 0.9);
  const ValueId x = ctx.in(0);
  const DataType type = ctx.dtype(0), running = ctx.dtype(3);
  Ints axes{0};
  for (int i = 2; i < ctx.rank(0); ++i) axes.push_back(i);
  const auto mean_of = [&](ValueId v) {
    return ctx.add(Reduce{.kind = ReduceKind::kMean, .axes = axes, .keep_dims = true}, {v});
  };
  const ValueId mean = mean_of(x), centred = ctx.add("Sub", {x, mean});
  const ValueId variance = mean_of(ctx.add("Mul", {centred, centred}));
  const Dim channels = ctx.type(0).dims.at(1);
  const ValueId moments[] = {ctx.reshape(mean, {channels}), ctx.reshape(variance, {channels})};
  for (int i : {0, 1}) {
    if (!ctx.wants(1 + i)) continue;
    const ValueId old = ctx.in(3 + i);
    const ValueId kept = ctx.add("Mul", {old, ctx.scalar_like(old, momentum)});
    const ValueId moved = ctx.add("Mul", {ctx.cast(moments[i], running), ctx.scalar_like(old, 1 - momentum)});
    ctx.output(1 + i, ctx.add("Add", {kept, moved}));
  }
  ctx.output(0, ctx.add(BatchNorm{.epsilon = epsilon},
                        {x, ctx.cast(ctx.in(1), type), ctx.cast(ctx.in(2), type), moments[0], moments[1]}));
}

}  // namespace sinter::onnx
