// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/pairwise_probability.h"

#include <algorithm>
#include <cmath>

#include "ir/record.h"

namespace sinter {

SINTER_OP(PairwiseProbability)

void PairwiseProbability::infer(InferContext& ctx) const {
  ctx.require_dtype(0, {DataType::kFloat32, DataType::kFloat64});
  const TensorType& s = ctx.tensor(0);
  ctx.require(classes >= 2 && classes <= 4096, "the number of classes is " + std::to_string(classes));
  const int64_t pairs = classes * (classes - 1) / 2;
  ctx.require(s.rank() == 2 && int64_t(a.size()) == pairs && int64_t(b.size()) == pairs,
              "there must be one decision value, a and b for each of " + std::to_string(pairs) + " pairs");
  ctx.require_equal(s.dims[1], pairs, "dim 1 of the decision values");
  ctx.set_output(0, s.dtype, {s.dims[0], classes});
}

namespace {

// Minimises sum over pairs of (r_ji p_i - r_ij p_j)^2 under sum p = 1, by the iteration of the paper's algorithm 2.
void couple(const std::vector<double>& r, size_t k, double* p) {
  std::vector<double> q(k * k), qp(k);
  for (size_t t = 0; t < k; ++t) {
    p[t] = 1.0 / double(k);
    for (size_t j = 0; j < k; ++j) {
      if (j == t) continue;
      q[t * k + t] += r[j * k + t] * r[j * k + t];
      q[t * k + j] = -r[j * k + t] * r[t * k + j];
    }
  }
  const double epsilon = 0.005 / double(k);
  for (size_t round = 0; round < std::max<size_t>(100, k); ++round) {
    double pqp = 0, worst = 0;
    for (size_t t = 0; t < k; ++t) {
      qp[t] = 0;
      for (size_t j = 0; j < k; ++j) qp[t] += q[t * k + j] * p[j];
      pqp += p[t] * qp[t];
    }
    for (size_t t = 0; t < k; ++t) worst = std::max(worst, std::fabs(qp[t] - pqp));
    if (worst < epsilon) return;
    for (size_t t = 0; t < k; ++t) {
      const double diff = (pqp - qp[t]) / q[t * k + t];
      p[t] += diff;
      pqp = (pqp + diff * (diff * q[t * k + t] + 2 * qp[t])) / (1 + diff) / (1 + diff);
      for (size_t j = 0; j < k; ++j) {
        qp[j] = (qp[j] + diff * q[t * k + j]) / (1 + diff);
        p[j] /= 1 + diff;
      }
    }
  }
}

}  // namespace

void PairwiseProbability::reference(RefContext& ctx) const {
  const std::vector<double> s = ctx.f64(0);
  const auto k = size_t(classes), pairs = a.size();
  if (pairs != k * (k - 1) / 2 || s.size() % pairs != 0)
    fail(ErrorCode::kShapeMismatch, "the decision values do not fit the number of classes", "build the plan again");
  const size_t rows = s.size() / pairs;
  std::vector<double> out(rows * k);
  for (size_t n = 0; n < rows; ++n) {
    std::vector<double> r(k * k);
    size_t pair = 0;
    for (size_t i = 0; i < k; ++i)
      for (size_t j = i + 1; j < k; ++j, ++pair) {
        const double p = 1 / (1 + std::exp(s[n * pairs + pair] * a[pair] + b[pair]));
        r[i * k + j] = std::clamp(p, 1e-7, 1 - 1e-7);
        r[j * k + i] = 1 - r[i * k + j];
      }
    couple(r, k, out.data() + n * k);
  }
  ctx.put(0, out);
}

}  // namespace sinter
