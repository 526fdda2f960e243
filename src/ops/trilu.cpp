// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/trilu.h"

#include <algorithm>

#include "ir/record.h"

namespace sinter {

SINTER_OP(Trilu)

void Trilu::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  ctx.require(x.rank() >= 2, "x has rank " + std::to_string(x.rank()), "use rank 2 or more");
  if (ctx.has(1)) {
    ctx.require_dtype(1, {DataType::kInt64, DataType::kInt32});
    const SymDims& d = ctx.tensor(1).dims;
    ctx.require(d.empty() || (d.size() == 1 && d[0] == Dim(1)), "k is no scalar");
  }
  ctx.set_output(0, x.dtype, x.dims);
}

void Trilu::reference(RefContext& ctx) const {
  const Dims& dims = ctx.dims(0);
  const int64_t rows = dims[dims.size() - 2], cols = dims.back();
  // Beyond the corners all offsets mean the same.
  const int64_t k = ctx.has(1) ? std::clamp(ctx.i64(1).at(0), -rows - 1, cols + 1) : 0;
  ctx.copy_elements(0, 0, [&](int64_t i) {
    const int64_t row = i / cols % rows, col = i % cols;
    const bool kept = upper ? col >= row + k : col <= row + k;
    return kept ? i : -1;
  });
}

}  // namespace sinter
