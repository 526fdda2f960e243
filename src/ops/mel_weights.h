// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The triangular filters of a mel filter bank (ONNX MelWeightMatrix): one function for the reference and the kernel,
// because bin edges are rounded and must be the same ones.
#pragma once
#include <cstdint>

namespace sinter {

struct MelFilters {
  int64_t bins = 0, dft_length = 0, sample_rate = 0;
  double lower = 0, upper = 0;  // Hz

  int64_t rows() const { return dft_length / 2 + 1; }
  /// Fills column `bin` of a zeroed [rows(), bins] matrix by calling set(row, value); rows outside are left out.
  template <class Set>
  void column(int64_t bin, Set set) const {
    const int64_t left = edge(bin), center = edge(bin + 1), right = edge(bin + 2);
    const auto put = [&](int64_t row, double v) {
      if (row >= 0 && row < rows()) set(row, v);
    };
    if (left == center) put(center, 1);
    const int64_t first = left < 0 ? 0 : left, end = right < rows() ? right : rows();
    for (int64_t j = first; j <= center && j < rows() && left != center; ++j)
      put(j, double(j - left) / double(center - left));
    for (int64_t j = center < 0 ? 0 : center; j < end; ++j) put(j, double(right - j) / double(right - center));
  }

 private:
  int64_t edge(int64_t i) const;
};

}  // namespace sinter
