// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Layer norm over dims that are not the last ones (the channels of [N,C,H,W]): the columns of [outer, n, inner], some
// of them side by side. Those are copied together first: rows whose distance is a power of two evict each other from
// the caches otherwise.
#include <algorithm>
#include <cmath>

#include "backends/cpu/kernels/block_functions.h"
#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/loaders.h"

namespace sinter::cpu {
namespace {

constexpr int64_t kNormColumns = 64;
constexpr int64_t kNormPartial = 32;  // rows that are summed before their sum is added to that of the others

struct NormShape {
  int64_t outer = 1, n = 1, inner = 1;
};

class LayerNormColumnsKernel final : public CpuKernel {
 public:
  explicit LayerNormColumnsKernel(const LoadContext& c) : pool_(c.pool) {
    first_ = c.recipe.i64(0, 64);
    last_ = c.recipe.i64(first_ + 1, 65);
    epsilon_ = c.recipe.f64();
    centred_ = c.recipe.i64(0, 1) != 0;
  }

  /// Scale and bias as floats, and the columns of each task.
  int64_t workspace(const KernelArgs& args) const noexcept override {
    NormShape s;
    if (args.inputs.empty() || !shape_of(args.inputs[0], s)) return 0;
    return 2 * room(s.n) + tasks() * room(s.n * kNormColumns);
  }

  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.empty() || args.outputs.size() != 1)
      return Status::bad("a layer norm got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &out = args.outputs[0];
    NormShape s;
    if (!shape_of(x, s) || x.dtype != out.dtype || !std::ranges::equal(x.shape(), out.shape()))
      return Status::bad("a layer norm got operands of a wrong type");
    if (x.count() == 0) return Status::good();
    const TensorArg* parts[2] = {};
    for (size_t i = 0; i < 2; ++i) {
      if (args.inputs.size() > i + 1 && args.inputs[i + 1].present()) parts[i] = &args.inputs[i + 1];
      if (parts[i] && (parts[i]->dtype != x.dtype || (parts[i]->count() != s.n && parts[i]->count() != 1)))
        return Status::bad("scale or bias of a layer norm has a wrong type");
    }
    if (x.dtype == DataType::kFloat64) return run_f64(x, out, parts, s);
    if (x.dtype != DataType::kFloat32 && x.dtype != DataType::kFloat16 && x.dtype != DataType::kBFloat16)
      return Status::bad("a layer norm got an input of another dtype");
    if (args.workspace_bytes < workspace(args)) return Status::bad("a layer norm has too little workspace");
    auto* memory = static_cast<std::byte*>(args.workspace);
    const float* affine[2];
    for (size_t i = 0; i < 2; ++i)
      affine[i] =
          spread(parts[i], s.n, i == 0 ? 1.0f : 0.0f, reinterpret_cast<float*>(memory + int64_t(i) * room(s.n)));
    const int64_t pieces = (s.inner + kNormColumns - 1) / kNormColumns, jobs = s.outer * pieces;
    const int64_t count = std::min(tasks(), jobs);
    pool_.parallel_for(count, 1, [&](int64_t begin, int64_t end) {
      // This call's alone.
      auto* block = reinterpret_cast<float*>(memory + 2 * room(s.n) + begin * room(s.n * kNormColumns));
      for (int64_t job = jobs * begin / count; job < jobs * end / count; ++job) {
        const int64_t column = job % pieces * kNormColumns;
        columns(x, out, job / pieces * s.n * s.inner + column, std::min(kNormColumns, s.inner - column), s, affine,
                block);
      }
    });
    return Status::good();
  }

 private:
  static int64_t room(int64_t floats) { return (floats * 4 + 63) / 64 * 64; }
  int64_t tasks() const { return int64_t(pool_.threads()) * 4; }

  bool shape_of(const TensorArg& x, NormShape& s) const {
    if (last_ > x.rank) return false;
    for (int64_t d = 0; d < x.rank; ++d) (d < first_ ? s.outer : d < last_ ? s.n : s.inner) *= x.dims[d];
    return true;
  }

  /// One float per row.
  static const float* spread(const TensorArg* part, int64_t n, float otherwise, float* memory) {
    if (part) load_lanes(part->dtype, Lane::kF32, part->data, 0, part->count(), memory);
    if (!part || part->count() == 1) std::fill(memory, memory + n, part ? memory[0] : otherwise);
    return memory;
  }

  /// sums[j] = sum of (block[i][j] - center[j]) ^ power over all rows i.
  template <int power>
  static void column_sums(const float* block, int64_t rows, const float* center, float* sums) {
    std::fill(sums, sums + kNormColumns, 0.0f);
    for (int64_t begin = 0; begin < rows; begin += kNormPartial) {
      float partial[kNormColumns] = {};
      for (int64_t i = begin; i < std::min(rows, begin + kNormPartial); ++i) {
        const float* row = block + i * kNormColumns;
        for (int64_t j = 0; j < kNormColumns; ++j) {
          const float d = row[j] - center[j];
          partial[j] += power == 2 ? d * d : d;
        }
      }
      for (int64_t j = 0; j < kNormColumns; ++j) sums[j] += partial[j];
    }
  }

  /// `count` <= kNormColumns norms side by side; the block's other columns are zeros.
  void columns(const TensorArg& x, const TensorArg& out, int64_t at, int64_t count, const NormShape& s,
               const float* const (&affine)[2], float* block) const {
    for (int64_t i = 0; i < s.n; ++i) {
      float* row = block + i * kNormColumns;
      load_lanes(x.dtype, Lane::kF32, x.data, at + i * s.inner, count, row);
      std::fill(row + count, row + kNormColumns, 0.0f);
    }
    float mean[kNormColumns] = {}, sums[kNormColumns], factor[kNormColumns];
    if (centred_) {
      column_sums<1>(block, s.n, mean, sums);
      for (int64_t j = 0; j < kNormColumns; ++j) mean[j] = sums[j] / float(s.n);
    }
    column_sums<2>(block, s.n, mean, sums);
    for (int64_t j = 0; j < kNormColumns; ++j)
      factor[j] = float(1.0 / std::sqrt(double(sums[j]) / double(s.n) + epsilon_));
    for (int64_t i = 0; i < s.n; ++i) {
      float* row = block + i * kNormColumns;
      const float scale = affine[0][i], bias = affine[1][i];
      for (int64_t j = 0; j < kNormColumns; ++j) row[j] = (row[j] - mean[j]) * factor[j] * scale + bias;
      store_lanes(out.dtype, Lane::kF32, out.data, at + i * s.inner, count, row);
    }
  }

  Status run_f64(const TensorArg& x, const TensorArg& out, const TensorArg* const (&parts)[2],
                 const NormShape& s) const noexcept {
    const auto part = [&s](const TensorArg* p, int64_t i, double otherwise) {
      return !p ? otherwise : p->as<const double>()[p->count() == s.n ? i : 0];
    };
    pool_.parallel_for(s.outer * s.inner, std::max<int64_t>(1, 8192 / s.n), [&](int64_t begin, int64_t end) {
      for (int64_t r = begin; r < end; ++r) {
        const int64_t at = r / s.inner * s.n * s.inner + r % s.inner;
        const double* from = x.as<const double>() + at;
        double mean = 0, squares = 0;
        for (int64_t i = 0; centred_ && i < s.n; ++i) mean += from[i * s.inner];
        mean /= double(s.n);
        for (int64_t i = 0; i < s.n; ++i) squares += (from[i * s.inner] - mean) * (from[i * s.inner] - mean);
        const double deviation = std::sqrt(squares / double(s.n) + epsilon_);
        for (int64_t i = 0; i < s.n; ++i)
          out.as<double>()[at + i * s.inner] =
              (from[i * s.inner] - mean) / deviation * part(parts[0], i, 1) + part(parts[1], i, 0);
      }
    });
    return Status::good();
  }

  ThreadPool& pool_;
  int64_t first_, last_;
  double epsilon_;
  bool centred_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_layer_norm_columns(const LoadContext& c) {
  return std::make_unique<LayerNormColumnsKernel>(c);
}

}  // namespace sinter::cpu
