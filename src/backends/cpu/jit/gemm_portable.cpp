// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The microkernel in portable C++: works on pieces of 4, 2 or 1 rows by 8 columns, whose sums fit the registers of any
// 128-bit instruction set. The compiler's vector extension (g++ and clang) stands for SSE2, NEON or plain floats.
#include <cstring>

#include "backends/cpu/jit/gemm_kernel.h"

namespace sinter::cpu {
namespace {

using Vec4 = float __attribute__((vector_size(16)));

Vec4 load(const float* from) {
  Vec4 v;
  std::memcpy(&v, from, sizeof v);
  return v;
}

void store(float* to, Vec4 v) { std::memcpy(to, &v, sizeof v); }

/// sum[r][0..8) += a(r, 0..k) * b(0..k, 0..8), over Rows rows of A.
template <int Rows>
void sum_piece(const float* a, int64_t a_row, int64_t a_step, const float* b, int64_t nr, int64_t k, float (*sum)[8]) {
  Vec4 low[Rows], high[Rows];
  for (int r = 0; r < Rows; ++r) low[r] = load(sum[r]), high[r] = load(sum[r] + 4);
  for (int64_t kk = 0; kk < k; ++kk) {
    const Vec4 b0 = load(b + kk * nr), b1 = load(b + kk * nr + 4);
#pragma GCC unroll 4
    for (int r = 0; r < Rows; ++r) {
      const float x = a[r * a_row + kk * a_step];
      const Vec4 xs = {x, x, x, x};
      low[r] += xs * b0;
      high[r] += xs * b1;
    }
  }
  for (int r = 0; r < Rows; ++r) store(sum[r], low[r]), store(sum[r] + 4, high[r]);
}

/// The same operand order as the generated code: NaN in x stays NaN.
float activate(const GemmRecipe& recipe, float x) {
  switch (recipe.activation) {
    case GemmActivation::kNone: break;
    case GemmActivation::kRelu: return 0.0f > x ? 0.0f : x;
    case GemmActivation::kClip: x = recipe.low > x ? recipe.low : x; return recipe.high < x ? recipe.high : x;
    case GemmActivation::kLeakyRelu: return x < 0.0f ? x * recipe.low : x;
  }
  return x;
}

float finish(const GemmRecipe& recipe, const GemmArgs& args, int64_t row, int64_t column, float x) {
  if (recipe.bias == GemmBias::kPerRow) x += args.bias[row];
  if (recipe.bias == GemmBias::kPerColumn) x += args.bias[column];
  const int64_t at = row * args.ldr + column;
  if (recipe.residual == GemmResidual::kBeforeActivation) x += args.residual[at];
  x = activate(recipe, x);
  if (recipe.residual == GemmResidual::kAfterActivation) x += args.residual[at];
  return x;
}

/// One piece of the tile: rows [row, row + count), columns [column, column + 8) as far as there are any.
void piece(const GemmRecipe& recipe, const GemmArgs& args, int row, int count, int column) {
  const bool in_rows = recipe.a_layout == GemmALayout::kRows;
  const int64_t a_row = in_rows ? args.lda : 1, a_step = in_rows ? 1 : recipe.mr;
  const int columns = args.cols - column < 8 ? args.cols - column : 8;
  const float* a = args.a + row * a_row;
  const float* b = args.b + column;
  float* c = args.c + row * args.ldc + column;
  float sum[4][8] = {};
  if ((args.flags & kAccumulate) != 0) {
    for (int r = 0; r < count; ++r) std::memcpy(sum[r], c + r * args.ldc, size_t(columns) * sizeof(float));
  }
  if (count == 4) sum_piece<4>(a, a_row, a_step, b, recipe.nr, args.k, sum);
  if (count == 2) sum_piece<2>(a, a_row, a_step, b, recipe.nr, args.k, sum);
  if (count == 1) sum_piece<1>(a, a_row, a_step, b, recipe.nr, args.k, sum);
  for (int r = 0; r < count; ++r) {
    for (int j = 0; j < columns; ++j) {
      const bool last = (args.flags & kFinish) != 0;
      c[r * args.ldc + j] = last ? finish(recipe, args, row + r, column + j, sum[r][j]) : sum[r][j];
    }
  }
}

}  // namespace

void gemm_kernel_portable(const GemmRecipe& recipe, const GemmArgs& args) noexcept {
  if (args.rows < 1 || args.rows > recipe.mr || args.cols < 1 || args.cols > recipe.nr) return;
  for (int row = 0; row < args.rows;) {
    const int left = args.rows - row, count = left >= 4 ? 4 : left >= 2 ? 2 : 1;
    for (int column = 0; column < args.cols; column += 8) piece(recipe, args, row, count, column);
    row += count;
  }
}

}  // namespace sinter::cpu
