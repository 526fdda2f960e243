// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Inverses of square matrices, each computed in double by one thread.
#include <algorithm>

#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/loaders.h"
#include "ir/element.h"
#include "ops/invert_matrix.h"

namespace sinter::cpu {
namespace {

class MatrixInverseKernel final : public CpuKernel {
 public:
  explicit MatrixInverseKernel(ThreadPool& pool) : pool_(pool) {}

  int64_t workspace(const KernelArgs& args) const noexcept override {
    if (args.inputs.empty() || args.inputs[0].rank < 1) return 0;
    const int64_t n = args.inputs[0].dims[args.inputs[0].rank - 1];
    int64_t bytes;
    return __builtin_mul_overflow(n, n * 16 * tasks(), &bytes) ? INT64_MAX : bytes;
  }

  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.size() != 1 || args.outputs.size() != 1)
      return Status::bad("a matrix inverse got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &out = args.outputs[0];
    if (!is_float(x.dtype) || x.dtype != out.dtype || x.rank < 2 || !std::ranges::equal(x.shape(), out.shape()) ||
        x.dims[x.rank - 1] != x.dims[x.rank - 2]) {
      return Status::bad("a matrix inverse got operands of a wrong type");
    }
    if (args.workspace_bytes < workspace(args)) return Status::bad("a matrix inverse has too little workspace");
    if (x.count() == 0) return Status::good();
    const int64_t n = x.dims[x.rank - 1], size = n * n;
    const int64_t matrices = x.count() / size, count = std::min(tasks(), matrices);
    pool_.parallel_for(count, 1, [&](int64_t begin, int64_t end) {
      for (int64_t task = begin; task < end; ++task) {
        double* a = static_cast<double*>(args.workspace) + task * size * 2;
        for (int64_t i = matrices * task / count; i < matrices * (task + 1) / count; ++i) {
          load_f64(x.dtype, x.data, i * size, size, a);
          invert_matrix(a, a + size, n);
          store_f64(x.dtype, out.data, i * size, size, a + size);
        }
      }
    });
    return Status::good();
  }

 private:
  int64_t tasks() const { return pool_.threads(); }
  ThreadPool& pool_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_matrix_inverse(const LoadContext& c) {
  return std::make_unique<MatrixInverseKernel>(c.pool);
}

}  // namespace sinter::cpu
