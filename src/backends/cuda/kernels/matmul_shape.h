// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A NumPy matmul at run time as one (strided batch of a) matrix product.
#pragma once
#include <cstdint>

#include "backend/kernel.h"

namespace sinter::cuda {

struct MatmulShape {
  int64_t batch = 1, m = 0, n = 0, k = 0;
  bool transpose_a = false, transpose_b = false;  // as stored: a is k x m, b is n x k
  bool share_a = false, share_b = false;          // one matrix for the whole batch
  bool operator==(const MatmulShape&) const = default;
};

/// Bad if the dims do not fit together, or if an operand is broadcast along some batch dims but not all.
Status matmul_shape(const TensorArg& a, const TensorArg& b, bool transpose_a, bool transpose_b,
                    MatmulShape& shape) noexcept;

}  // namespace sinter::cuda
