// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Packs the two sides of a matrix product into panels, the order in which the microkernel reads them.
//
// A panel holds `width` rows of A (mr of the recipe) or columns of B (nr) over all of k: element (lane i, kk) lies at
// panel[kk * width + i]. Panels follow each other, width * k floats each; lanes past the matrix are zero. The layout
// depends on the recipe's tile and on k alone, not on cache sizes or threads, so packed weights may live in a plan.
#pragma once
#include <cstdint>

namespace sinter::cpu {

/// Element type of what is packed; a panel always holds floats.
enum class PackType : uint8_t { kFloat32 = 0, kFloat16 = 1, kBFloat16 = 2 };

/// A matrix anywhere in memory. Strides count elements and may be 0 or negative; a transpose is a swap of the strides.
struct MatrixView {
  const void* data = nullptr;
  PackType type = PackType::kFloat32;
  int64_t row_stride = 0;
  int64_t col_stride = 1;
};

/// Panels of `width` lanes that `lanes` rows or columns fill.
constexpr int64_t panel_count(int64_t lanes, int64_t width) { return (lanes + width - 1) / width; }

/// Floats of all panels of A (m x k) or B (k x n). Throw Error(kLimit) if the size in bytes does not fit int64.
int64_t packed_a_size(int64_t m, int64_t k, int64_t mr);
int64_t packed_b_size(int64_t k, int64_t n, int64_t nr);

/// Packs rows [first, first + count) of A, of which k columns are used; `first` begins a panel.
void pack_a(const MatrixView& a, int64_t first, int64_t count, int64_t k, int64_t mr, float* panels) noexcept;
/// Packs columns [first, first + count) of B, of which k rows are used; `first` begins a panel.
void pack_b(const MatrixView& b, int64_t first, int64_t count, int64_t k, int64_t nr, float* panels) noexcept;

}  // namespace sinter::cpu
