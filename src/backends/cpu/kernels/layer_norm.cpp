// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Layer norm over the last dims, row by row: mean (0 for an RMS norm), then variance around it, then scale and bias.
#include <algorithm>

#include "backends/cpu/kernels/block_functions.h"
#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/loaders.h"

namespace sinter::cpu {
namespace {

constexpr int64_t kNormRun = 4096;

int64_t norm_bytes(int64_t floats) { return (floats * 4 + 63) / 64 * 64; }

class LayerNormKernel final : public CpuKernel {
 public:
  explicit LayerNormKernel(const LoadContext& c) : pool_(c.pool) {
    axis_ = c.recipe.i64(-64, 64);
    epsilon_ = c.recipe.f64();
    centred_ = c.recipe.i64(0, 1) != 0;
  }

  /// Scale and bias as floats of a whole row, and a row for each task where x is not f32.
  int64_t workspace(const KernelArgs& args) const noexcept override {
    int64_t n;
    if (args.inputs.empty() || !row_size(args.inputs[0], n)) return 0;
    return (2 + tasks()) * norm_bytes(n);
  }

  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.empty() || args.outputs.size() != 1)
      return Status::bad("a layer norm got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &out = args.outputs[0];
    int64_t n;
    if (!row_size(x, n) || x.dtype != out.dtype || !std::ranges::equal(x.shape(), out.shape()))
      return Status::bad("a layer norm got operands of a wrong type");
    if (x.count() == 0) return Status::good();
    const TensorArg* parts[2] = {};
    for (size_t i = 0; i < 2; ++i) {
      if (args.inputs.size() > i + 1 && args.inputs[i + 1].present()) parts[i] = &args.inputs[i + 1];
      if (parts[i] && (parts[i]->dtype != x.dtype || (parts[i]->count() != n && parts[i]->count() != 1))) {
        return Status::bad("scale or bias of a layer norm has a wrong type");
      }
    }
    if (x.dtype == DataType::kFloat64) return run_f64(x, out, parts, n);
    if (x.dtype != DataType::kFloat32 && x.dtype != DataType::kFloat16 && x.dtype != DataType::kBFloat16) {
      return Status::bad("a layer norm got an input of another dtype");
    }
    if (args.workspace_bytes < (2 + tasks()) * norm_bytes(n))
      return Status::bad("a layer norm has too little workspace");
    auto* room = static_cast<std::byte*>(args.workspace);
    const float* affine[2];
    for (size_t i = 0; i < 2; ++i)
      affine[i] = widen(parts[i], n, reinterpret_cast<float*>(room + int64_t(i) * norm_bytes(n)));
    const int64_t rows = x.count() / n, count = std::min(tasks(), rows);
    pool_.parallel_for(count, 1, [&](int64_t begin, int64_t end) {
      auto* buffer = reinterpret_cast<float*>(room + (2 + begin) * norm_bytes(n));  // this call's alone
      for (int64_t r = rows * begin / count; r < rows * end / count; ++r) row(x, out, r * n, n, affine, buffer);
    });
    return Status::good();
  }

 private:
  int64_t tasks() const { return int64_t(pool_.threads()) * 4; }

  bool row_size(const TensorArg& x, int64_t& n) const {
    const int64_t axis = find_axis(axis_, x.rank);
    if (axis < 0) return false;
    n = 1;
    for (int64_t d = axis; d < x.rank; ++d) n *= x.dims[d];
    return true;
  }

  static const float* widen(const TensorArg* part, int64_t n, float* room) {
    if (!part) return nullptr;
    if (part->dtype == DataType::kFloat32 && part->count() == n) return part->as<const float>();
    const int64_t count = part->count();
    load_lanes(part->dtype, Lane::kF32, part->data, 0, count, room);
    if (count == 1) std::fill(room, room + n, room[0]);
    return room;
  }

  void row(const TensorArg& x, const TensorArg& out, int64_t at, int64_t n, const float* const (&affine)[2],
           float* buffer) const {
    const BlockTable& t = block_table();
    const bool wide = x.dtype == DataType::kFloat32;
    const float* from = wide ? x.as<const float>() + at : buffer;
    float* to = wide ? out.as<float>() + at : buffer;
    if (!wide) load_lanes(x.dtype, Lane::kF32, x.data, at, n, buffer);
    double sum = 0, squares = 0;
    for (int64_t i = 0; centred_ && i < n; i += kNormRun) sum += double(t.sum(from + i, std::min(kNormRun, n - i)));
    const float mean = float(sum / double(n));
    for (int64_t i = 0; i < n; i += kNormRun)
      squares += double(t.sum_squares(from + i, mean, std::min(kNormRun, n - i)));
    const float factor = float(1.0 / std::sqrt(squares / double(n) + epsilon_));
    t.normalize(to, from, mean, factor, affine[0], affine[1], n);
    if (!wide) store_lanes(out.dtype, Lane::kF32, out.data, at, n, buffer);
  }

  Status run_f64(const TensorArg& x, const TensorArg& out, const TensorArg* const (&parts)[2],
                 int64_t n) const noexcept {
    const auto part = [n](const TensorArg* p, int64_t i, double otherwise) {
      return !p ? otherwise : p->as<const double>()[p->count() == n ? i : 0];
    };
    pool_.parallel_for(x.count() / n, std::max<int64_t>(1, 8192 / n), [&](int64_t begin, int64_t end) {
      for (int64_t r = begin; r < end; ++r) {
        const double* from = x.as<const double>() + r * n;
        double mean = 0, squares = 0;
        for (int64_t i = 0; centred_ && i < n; ++i) mean += from[i];
        mean /= double(n);
        for (int64_t i = 0; i < n; ++i) squares += (from[i] - mean) * (from[i] - mean);
        const double deviation = std::sqrt(squares / double(n) + epsilon_);
        for (int64_t i = 0; i < n; ++i)
          out.as<double>()[r * n + i] = (from[i] - mean) / deviation * part(parts[0], i, 1) + part(parts[1], i, 0);
      }
    });
    return Status::good();
  }

  ThreadPool& pool_;
  int64_t axis_;
  double epsilon_;
  bool centred_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_layer_norm(const LoadContext& c) { return std::make_unique<LayerNormKernel>(c); }

}  // namespace sinter::cpu
