// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/kernels/matmul_shape.h"

#include <algorithm>

namespace sinter::cuda {
namespace {

struct MatrixDims {
  int64_t rows, columns;
  bool transposed;
  int32_t batch_rank;
};

// The last two dims; a vector is a row (of a) or a column (of b), which transposing does not change.
MatrixDims matrix_dims(const TensorArg& t, bool transpose, bool vector_is_row) {
  if (t.rank == 1) return vector_is_row ? MatrixDims{1, t.dims[0], false, 0} : MatrixDims{t.dims[0], 1, false, 0};
  const int64_t r = t.dims[t.rank - 2], c = t.dims[t.rank - 1];
  return {transpose ? c : r, transpose ? r : c, transpose, t.rank - 2};
}

int64_t batch_dim(const TensorArg& t, const MatrixDims& m, int32_t rank, int32_t d) {
  const int32_t at = d - (rank - m.batch_rank);
  return at < 0 ? 1 : t.dims[at];
}

}  // namespace

Status matmul_shape(const TensorArg& a, const TensorArg& b, bool transpose_a, bool transpose_b,
                    MatmulShape& s) noexcept {
  if (a.rank < 1 || b.rank < 1) return Status::bad("an operand of a matrix product is a scalar");
  const MatrixDims x = matrix_dims(a, transpose_a, true), y = matrix_dims(b, transpose_b, false);
  if (x.columns != y.rows) return Status::bad("the operands of a matrix product do not fit together");
  const int32_t rank = std::max(x.batch_rank, y.batch_rank);
  int64_t of_a = 1, of_b = 1;
  for (int32_t d = 0; d < rank; ++d) {
    const int64_t p = batch_dim(a, x, rank, d), q = batch_dim(b, y, rank, d);
    if (p != q && p != 1 && q != 1) return Status::bad("the batch dims of a matrix product do not fit together");
    of_a *= p;
    of_b *= q;
    s.batch *= p == 1 ? q : p;
  }
  if ((of_a != 1 && of_a != s.batch) || (of_b != 1 && of_b != s.batch))
    return Status::bad("a matrix product broadcasts an operand along some of its batch dims only");
  s.m = x.rows;
  s.n = y.columns;
  s.k = x.columns;
  s.transpose_a = x.transposed;
  s.transpose_b = y.transposed;
  s.share_a = of_a == 1;
  s.share_b = of_b == 1;
  if (s.share_b && !s.transpose_a && !(s.share_a && s.batch != 1)) {  // rows of all batches are one tall matrix
    s.m *= s.batch;
    s.batch = 1;
    s.share_a = true;
  }
  return {};
}

}  // namespace sinter::cuda
