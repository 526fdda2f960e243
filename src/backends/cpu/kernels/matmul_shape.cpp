// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cpu/kernels/matmul_shape.h"

#include <algorithm>

namespace sinter::cpu {
namespace {

struct MatMulSide {
  bool vector;
  std::span<const int64_t> batch;  // its own leading dims
  int64_t rows, cols;              // after the transpose
  int64_t row_stride, col_stride;
};

MatMulSide matmul_side(const TensorArg& t, bool is_a, bool transpose) {
  const auto d = t.shape();
  if (d.size() == 1) return is_a ? MatMulSide{true, {}, 1, d[0], d[0], 1} : MatMulSide{true, {}, d[0], 1, 1, 1};
  const int64_t r = d[d.size() - 2], c = d[d.size() - 1];
  const auto batch = d.first(d.size() - 2);
  return transpose ? MatMulSide{false, batch, c, r, 1, c} : MatMulSide{false, batch, r, c, c, 1};
}

/// The stride of a side's batch dim, counted from the last; false if it does not broadcast.
bool matmul_batch_stride(std::span<const int64_t> batch, size_t from_last, int64_t out_dim, int64_t& next,
                         int64_t& stride) {
  stride = 0;
  if (from_last >= batch.size()) return true;
  const int64_t dim = batch[batch.size() - 1 - from_last];
  if (dim == out_dim) {
    stride = dim == 1 ? 0 : next;
    next *= dim;
    return true;
  }
  return dim == 1;
}

}  // namespace

Status make_matmul_shape(const TensorArg& a, const TensorArg* b, const PackedMatrix& packed, const TensorArg& out,
                         bool transpose_a, bool transpose_b, MatMulShape& s) noexcept {
  if (a.rank < 1 || (b && b->rank < 1)) return Status::bad("an operand of a matrix product is a scalar");
  const MatMulSide x = matmul_side(a, true, transpose_a);
  const MatMulSide y = b ? matmul_side(*b, false, transpose_b)
                         : MatMulSide{packed.vector, {}, packed.k, packed.n, packed.n, 1};
  s = {};
  s.m = x.rows, s.k = x.cols, s.n = y.cols;
  s.a_row = x.row_stride, s.a_col = x.col_stride, s.b_row = y.row_stride, s.b_col = y.col_stride;
  if (y.rows != s.k) return Status::bad("the inner dims of a matrix product differ");
  const int matrix_rank = (x.vector ? 0 : 1) + (y.vector ? 0 : 1);
  const int batch_rank = out.rank - matrix_rank;
  if (batch_rank < 0 || size_t(batch_rank) < std::max(x.batch.size(), y.batch.size()))
    return Status::bad("the output of a matrix product has a wrong rank");
  if ((!x.vector && out.dims[batch_rank] != s.m) || (!y.vector && out.dims[out.rank - 1] != s.n)) {
    return Status::bad("the output of a matrix product has wrong dims");
  }
  int64_t a_next = 1, b_next = 1;
  for (int from_last = 0; from_last < batch_rank; ++from_last) {
    const int64_t dim = out.dims[batch_rank - 1 - from_last];
    int64_t as, bs;
    if (!matmul_batch_stride(x.batch, size_t(from_last), dim, a_next, as) ||
        !matmul_batch_stride(y.batch, size_t(from_last), dim, b_next, bs)) {
      return Status::bad("the batch dims of a matrix product do not broadcast");
    }
    s.batch *= dim;
    if (dim == 1) continue;
    const int k = s.batch_rank - 1;
    if (k >= 0 && as == s.a_strides[k] * s.batch_dims[k] && bs == s.b_strides[k] * s.batch_dims[k]) {
      s.batch_dims[k] *= dim;
      continue;
    }
    if (s.batch_rank == kMaxMatMulBatchDims) return Status::bad("a matrix product has too many batch dims");
    s.batch_dims[s.batch_rank] = dim, s.a_strides[s.batch_rank] = as, s.b_strides[s.batch_rank] = bs;
    ++s.batch_rank;
  }
  std::reverse(s.batch_dims, s.batch_dims + s.batch_rank);
  std::reverse(s.a_strides, s.a_strides + s.batch_rank);
  std::reverse(s.b_strides, s.b_strides + s.batch_rank);
  return Status::good();
}

}  // namespace sinter::cpu
