// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Softmax along one axis. Rows that are contiguous are done in place in three passes; other axes in groups of columns.
#include <algorithm>

#include "backends/cpu/kernels/block_functions.h"
#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/loaders.h"
#include "ir/scalar.h"

namespace sinter::cpu {
namespace {

constexpr int64_t kSoftmaxBlock = 1024;
constexpr int64_t kSoftmaxColumns = 64;

class SoftmaxKernel final : public CpuKernel {
 public:
  SoftmaxKernel(ThreadPool& pool, int64_t axis) : pool_(pool), axis_(axis) {}

  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.size() != 1 || args.outputs.size() != 1)
      return Status::bad("a softmax got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &out = args.outputs[0];
    const int64_t axis = find_axis(axis_, x.rank);
    if (x.dtype != out.dtype || axis < 0 || !std::ranges::equal(x.shape(), out.shape()))
      return Status::bad("a softmax got operands of a wrong type");
    if (x.count() == 0) return Status::good();
    const AxisDims a(x.shape(), axis);
    const int64_t grain = std::max<int64_t>(1, 8192 / a.n);
    if (x.dtype == DataType::kFloat64) {
      pool_.parallel_for(a.outer * a.inner, grain, [&](int64_t begin, int64_t end) {
        for (int64_t r = begin; r < end; ++r) {
          const int64_t at = r / a.inner * a.n * a.inner + r % a.inner;
          row_f64(x.as<const double>() + at, out.as<double>() + at, a.n, a.inner);
        }
      });
      return Status::good();
    }
    if (x.dtype != DataType::kFloat32 && x.dtype != DataType::kFloat16 && x.dtype != DataType::kBFloat16) {
      return Status::bad("a softmax got an input of another dtype");
    }
    if (a.inner == 1) {
      pool_.parallel_for(a.outer, grain, [&](int64_t begin, int64_t end) {
        for (int64_t r = begin; r < end; ++r) row(x, out, r * a.n, a.n);
      });
    } else {
      const int64_t pieces = (a.inner + kSoftmaxColumns - 1) / kSoftmaxColumns;
      pool_.parallel_for(
          a.outer * pieces, std::max<int64_t>(1, grain / kSoftmaxColumns), [&](int64_t begin, int64_t end) {
            for (int64_t job = begin; job < end; ++job) {
              const int64_t column = job % pieces * kSoftmaxColumns;
              columns(x, out, job / pieces * a.n * a.inner + column, std::min(kSoftmaxColumns, a.inner - column), a);
            }
          });
    }
    return Status::good();
  }

 private:
  static void row_f64(const double* x, double* out, int64_t n, int64_t stride) {
    double m = x[0], sum = 0;
    for (int64_t i = 1; i < n; ++i) m = element_max(m, x[i * stride]);
    for (int64_t i = 0; i < n; ++i) sum += out[i * stride] = std::exp(x[i * stride] - m);
    for (int64_t i = 0; i < n; ++i) out[i * stride] /= sum;
  }

  static void row(const TensorArg& x, const TensorArg& out, int64_t at, int64_t n) {
    const BlockTable& t = block_table();
    if (x.dtype == DataType::kFloat32) {
      const float* from = x.as<const float>() + at;
      float* to = out.as<float>() + at;
      const float m = t.max(from, n);
      double sum = 0;
      for (int64_t i = 0; i < n; i += kSoftmaxBlock)
        sum += double(t.exp_sum(to + i, from + i, m, std::min(kSoftmaxBlock, n - i)));
      return t.scale(to, to, float(1.0 / sum), n);
    }
    // 16-bit floats: exponentials are computed twice instead of being rounded in between.
    float wide[kSoftmaxBlock], m = -std::numeric_limits<float>::infinity();
    const auto blocks = [&](auto f) {
      for (int64_t i = 0; i < n; i += kSoftmaxBlock) {
        const int64_t run = std::min(kSoftmaxBlock, n - i);
        load_lanes(x.dtype, Lane::kF32, x.data, at + i, run, wide);
        f(i, run);
      }
    };
    double sum = 0;
    blocks([&](int64_t, int64_t run) { m = element_max(m, t.max(wide, run)); });
    blocks([&](int64_t, int64_t run) { sum += double(t.exp_sum(wide, wide, m, run)); });
    blocks([&](int64_t i, int64_t run) {
      t.exp_sum(wide, wide, m, run);
      t.scale(wide, wide, float(1.0 / sum), run);
      store_lanes(out.dtype, Lane::kF32, out.data, at + i, run, wide);
    });
  }

  /// n <= kSoftmaxColumns softmaxes side by side. Blocks are padded with zeros to whole units.
  static void columns(const TensorArg& x, const TensorArg& out, int64_t at, int64_t n, const AxisDims& a) {
    const BlockTable& t = block_table();
    const BlockFunction sub = t.f32[int(ScalarOp::kSub)], exp = t.f32[int(ScalarOp::kExp)],
                        mul = t.f32[int(ScalarOp::kMul)];
    const int64_t padded = (n + kBlockUnit - 1) / kBlockUnit * kBlockUnit;
    alignas(64) float m[kSoftmaxColumns] = {}, sum[kSoftmaxColumns] = {}, v[kSoftmaxColumns] = {}, e[kSoftmaxColumns];
    const auto load = [&](int64_t i) { load_lanes(x.dtype, Lane::kF32, x.data, at + i * a.inner, n, v); };
    const auto exponential = [&](int64_t i) {
      load(i);
      sub(e, v, m, nullptr, padded);
      exp(v, e, nullptr, nullptr, padded);
    };
    std::fill(m, m + n, -std::numeric_limits<float>::infinity());
    for (int64_t i = 0; i < a.n; ++i) load(i), t.max_to(m, v, n);
    for (int64_t i = 0; i < a.n; ++i) exponential(i), t.add_to(sum, v, n);
    for (int64_t j = 0; j < n; ++j) sum[j] = 1.0f / sum[j];
    for (int64_t i = 0; i < a.n; ++i) {
      exponential(i);
      mul(e, v, sum, nullptr, padded);
      store_lanes(out.dtype, Lane::kF32, out.data, at + i * a.inner, n, e);
    }
  }

  ThreadPool& pool_;
  int64_t axis_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_softmax(const LoadContext& c) {
  return std::make_unique<SoftmaxKernel>(c.pool, c.recipe.i64(-64, 64));
}

}  // namespace sinter::cpu
