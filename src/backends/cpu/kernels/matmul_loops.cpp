// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Matrix products of f64 and of integers by plain loops; integer sums wrap.
#include "backends/cpu/kernels/loaders.h"
#include "backends/cpu/kernels/matmul_shape.h"
#include "backends/cpu/kernels/pointwise.h"

namespace sinter::cpu {
namespace {

template <class T>
void multiply_row(const MatMulShape& s, const T* a, const T* b, T* c) {
  for (int64_t j = 0; j < s.n; ++j) c[j] = T(0);
  for (int64_t k = 0; k < s.k; ++k) {
    const T x = a[k * s.a_col];
    const T* row = b + k * s.b_row;
    if (s.b_col == 1) {
      for (int64_t j = 0; j < s.n; ++j) c[j] += x * row[j];
    } else {
      for (int64_t j = 0; j < s.n; ++j) c[j] += x * row[j * s.b_col];
    }
  }
}

class MatMulLoops final : public CpuKernel {
 public:
  explicit MatMulLoops(const LoadContext& c) : pool_(c.pool) {
    transpose_a_ = c.recipe.i64(0, 1) != 0;
    transpose_b_ = c.recipe.i64(0, 1) != 0;
    a_ = c.recipe.i64(0, 1024);
    b_ = c.recipe.i64(0, 1024);
    if (c.recipe.i64(0, 1) != 0) post_ = read_post_program(c.recipe);
  }

  Status run(const KernelArgs& args) const noexcept override {
    if (args.outputs.size() != 1 || size_t(a_) >= args.inputs.size() || size_t(b_) >= args.inputs.size()) {
      return Status::bad("a matrix product got a wrong number of operands");
    }
    const TensorArg &a = args.inputs[size_t(a_)], &b = args.inputs[size_t(b_)], &out = args.outputs[0];
    if (a.dtype != b.dtype || a.dtype != out.dtype)
      return Status::bad("the operands of a matrix product differ in dtype");
    MatMulShape s;
    if (const Status ok = make_matmul_shape(a, &b, {}, out, transpose_a_, transpose_b_, s); !ok.ok()) return ok;
    if (out.count() == 0) return Status::good();
    switch (out.dtype) {
      case DataType::kFloat64: multiply<double>(s, a, b, out); break;
      case DataType::kInt32:
      case DataType::kUInt32: multiply<uint32_t>(s, a, b, out); break;
      case DataType::kInt64:
      case DataType::kUInt64: multiply<uint64_t>(s, a, b, out); break;
      default: return Status::bad("a matrix product got an operand of another dtype");
    }
    return post_ ? post_->run(args, &out, pool_) : Status::good();
  }

 private:
  template <class T>
  void multiply(const MatMulShape& s, const TensorArg& a, const TensorArg& b, const TensorArg& out) const noexcept {
    const int64_t grain = std::max<int64_t>(1, 20000 / std::max<int64_t>(1, s.n * s.k));
    pool_.parallel_for(s.batch * s.m, grain, [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; ++row) {
        int64_t ia, ib;
        s.item(row / s.m, ia, ib);
        multiply_row(s, a.as<const T>() + ia * s.m * s.k + row % s.m * s.a_row, b.as<const T>() + ib * s.k * s.n,
                     out.as<T>() + row * s.n);
      }
    });
  }

  ThreadPool& pool_;
  bool transpose_a_, transpose_b_;
  int64_t a_, b_;
  std::optional<PostProgram> post_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_matmul_loops(const LoadContext& c) { return std::make_unique<MatMulLoops>(c); }

}  // namespace sinter::cpu
