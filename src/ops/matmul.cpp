// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/matmul.h"

#include <algorithm>

#include "ir/record.h"
#include "ops/compute.h"
#include "ops/panel_gemm.h"

namespace sinter {

SINTER_OP(MatMul)

void MatMul::infer(InferContext& ctx) const {
  const TensorType &a = ctx.tensor(0), &b = ctx.tensor(1);
  ctx.require_dtype(0, {DataType::kFloat32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64,
                        DataType::kInt32, DataType::kInt64, DataType::kUInt32, DataType::kUInt64});
  ctx.require_dtype(1, {a.dtype});
  ctx.require(a.rank() >= 1 && b.rank() >= 1, "an operand is a scalar", "use Mul to scale");
  const bool row = a.rank() == 1, column = b.rank() == 1;
  SymDims x = a.dims, y = b.dims;
  if (row) x.insert(x.begin(), Dim(1));
  else if (transpose_a) std::swap(x[x.size() - 1], x[x.size() - 2]);
  if (column) y.push_back(Dim(1));
  else if (transpose_b) std::swap(y[y.size() - 1], y[y.size() - 2]);
  ctx.require_equal(x.back(), y[y.size() - 2], "columns of a and rows of b");
  SymDims out = ctx.broadcast(SymDims(x.begin(), x.end() - 2), SymDims(y.begin(), y.end() - 2));
  if (!row) out.push_back(x[x.size() - 2]);
  if (!column) out.push_back(y.back());
  ctx.set_output(0, a.dtype, std::move(out));
}

namespace {

// A stack of row-major matrices, possibly seen transposed.
template <class T>
struct MatrixStack {
  const T* data;
  int64_t rows, cols;  // after the transposition
  bool transposed;
  Dims batch;

  int64_t at(int64_t i, int64_t j) const { return transposed ? j * rows + i : i * cols + j; }
};

template <class T>
MatrixStack<T> matrix_stack(const T* data, Dims dims, bool transpose, bool vector_is_row) {
  if (dims.size() == 1) {
    dims.insert(vector_is_row ? dims.begin() : dims.end(), 1);
    transpose = false;
  }
  const int64_t r = dims[dims.size() - 2], c = dims.back();
  return {data, transpose ? c : r, transpose ? r : c, transpose, Dims(dims.begin(), dims.end() - 2)};
}

// One product; a is dense m x k, c is dense m x n and starts at zero.
template <class T, int Columns>
void multiply_panels(const T* a, const MatrixStack<T>& b, const T* b_data, T* c, int64_t m) {
  const int64_t k = b.rows, n = b.cols;
  std::vector<T> panel(size_t(k * Columns));
  for (int64_t begin = 0; begin < n; begin += Columns) {
    const int64_t columns = std::min<int64_t>(Columns, n - begin);
    for (int64_t p = 0; p < k; ++p)
      for (int64_t j = 0; j < Columns; ++j)
        panel[size_t(p * Columns + j)] = j < columns ? b_data[b.at(p, begin + j)] : T(0);
    panel_gemm<T, Columns>(a, k, panel.data(), c + begin, n, m, k, columns);
  }
}

template <class V>
void multiply_as(const MatMul& op, RefContext& ctx) {
  using T = std::conditional_t<std::is_same_v<V, double>, double, uint64_t>;  // integers wrap
  const std::vector<V> a_values = load<V>(ctx, 0), b_values = load<V>(ctx, 1);
  const auto a = matrix_stack(reinterpret_cast<const T*>(a_values.data()), ctx.dims(0), op.transpose_a, true);
  const auto b = matrix_stack(reinterpret_cast<const T*>(b_values.data()), ctx.dims(1), op.transpose_b, false);
  const int64_t m = a.rows, n = b.cols, k = b.rows;
  Dims batch = ctx.out_dims(0);
  batch.resize(std::max(a.batch.size(), b.batch.size()));
  const auto a_at = strided_indices(batch, broadcast_strides(a.batch, batch));
  const auto b_at = strided_indices(batch, broadcast_strides(b.batch, batch));
  std::vector<V> out(size_t(element_count(ctx.out_dims(0))), V(0));
  std::vector<T> dense(size_t(m * k));
  for (size_t s = 0; s < a_at.size(); ++s) {
    const T* source = a.data + a_at[s] * m * k;
    for (int64_t i = 0; i < m; ++i)
      for (int64_t p = 0; p < k; ++p) dense[size_t(i * k + p)] = source[a.at(i, p)];
    T* c = reinterpret_cast<T*>(out.data()) + int64_t(s) * m * n;
    if (n >= kPanel / 2) multiply_panels<T, kPanel>(dense.data(), b, b.data + b_at[s] * k * n, c, m);
    else multiply_panels<T, kNarrowPanel>(dense.data(), b, b.data + b_at[s] * k * n, c, m);
  }
  ctx.put(0, out);
}

}  // namespace

void MatMul::reference(RefContext& ctx) const {
  with_number(ctx, ctx.dtype(0), kName, [&](auto v) { multiply_as<decltype(v)>(*this, ctx); });
}

}  // namespace sinter
