// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <numbers>

#include "base/text.h"
#include "import/onnx/operators/ml.h"
#include "ops/arg_reduce.h"
#include "ops/concat.h"
#include "ops/gather.h"
#include "ops/reduce.h"
#include "ops/softmax.h"

namespace sinter::onnx {

std::vector<double> floats_attr(NodeContext& ctx, std::string_view name) {
  const auto* a = ctx.attr(name);
  return a ? std::vector<double>(a->floats().begin(), a->floats().end()) : std::vector<double>{};
}

std::vector<std::string> strings_attr(NodeContext& ctx, std::string_view name) {
  const auto* a = ctx.attr(name);
  return a ? std::vector<std::string>(a->strings().begin(), a->strings().end()) : std::vector<std::string>{};
}

ValueId numbers(NodeContext& ctx, const std::vector<double>& values, DataType dtype, Dims dims) {
  if (dims.empty()) dims = {int64_t(values.size())};
  return ctx.constant_value(Weights::of_doubles(dtype, std::move(dims), values));
}

ValueId features(NodeContext& ctx) {
  const TensorType t = ctx.type(0);
  if (t.dtype == DataType::kString || is_complex(t.dtype)) ctx.invalid("its features are no numbers");
  ValueId x = t.dtype == DataType::kFloat64 ? ctx.in(0) : ctx.cast(ctx.in(0), DataType::kFloat32);
  if (t.rank() == 1) x = ctx.reshape(x, {Dim(1), t.dims[0]});
  if (ctx.type_of(x).rank() != 2) ctx.invalid("its input has rank " + std::to_string(t.rank()), "give a matrix");
  return x;
}

namespace {

ValueId scaled(NodeContext& ctx, ValueId v, double factor) { return ctx.add("Mul", {v, ctx.scalar_like(v, factor)}); }

/// Softmax in which a score of zero stays small: it is only scaled.
ValueId softmax_zero(NodeContext& ctx, ValueId v) {
  const ValueId top = ctx.add(Reduce{.kind = ReduceKind::kMax, .axes = {1}}, {v});
  const ValueId exponent = ctx.add("Exp", {ctx.add("Sub", {v, top})});
  const ValueId small = ctx.add("Mul", {v, ctx.add("Exp", {ctx.add("Neg", {top})})});
  const ValueId is_zero = ctx.add("LessOrEqual", {ctx.add("Abs", {v}), ctx.scalar_like(v, 0.0000001)});
  const ValueId e = ctx.add("Select", {is_zero, small, exponent});
  const ValueId sum = ctx.add(Reduce{.kind = ReduceKind::kSum, .axes = {1}}, {e});
  const ValueId none = ctx.add("Equal", {sum, ctx.scalar_like(v, 0)});
  return ctx.add("Select", {none, ctx.scalar_like(v, 0.5), ctx.add("Div", {e, sum})});
}

/// The inverse of the normal distribution by Winitzki's approximation of the inverse error function (a = 0.147).
ValueId probit(NodeContext& ctx, ValueId p) {
  constexpr double kA = 0.147;
  const ValueId x = ctx.add("Sub", {scaled(ctx, p, 2), ctx.scalar_like(p, 1)});
  const ValueId one = ctx.scalar_like(p, 1);
  const ValueId log = ctx.add("Log", {ctx.add("Mul", {ctx.add("Sub", {one, x}), ctx.add("Add", {one, x})})});
  const ValueId v = ctx.add("Add", {scaled(ctx, log, 0.5), ctx.scalar_like(p, 2 / (std::numbers::pi * kA))});
  const ValueId root = ctx.add("Sqrt", {ctx.add("Sub", {ctx.add("Mul", {v, v}), scaled(ctx, log, 1 / kA)})});
  const ValueId size = ctx.add("Sqrt", {ctx.add("Sub", {root, v})});
  return scaled(ctx, ctx.add("Mul", {ctx.add("Sign", {x}), size}), std::numbers::sqrt2);
}

}  // namespace

ValueId post_transformed(NodeContext& ctx, ValueId scores) {
  std::string name = "NONE";
  if (const auto* a = ctx.attr("post_transform")) {
    constexpr std::string_view kNames[] = {"NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT"};
    const bool number = a->type == AttributeType::kInt;
    if (number && (a->i() < 0 || a->i() > 4)) ctx.invalid("post_transform is " + std::to_string(a->i()));
    name = number ? kNames[a->i()] : a->s();
  }
  if (name == "NONE") return scores;
  if (name == "SOFTMAX") return ctx.add(Softmax{.axis = -1}, {scores});
  if (name == "LOGISTIC") return ctx.add("Sigmoid", {scores});
  if (name == "SOFTMAX_ZERO") return softmax_zero(ctx, scores);
  if (name == "PROBIT") return probit(ctx, scores);
  ctx.invalid("post_transform is " + quote(name), "use NONE, SOFTMAX, LOGISTIC, SOFTMAX_ZERO or PROBIT");
}

Labels labels_of(NodeContext& ctx, std::string_view ints, std::string_view strings) {
  Labels l{ctx.ints_attr(ints), strings_attr(ctx, strings)};
  if (!l.ints.empty() && !l.strings.empty()) ctx.invalid("it has labels of integers and of strings");
  return l;
}

void finish_labels(NodeContext& ctx, const Labels& labels, ValueId indices) {
  if (!ctx.wants(0)) return;
  const auto n = int64_t(labels.count());
  if (n == 0) return ctx.output(0, indices);
  const ValueId table = ctx.constant_value(labels.strings.empty() ? Weights::of_ints(DataType::kInt64, {n}, labels.ints)
                                                                  : Weights::of_strings({n}, labels.strings));
  ctx.output(0, ctx.add(Gather{.axis = 0}, {table, indices}));
}

ValueId best_class(NodeContext& ctx, ValueId scores) {
  return ctx.add(ArgReduce{.kind = ArgReduceKind::kMax, .axis = 1, .keep_dims = false}, {scores});
}

ValueId above(NodeContext& ctx, ValueId s, double threshold) {
  const ValueId yes = ctx.add("Greater", {s, ctx.scalar_like(s, threshold)});
  return ctx.reshape(ctx.cast(yes, DataType::kInt64), {ctx.type_of(s).dims[0]});
}

ValueId two_scores(NodeContext& ctx, ValueId s, bool one_minus) {
  const std::string transform = ctx.string_attr("post_transform", "NONE");
  const ValueId negative = ctx.add("Neg", {s});
  if (transform == "LOGISTIC") return ctx.add("Sigmoid", {ctx.add(Concat{.axis = 1}, {negative, s})});
  const ValueId other = one_minus ? ctx.add("Sub", {ctx.scalar_like(s, 1), s}) : negative;
  return ctx.add(Concat{.axis = 1}, {other, s});
}

}  // namespace sinter::onnx
