// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/tree_ensemble.h"

#include "ir/record.h"
#include "ops/tree_tables.h"

namespace sinter {

SINTER_OP(TreeEnsemble)

void TreeEnsemble::infer(InferContext& ctx) const {
  ctx.require_dtype(0, {DataType::kFloat32, DataType::kFloat64});
  const TensorType& x = ctx.tensor(0);
  ctx.require(x.rank() == 2, "x has rank " + std::to_string(x.rank()) + ", 2 expected");
  const TreeTables tables(*this);
  ctx.require_at_least(x.dims[1], tables.features(), "the trees' features and dim 1 of x");
  ctx.set_output(0, x.dtype, {x.dims[0], targets});
}

void TreeEnsemble::reference(RefContext& ctx) const {
  const TreeTables tables(*this);
  const std::vector<double> x = ctx.f64(0);
  const int64_t rows = ctx.dims(0)[0], width = ctx.dims(0)[1];
  if (width < tables.features()) fail(ErrorCode::kShapeMismatch, "x has too few features", "give all of them");
  std::vector<double> out(size_t(rows * targets));
  std::vector<uint8_t> touched(static_cast<size_t>(targets));
  for (int64_t r = 0; r < rows; ++r) tables.evaluate(x.data() + r * width, out.data() + r * targets, touched.data());
  ctx.put(0, out);
}

}  // namespace sinter
