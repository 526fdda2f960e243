// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// [batchnorm], [normalization] over channels, [l2norm].
#include "import/darknet/layers/weighted.h"
#include "ops/convolution.h"
#include "ops/reduce.h"

namespace sinter::darknet {

ValueId import_batchnorm(LayerContext& ctx) {
  const ValueId x = ctx.input();
  const int64_t c = ctx.channels(x);
  LayerParameters p;
  p.biases = ctx.parameters().take({c}, Fill::kZero);
  p.scales = ctx.parameters().take({c}, Fill::kOne);
  p.mean = ctx.parameters().take({c}, Fill::kZero);
  p.variance = ctx.parameters().take({c}, Fill::kOne);
  return batch_normalized(ctx, x, p);
}

/// x * (kappa + alpha * sum of squares of near channels)^-beta. Darknet keeps a running sum whose first window is one
/// channel short; which squares are in it, and how often, is a matrix, and so a convolution of size 1.
ValueId import_normalization(LayerContext& ctx) {
  const Section& s = ctx.section();
  const ValueId x = ctx.input();
  const double alpha = s.number("alpha", 0.0001), beta = s.number("beta", 0.75), kappa = s.number("kappa", 1);
  const int64_t size = s.integer("size", 5, 1), c = ctx.channels(x);
  ctx.check_made(checked_count({c, c}));
  std::vector<double> window(size_t(c), 0.0), matrix, kappas(size_t(c), kappa);
  for (int64_t k = 0; k < std::min(size / 2, c); ++k) window[size_t(k)] = alpha;
  for (int64_t k = 0; k < c; ++k) {
    const int64_t leaves = k - (size - 1) / 2 - 1, enters = k + size / 2;
    if (k > 0 && leaves >= 0) window[size_t(leaves)] -= alpha;
    if (k > 0 && enters < c) window[size_t(enters)] += alpha;
    matrix.insert(matrix.end(), window.begin(), window.end());
  }
  const ValueId weights = ctx.constant_value(Weights::of_doubles(DataType::kFloat32, {c, c, 1, 1}, matrix));
  const ValueId bias = ctx.constant_value(Weights::of_doubles(DataType::kFloat32, {c}, kappas));
  const ValueId sums = ctx.add(Convolution{}, {ctx.add("Mul", {x, x}), weights, bias});
  return ctx.add("Mul", {x, ctx.add("Pow", {sums, ctx.scalar_like(x, -beta)})});
}

/// Each place's vector of channels made one long.
ValueId import_l2norm(LayerContext& ctx) {
  const ValueId x = ctx.input();
  return ctx.add("Div", {x, ctx.add(Reduce{.kind = ReduceKind::kL2, .axes = {1}, .keep_dims = true}, {x})});
}

}  // namespace sinter::darknet
