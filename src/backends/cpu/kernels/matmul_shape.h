// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The dims of a matrix product with the semantics of numpy.matmul, as a list of equal products.
#pragma once
#include "backend/kernel.h"

namespace sinter::cpu {

inline constexpr int kMaxMatMulBatchDims = 16;

/// The right-hand side where it is a packed constant instead of an operand.
struct PackedMatrix {
  bool present = false, vector = false;  // vector: it was 1-D, and n is 1
  int64_t k = 0, n = 0;
};

struct MatMulShape {
  int64_t m = 1, n = 1, k = 1;
  int64_t a_row = 0, a_col = 1, b_row = 0, b_col = 1;  // element strides within a matrix
  // Batch dims, neighbours merged where both sides allow. Strides count matrices; 0 repeats.
  int batch_rank = 0;
  int64_t batch_dims[kMaxMatMulBatchDims], a_strides[kMaxMatMulBatchDims], b_strides[kMaxMatMulBatchDims];
  int64_t batch = 1;  // product of batch_dims

  /// Offsets, in matrices, of batch item i.
  void item(int64_t i, int64_t& a, int64_t& b) const {
    a = b = 0;
    for (int d = batch_rank - 1; d >= 0; --d) {
      const int64_t at = i % batch_dims[d];
      i /= batch_dims[d];
      a += at * a_strides[d];
      b += at * b_strides[d];
    }
  }
};

/// Checks that a, b and out fit together: afterwards indexing with the shape stays inside all three.
Status make_matmul_shape(const TensorArg& a, const TensorArg* b, const PackedMatrix& packed, const TensorArg& out,
                         bool transpose_a, bool transpose_b, MatMulShape& shape) noexcept;

}  // namespace sinter::cpu
