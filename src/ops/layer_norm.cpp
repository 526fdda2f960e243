// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/layer_norm.h"

#include "ir/record.h"
#include "ops/compute.h"

namespace sinter {

SINTER_OP(LayerNorm)

void LayerNorm::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  ctx.require(is_float(x.dtype), "elements are " + std::string(to_string(x.dtype)), "cast to a float type first");
  ctx.axis(axis, x.rank());
  ctx.require(dims >= 0 && last(x.rank()) <= x.rank(),
              std::to_string(dims) + " dims from axis " + std::to_string(axis) + " on are more than x has");
  for (int i : {1, 2}) {
    if (!ctx.has(i)) continue;
    const std::string name = i == 1 ? "scale" : "bias";
    const TensorType& p = ctx.tensor(i);
    ctx.require_dtype(i, {x.dtype});
    ctx.require(p.rank() <= x.rank(), name + " has a higher rank than x", "it must broadcast to x");
    for (int d = 1; d <= p.rank(); ++d) {
      const Dim& dim = p.dims[size_t(p.rank() - d)];
      if (!(dim == Dim(1)))
        ctx.require_equal(dim, x.dims[size_t(x.rank() - d)], name + " and x from the right, dim " + std::to_string(d));
    }
  }
  ctx.set_output(0, x.dtype, x.dims);
}

namespace {

// n elements that are `step` apart.
void normalize_row(double* row, int64_t n, int64_t step, double epsilon, bool centred) {
  double mean = 0, var = 0;
  for (int64_t i = 0; centred && i < n; ++i) mean += row[i * step];
  mean /= double(n);
  for (int64_t i = 0; i < n; ++i) var += (row[i * step] - mean) * (row[i * step] - mean);
  const double deviation = std::sqrt(var / double(n) + epsilon);
  for (int64_t i = 0; i < n; ++i) row[i * step] = (row[i * step] - mean) / deviation;
}

}  // namespace

void LayerNorm::reference(RefContext& ctx) const {
  const Dims& all = ctx.dims(0);
  const auto rank = int64_t(all.size());
  int64_t n = 1, step = 1;
  for (int64_t d = first(rank); d < rank; ++d) (d < last(rank) ? n : step) *= all[size_t(d)];
  std::vector<double> x = ctx.f64(0);
  for (size_t row = 0; row < x.size(); row += size_t(n * step))
    for (int64_t i = 0; i < step; ++i) normalize_row(x.data() + row + i, n, step, epsilon, centred);
  for (int i : {1, 2}) {
    if (!ctx.has(i)) continue;
    const auto p = ctx.f64(i);
    const auto at = strided_indices(all, broadcast_strides(ctx.dims(i), all));
    for (size_t k = 0; k < x.size(); ++k) x[k] = i == 1 ? x[k] * p[size_t(at[k])] : x[k] + p[size_t(at[k])];
  }
  ctx.put(0, x);
}

}  // namespace sinter
