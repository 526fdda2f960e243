// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Linear models and support vector machines (ai.onnx.ml) as matrix products. Where the standard leaves open how scores
// of two classes are written and labels chosen, ONNX Runtime's way is followed.
#include <algorithm>

#include "base/text.h"
#include "import/onnx/operators/ml.h"
#include "ops/concat.h"
#include "ops/matmul.h"
#include "ops/pairwise_probability.h"
#include "ops/reduce.h"

namespace sinter::onnx {
namespace {

/// x [N,F] times the rows [R,F] of coefficients, plus one intercept per row.
ValueId linear(NodeContext& ctx, ValueId x, const std::vector<double>& coefficients, int64_t rows,
               const std::vector<double>& intercepts) {
  const DataType dtype = ctx.type_of(x).dtype;
  if (rows <= 0 || coefficients.empty() || int64_t(coefficients.size()) % rows != 0)
    ctx.invalid("there are " + std::to_string(coefficients.size()) + " coefficients for " + std::to_string(rows) +
                " rows");
  const int64_t width = int64_t(coefficients.size()) / rows;
  ValueId y = ctx.add(MatMul{.transpose_b = true}, {x, numbers(ctx, coefficients, dtype, {rows, width})});
  if (!intercepts.empty()) y = ctx.add("Add", {y, numbers(ctx, intercepts, dtype)});
  return y;
}

bool all_positive(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return v >= 0; });
}

}  // namespace

void import_linear_regressor(NodeContext& ctx) {
  const ValueId y = linear(ctx, features(ctx), floats_attr(ctx, "coefficients"), ctx.int_attr("targets", 1),
                           floats_attr(ctx, "intercepts"));
  ctx.output(0, ctx.cast(post_transformed(ctx, y), DataType::kFloat32));
}

void import_linear_classifier(NodeContext& ctx) {
  const auto coefficients = floats_attr(ctx, "coefficients"), intercepts = floats_attr(ctx, "intercepts");
  const Labels labels = labels_of(ctx, "classlabels_ints", "classlabels_strings");
  ctx.ignore_attrs({"multi_class"});
  const ValueId x = features(ctx);
  const Dim width = ctx.type_of(x).dims[1];
  const int64_t rows = !intercepts.empty()                     ? int64_t(intercepts.size())
                       : width.is_const() && width.value() > 0 ? int64_t(coefficients.size()) / width.value()
                                                               : int64_t(labels.count());
  const ValueId scores = linear(ctx, x, coefficients, rows, intercepts);
  if (rows == 1 && labels.count() == 2) {
    finish_labels(ctx, labels, above(ctx, scores, 0));
    return ctx.output(1, ctx.cast(two_scores(ctx, scores, true), DataType::kFloat32));
  }
  if (rows == 1)
    ctx.unsupported("a classifier of one score and " + std::to_string(labels.count()) + " labels is not supported",
                    "give two labels");
  finish_labels(ctx, labels, best_class(ctx, scores));
  ctx.output(1, ctx.cast(post_transformed(ctx, scores), DataType::kFloat32));
}

namespace {

/// kernel(x, v) for all rows of x [N,F] and support vectors [V,F]: [N,V].
ValueId kernel_matrix(NodeContext& ctx, ValueId x, const std::vector<double>& vectors, int64_t count) {
  const DataType dtype = ctx.type_of(x).dtype;
  const std::string kind = ctx.string_attr("kernel_type", "LINEAR");
  std::vector<double> p = floats_attr(ctx, "kernel_params");
  p.resize(3, 0);
  if (count <= 0 || vectors.empty() || int64_t(vectors.size()) % count != 0)
    ctx.invalid("support_vectors has " + std::to_string(vectors.size()) + " numbers for " + std::to_string(count) +
                " vectors");
  const int64_t width = int64_t(vectors.size()) / count;
  const ValueId dot = ctx.add(MatMul{.transpose_b = true}, {x, numbers(ctx, vectors, dtype, {count, width})});
  const auto times = [&](ValueId v, double f) { return ctx.add("Mul", {v, ctx.scalar_like(v, f)}); };
  if (kind == "LINEAR") return dot;
  if (kind == "RBF") {  // exp(-gamma |x - v|^2), the square written out
    std::vector<double> squares;
    for (int64_t v = 0; v < count; ++v) {
      double sum = 0;
      for (int64_t i = 0; i < width; ++i) sum += vectors[size_t(v * width + i)] * vectors[size_t(v * width + i)];
      squares.push_back(sum);
    }
    const ValueId own = ctx.add(Reduce{.kind = ReduceKind::kSumSquare, .axes = {1}}, {x});
    const ValueId both = ctx.add("Add", {own, numbers(ctx, squares, dtype)});
    const ValueId distance = ctx.add("Relu", {ctx.add("Sub", {both, times(dot, 2)})});
    return ctx.add("Exp", {times(distance, -p[0])});
  }
  const ValueId line = ctx.add("Add", {times(dot, p[0]), ctx.scalar_like(dot, p[1])});
  if (kind == "SIGMOID") return ctx.add("Tanh", {line});
  if (kind == "POLY") return ctx.add("Pow", {line, ctx.scalar_like(line, p[2])});
  ctx.invalid("kernel_type is " + quote(kind), "use LINEAR, POLY, RBF or SIGMOID");
}

}  // namespace

void import_svm_regressor(NodeContext& ctx) {
  const auto coefficients = floats_attr(ctx, "coefficients"), vectors = floats_attr(ctx, "support_vectors");
  const auto rho = floats_attr(ctx, "rho");
  const int64_t supports = ctx.int_attr("n_supports", 0);
  ctx.ignore_attrs({"n_targets"});
  const ValueId x = features(ctx);
  const ValueId k = supports > 0 ? kernel_matrix(ctx, x, vectors, supports) : x;
  if (supports <= 0) ctx.ignore_attrs({"kernel_type", "kernel_params"});
  ValueId y = linear(ctx, k, coefficients, 1, {rho.empty() ? 0.0 : rho[0]});
  if (ctx.int_attr("one_class", 0) != 0) {
    const ValueId inside = ctx.add("Greater", {y, ctx.scalar_like(y, 0)});
    y = ctx.add("Select", {inside, ctx.scalar_like(y, 1), ctx.scalar_like(y, -1)});
  }
  ctx.output(0, ctx.cast(post_transformed(ctx, y), DataType::kFloat32));
}

namespace {

struct Svm {
  std::vector<double> coefficients, vectors, rho, prob_a, prob_b;
  Ints per_class;
  Labels labels;
};

/// Decision values of all pairs of classes [N,pairs]: the coefficients of a pair stand in two places.
ValueId pair_scores(NodeContext& ctx, const Svm& svm, ValueId kernel, int64_t total) {
  const auto classes = int64_t(svm.per_class.size());
  std::vector<double> rows;
  Ints starts(1, 0);
  for (int64_t n : svm.per_class) starts.push_back(starts.back() + n);
  if (int64_t(svm.coefficients.size()) != total * (classes - 1))
    ctx.invalid("there are " + std::to_string(svm.coefficients.size()) + " coefficients for " + std::to_string(total) +
                " support vectors of " + std::to_string(classes) + " classes");
  for (int64_t i = 0; i < classes; ++i)
    for (int64_t j = i + 1; j < classes; ++j) {
      std::vector<double> row(static_cast<size_t>(total));
      for (int64_t v = starts[size_t(i)]; v < starts[size_t(i) + 1]; ++v)
        row[size_t(v)] = svm.coefficients[size_t((j - 1) * total + v)];
      for (int64_t v = starts[size_t(j)]; v < starts[size_t(j) + 1]; ++v)
        row[size_t(v)] = svm.coefficients[size_t(i * total + v)];
      rows.insert(rows.end(), row.begin(), row.end());
    }
  const int64_t pairs = classes * (classes - 1) / 2;
  if (int64_t(svm.rho.size()) != pairs) ctx.invalid("rho has not one entry for each pair of classes");
  return linear(ctx, kernel, rows, pairs, svm.rho);
}

/// Each pair gives one vote: to its first class if its value is positive, else to its second.
ValueId votes_of(NodeContext& ctx, ValueId scores, int64_t classes) {
  const int64_t pairs = classes * (classes - 1) / 2;
  std::vector<double> difference(static_cast<size_t>(classes * pairs)), second(static_cast<size_t>(classes));
  int64_t pair = 0;
  for (int64_t i = 0; i < classes; ++i)
    for (int64_t j = i + 1; j < classes; ++j, ++pair) {
      difference[size_t(i * pairs + pair)] = 1;
      difference[size_t(j * pairs + pair)] = -1;
      second[size_t(j)] += 1;
    }
  const ValueId first = ctx.cast(ctx.add("Greater", {scores, ctx.scalar_like(scores, 0)}), ctx.type_of(scores).dtype);
  return linear(ctx, first, difference, classes, second);
}

}  // namespace

void import_svm_classifier(NodeContext& ctx) {
  Svm svm{floats_attr(ctx, "coefficients"),
          floats_attr(ctx, "support_vectors"),
          floats_attr(ctx, "rho"),
          floats_attr(ctx, "prob_a"),
          floats_attr(ctx, "prob_b"),
          ctx.ints_attr("vectors_per_class"),
          labels_of(ctx, "classlabels_ints", "classlabels_strings")};
  int64_t total = 0;
  for (int64_t n : svm.per_class) {
    if (n < 0 || n > (int64_t{1} << 32)) ctx.invalid("vectors_per_class has a wrong entry");
    total += n;
  }
  const ValueId x = features(ctx);
  ValueId scores, chosen;
  bool has_probability = false;
  if (total == 0) {  // one row of coefficients per class, as liblinear has it
    const auto classes = int64_t(std::max<size_t>(svm.labels.count(), 1));
    ctx.ignore_attrs({"kernel_type", "kernel_params"});
    scores = linear(ctx, x, svm.coefficients, classes, {svm.rho.empty() ? 0.0 : svm.rho[0]});
    chosen = best_class(ctx, scores);
  } else {
    const auto classes = int64_t(svm.per_class.size());
    if (classes < 2 || int64_t(svm.labels.count()) != classes)
      ctx.invalid("there are " + std::to_string(svm.labels.count()) + " labels for " + std::to_string(classes) +
                  " classes");
    scores = pair_scores(ctx, svm, kernel_matrix(ctx, x, svm.vectors, total), total);
    chosen = best_class(ctx, votes_of(ctx, scores, classes));
    has_probability = !svm.prob_a.empty();
    if (has_probability)
      scores = ctx.add(PairwiseProbability{.classes = classes, .a = svm.prob_a, .b = svm.prob_b}, {scores});
    else if (classes == 2 && all_positive(svm.coefficients))
      chosen = ctx.add("Max", {chosen, ctx.scalar_like(chosen, 1)});
  }
  finish_labels(ctx, svm.labels, chosen);
  const Dim width = ctx.type_of(scores).dims[1];
  ctx.output(
      1, ctx.cast(width == Dim(1) && !has_probability ? two_scores(ctx, scores, false) : post_transformed(ctx, scores),
                  DataType::kFloat32));
}

}  // namespace sinter::onnx
