// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// NegativeLogLikelihoodLoss and SoftmaxCrossEntropyLoss.
#include "base/text.h"
#include "import/onnx/node_context.h"
#include "ops/gather.h"
#include "ops/gather_elements.h"
#include "ops/log_softmax.h"
#include "ops/reduce.h"

namespace sinter::onnx {
namespace {

ValueId sum_of(NodeContext& ctx, ValueId v) {
  return ctx.add(Reduce{.kind = ReduceKind::kSum, .axes = {}, .keep_dims = false}, {v});
}

/// -log_p[n,target,...] * weight[target], 0 where the target is to be ignored; reduced as the node says.
ValueId likelihood_loss(NodeContext& ctx, ValueId log_p, ValueId target, ValueId weights) {
  const std::string reduction = ctx.string_attr("reduction", "mean");
  if (reduction != "mean" && reduction != "sum" && reduction != "none")
    ctx.invalid("reduction is " + quote(reduction), "use mean, sum or none");
  const SymDims d = ctx.type_of(target).dims;
  if (d.empty() || ctx.type_of(log_p).rank() != int(d.size()) + 1)
    ctx.invalid("the input must have one dim more than the target");
  ValueId ignored = kNoValue;
  if (ctx.has_attr("ignore_index")) {
    // The ignored index may be outside of the classes: it is replaced before anything is picked with it.
    ignored = ctx.add("Equal", {target, ctx.scalar_like(target, double(ctx.int_attr("ignore_index")))});
    target = ctx.add("Select", {ignored, ctx.scalar_like(target, 0), target});
  }
  SymDims one = d;
  one.insert(one.begin() + 1, Dim(1));
  const ValueId picked = ctx.reshape(ctx.add(GatherElements{.axis = 1}, {log_p, ctx.reshape(target, one)}), d);
  const ValueId zero = ctx.scalar_like(log_p, 0);
  ValueId loss = ctx.add("Neg", {picked}), weight = kNoValue;
  if (weights != kNoValue) {
    weight = ctx.add(Gather{.axis = 0}, {weights, target});
    loss = ctx.add("Mul", {loss, weight});
  }
  if (ignored != kNoValue) {
    loss = ctx.add("Select", {ignored, zero, loss});
    weight = ctx.add("Select", {ignored, zero, weight == kNoValue ? ctx.scalar_like(log_p, 1) : weight});
  }
  if (reduction == "none") return loss;
  if (reduction == "sum") return sum_of(ctx, loss);
  if (weight == kNoValue) return ctx.add(Reduce{.kind = ReduceKind::kMean, .axes = {}, .keep_dims = false}, {loss});
  return ctx.add("Div", {sum_of(ctx, loss), sum_of(ctx, weight)});
}

}  // namespace

void import_likelihood_loss(NodeContext& ctx) {
  ctx.output(0, likelihood_loss(ctx, ctx.in(0), ctx.in(1), ctx.optional_in(2)));
}

void import_cross_entropy_loss(NodeContext& ctx) {
  const ValueId log_p = ctx.add(LogSoftmax{.axis = 1}, {ctx.in(0)});
  ctx.output(0, likelihood_loss(ctx, log_p, ctx.in(1), ctx.optional_in(2)));
  ctx.output(1, log_p);
}

}  // namespace sinter::onnx
