// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/det.h"

#include "ir/record.h"
#include "ops/compute.h"

namespace sinter {

SINTER_OP(Det)

void Det::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  ctx.require_dtype(0, {DataType::kFloat32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64});
  ctx.require(x.rank() >= 2, "x has rank " + std::to_string(x.rank()), "use at least two dims");
  ctx.require_equal(x.dims[size_t(x.rank()) - 2], x.dims.back(), "the last two dims must be equal");
  ctx.set_output(0, x.dtype, SymDims(x.dims.begin(), x.dims.end() - 2));
}

namespace {

double determinant(double* a, size_t n) {
  double det = 1;
  for (size_t k = 0; k < n; ++k) {
    size_t pivot = k;
    for (size_t i = k + 1; i < n; ++i)
      if (std::fabs(a[i * n + k]) > std::fabs(a[pivot * n + k])) pivot = i;
    if (pivot != k) {
      for (size_t j = k; j < n; ++j) std::swap(a[k * n + j], a[pivot * n + j]);
      det = -det;
    }
    det *= a[k * n + k];
    if (det == 0) return 0;
    for (size_t i = k + 1; i < n; ++i) {
      const double f = a[i * n + k] / a[k * n + k];
      for (size_t j = k + 1; j < n; ++j) a[i * n + j] -= f * a[k * n + j];
    }
  }
  return det;
}

}  // namespace

void Det::reference(RefContext& ctx) const {
  const auto n = size_t(ctx.dims(0).back());
  std::vector<double> x = ctx.f64(0), out(size_t(element_count(ctx.out_dims(0))), 1.0);
  for (size_t i = 0; i < out.size(); ++i) out[i] = determinant(x.data() + i * n * n, n);
  ctx.put(0, out);
}

}  // namespace sinter
