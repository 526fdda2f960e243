// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>

namespace sinter {

/// Gauss-Jordan elimination with partial pivoting. `a` (n x n, row-major) is destroyed, `out` (n x n) gets the inverse;
/// of a singular matrix it is not finite.
inline void invert_matrix(double* a, double* out, int64_t n) {
  for (int64_t i = 0; i < n * n; ++i) out[i] = i / n == i % n;
  for (int64_t c = 0; c < n; ++c) {
    int64_t pivot = c;
    for (int64_t r = c + 1; r < n; ++r)
      if (std::fabs(a[r * n + c]) > std::fabs(a[pivot * n + c])) pivot = r;
    if (pivot != c)
      for (double* m : {a, out}) std::swap_ranges(m + pivot * n, m + pivot * n + n, m + c * n);
    const double scale = 1 / a[c * n + c];
    for (double* m : {a, out})
      for (int64_t j = 0; j < n; ++j) m[c * n + j] *= scale;
    for (int64_t r = 0; r < n; ++r) {
      const double factor = a[r * n + c];
      if (r == c || factor == 0) continue;
      for (double* m : {a, out})
        for (int64_t j = 0; j < n; ++j) m[r * n + j] -= factor * m[c * n + j];
    }
  }
}

}  // namespace sinter
