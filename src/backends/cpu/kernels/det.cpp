// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Determinants: each matrix is copied into a task's workspace as doubles and eliminated there.
#include <algorithm>
#include <cmath>

#include "backends/cpu/kernels/dispatch_float.h"
#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/loaders.h"

namespace sinter::cpu {
namespace {

double eliminate(double* a, int64_t n) {
  double det = 1;
  for (int64_t k = 0; k < n; ++k) {
    int64_t pivot = k;
    for (int64_t i = k + 1; i < n; ++i)
      if (std::fabs(a[i * n + k]) > std::fabs(a[pivot * n + k])) pivot = i;
    if (pivot != k) {
      std::swap_ranges(a + k * n + k, a + (k + 1) * n, a + pivot * n + k);
      det = -det;
    }
    det *= a[k * n + k];
    if (det == 0) return 0;
    for (int64_t i = k + 1; i < n; ++i) {
      const double f = a[i * n + k] / a[k * n + k];
      for (int64_t j = k + 1; j < n; ++j) a[i * n + j] -= f * a[k * n + j];
    }
  }
  return det;
}

class DetKernel final : public CpuKernel {
 public:
  explicit DetKernel(const LoadContext& c) : pool_(c.pool) {}

  int64_t workspace(const KernelArgs& args) const noexcept override {
    if (args.inputs.empty() || args.inputs[0].rank < 2) return 0;
    const int64_t n = args.inputs[0].dims[args.inputs[0].rank - 1];
    return tasks() * matrix_bytes(n);
  }

  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.size() != 1 || args.outputs.size() != 1)
      return Status::bad("a determinant got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &out = args.outputs[0];
    if (x.rank < 2 || x.dtype != out.dtype || x.dims[x.rank - 1] != x.dims[x.rank - 2])
      return Status::bad("a determinant got operands of a wrong type");
    const int64_t n = x.dims[x.rank - 1];
    if (x.count() != out.count() * n * n) return Status::bad("a determinant got an output of other dims");
    if (args.workspace_bytes < tasks() * matrix_bytes(n)) return Status::bad("a determinant has too little workspace");
    const bool known = dispatch_float(x.dtype, [&](auto tag) { compute<decltype(tag)>(x, out, n, args.workspace); });
    if (!known) return Status::bad("a determinant got an input of another dtype");
    return Status::good();
  }

 private:
  int64_t tasks() const { return int64_t(pool_.threads()) * 2; }
  static int64_t matrix_bytes(int64_t n) { return n * n * 8 + 64; }

  template <class T>
  void compute(const TensorArg& x, const TensorArg& out, int64_t n, void* room) const {
    const int64_t all = out.count(), count = std::min(tasks(), all);
    pool_.parallel_for(count, 1, [&](int64_t begin, int64_t end) {
      auto* a =
          reinterpret_cast<double*>(static_cast<std::byte*>(room) + begin * matrix_bytes(n));  // this call's alone
      for (int64_t at = all * begin / count; at < all * end / count; ++at) {
        const T* from = x.as<const T>() + at * n * n;
        for (int64_t i = 0; i < n * n; ++i) a[i] = double(Element<T>::load(from[i]));
        out.as<T>()[at] = Element<T>::store_sum(eliminate(a, n));
      }
    });
  }

  ThreadPool& pool_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_det(const LoadContext& c) { return std::make_unique<DetKernel>(c); }

}  // namespace sinter::cpu
