// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The inner loops of the references of Convolution and MatMul: c += a * b with b given in panels of kPanel columns. The
// fixed inner trip count lets g++ -O2 vectorise; per element the sum runs over k in order.
#pragma once
#include <cstdint>

namespace sinter {

inline constexpr int64_t kPanel = 64;       // columns of a wide panel
inline constexpr int64_t kNarrowPanel = 4;  // of a narrow one, for matrix times vector

template <class T, int Rows, int Columns>
void panel_rows(const T* a, int64_t lda, const T* panel, int64_t k, T* acc) {
  for (int64_t p = 0; p < k; ++p) {
    const T* b = panel + p * Columns;
    for (int r = 0; r < Rows; ++r) {
      const T v = a[r * lda + p];
      T* c = acc + r * Columns;
      for (int j = 0; j < Columns; ++j) c[j] += v * b[j];
    }
  }
}

/// c[i][j] += sum over p of a[i][p] * panel[p][j] for i < m, j < columns <= Columns; the panel is k x Columns, dense.
template <class T, int Columns>
void panel_gemm(const T* a, int64_t lda, const T* panel, T* c, int64_t ldc, int64_t m, int64_t k, int64_t columns) {
  constexpr int kRows = 4;
  T acc[kRows * Columns];
  for (int64_t i = 0; i < m;) {
    const int64_t rows = m - i >= kRows ? kRows : 1;
    for (int64_t r = 0; r < rows; ++r)
      for (int64_t j = 0; j < Columns; ++j) acc[r * Columns + j] = j < columns ? c[(i + r) * ldc + j] : T(0);
    if (rows == kRows) panel_rows<T, kRows, Columns>(a + i * lda, lda, panel, k, acc);
    else panel_rows<T, 1, Columns>(a + i * lda, lda, panel, k, acc);
    for (int64_t r = 0; r < rows; ++r)
      for (int64_t j = 0; j < columns; ++j) c[(i + r) * ldc + j] = acc[r * Columns + j];
    i += rows;
  }
}

}  // namespace sinter
