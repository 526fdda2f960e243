// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/matrix_inverse.h"

#include "ir/record.h"
#include "ops/compute.h"
#include "ops/invert_matrix.h"

namespace sinter {

SINTER_OP(MatrixInverse)

void MatrixInverse::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  ctx.require_dtype(0, {DataType::kFloat32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64});
  ctx.require(x.rank() >= 2, "x has rank " + std::to_string(x.rank()), "give it rows and columns");
  ctx.require_equal(x.dims[x.dims.size() - 2], x.dims.back(), "rows and columns of the matrices");
  ctx.set_output(0, x.dtype, x.dims);
}

void MatrixInverse::reference(RefContext& ctx) const {
  auto x = ctx.f64(0);
  const int64_t n = ctx.dims(0).back();
  std::vector<double> out(x.size());
  for (int64_t at = 0; n > 0 && at < int64_t(x.size()); at += n * n) invert_matrix(x.data() + at, out.data() + at, n);
  ctx.put(0, out);
}

}  // namespace sinter
