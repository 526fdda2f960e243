// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// RoiAlign and MaxRoiPool: pooling of regions that come as data. A batch index outside x makes the kernel fail.
#include <algorithm>
#include <atomic>

#include "backends/cpu/kernels/dispatch_float.h"
#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/loaders.h"
#include "ops/roi.h"

namespace sinter::cpu {
namespace {

struct RoiOutput {
  int64_t height = 1, width = 1;
  double scale = 1;

  void read(RecipeReader& r) {
    height = r.i64(1, INT32_MAX);
    width = r.i64(1, INT32_MAX);
    scale = r.f64();
  }
  /// x[N,C,H,W], out[R,C,height,width] of one float dtype, and one row of `columns` numbers per region.
  bool fits(const TensorArg& x, const TensorArg& rois, const TensorArg& out, int64_t columns) const {
    return x.rank == 4 && rois.rank == 2 && out.rank == 4 && x.dtype == out.dtype && rois.dtype == x.dtype &&
           rois.dims[1] == columns && rois.dims[0] == out.dims[0] && out.dims[1] == x.dims[1] &&
           out.dims[2] == height && out.dims[3] == width;
  }
};

class RoiAlignKernel final : public CpuKernel {
 public:
  explicit RoiAlignKernel(const LoadContext& c) : pool_(c.pool) {
    output_.read(c.recipe);
    max_ = c.recipe.i64(0, 1) != 0;
    sampling_ = c.recipe.i64(0, 1024);
    half_pixel_ = c.recipe.i64(0, 1) != 0;
  }

  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.size() != 3 || args.outputs.size() != 1)
      return Status::bad("a RoiAlign got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &rois = args.inputs[1], &batch = args.inputs[2], &out = args.outputs[0];
    if (!output_.fits(x, rois, out, 4) || !is_index_type(batch.dtype) || batch.count() != out.dims[0])
      return Status::bad("a RoiAlign got operands of a wrong type");
    if (out.count() == 0) return Status::good();
    for (int64_t r = 0; r < out.dims[0]; ++r) {
      int64_t n = integer_at(batch, r);
      if (!wrap_index(n, x.dims[0])) return Status::bad("a batch index lies outside its dim");
    }
    const bool known = dispatch_float(x.dtype, [&](auto tag) { align<decltype(tag)>(x, rois, batch, out); });
    return known ? Status::good() : Status::bad("a RoiAlign got an input of another dtype");
  }

 private:
  template <class T>
  void align(const TensorArg& x, const TensorArg& rois, const TensorArg& batch, const TensorArg& out) const {
    using E = Element<T>;
    using F = typename E::Acc;
    const int64_t channels = x.dims[1], height = output_.height, width = output_.width;
    pool_.parallel_for(out.dims[0] * height * width, 4, [&](int64_t begin, int64_t end) {
      for (int64_t at = begin; at < end; ++at) {
        const int64_t q = at % width, p = at / width % height, r = at / width / height;
        const T* roi = rois.as<const T>() + r * 4;
        const auto make = [&](int a, int64_t bins) {
          return RoiAxis<F>::make(E::load(roi[a]), E::load(roi[a + 2]), F(output_.scale), half_pixel_, bins, sampling_);
        };
        const RoiAxis<F> ax = make(0, width), ay = make(1, height);
        int64_t n = integer_at(batch, r);
        wrap_index(n, x.dims[0]);
        for (int64_t c = 0; c < channels; ++c) {
          const T* plane = x.as<const T>() + (n * channels + c) * x.dims[2] * x.dims[3];
          const double v = bin(plane, x, ay, p, ax, q);
          out.as<T>()[((r * channels + c) * height + p) * width + q] = E::store(F(v));
        }
      }
    });
  }

  template <class T, class F>
  double bin(const T* plane, const TensorArg& x, const RoiAxis<F>& ay, int64_t p, const RoiAxis<F>& ax,
             int64_t q) const {
    double sum = 0;
    const auto load = [&](int64_t row, int64_t column) {
      return double(Element<T>::load(plane[row * x.dims[3] + column]));
    };
    for (int64_t i = 0; i < ay.samples; ++i) {
      const RoiTap y = roi_tap<F>(ay.position(p, i), x.dims[2]);
      if (y.outside) {  // a row of zeros
        if (max_ && ax.samples > 0) sum = i == 0 ? 0.0 : std::max(sum, 0.0);
        continue;
      }
      for (int64_t j = 0; j < ax.samples; ++j) {
        const RoiTap t = roi_tap<F>(ax.position(q, j), x.dims[3]);
        double v = 0;
        if (!t.outside) {
          const double a = (1 - y.fraction) * (1 - t.fraction) * load(y.low, t.low);
          const double b = (1 - y.fraction) * t.fraction * load(y.low, t.high);
          const double c = y.fraction * (1 - t.fraction) * load(y.high, t.low);
          const double d = y.fraction * t.fraction * load(y.high, t.high);
          v = max_ ? std::max(std::max(a, b), std::max(c, d)) : a + b + c + d;
        }
        sum = !max_ ? sum + v : i + j == 0 ? v : std::max(sum, v);
      }
    }
    return max_ ? sum : sum / double(std::max<int64_t>(1, ax.samples * ay.samples));
  }

  ThreadPool& pool_;
  RoiOutput output_;
  bool max_, half_pixel_;
  int64_t sampling_;
};

class MaxRoiPoolKernel final : public CpuKernel {
 public:
  explicit MaxRoiPoolKernel(const LoadContext& c) : pool_(c.pool) { output_.read(c.recipe); }

  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.size() != 2 || args.outputs.size() != 1)
      return Status::bad("a MaxRoiPool got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &rois = args.inputs[1], &out = args.outputs[0];
    if (!output_.fits(x, rois, out, 5)) return Status::bad("a MaxRoiPool got operands of a wrong type");
    if (out.count() == 0) return Status::good();
    std::atomic<bool> ok{true};
    const bool known = dispatch_float(x.dtype, [&](auto tag) { pool<decltype(tag)>(x, rois, out, ok); });
    if (!known) return Status::bad("a MaxRoiPool got an input of another dtype");
    return ok ? Status::good() : Status::bad("a batch index lies outside its dim");
  }

 private:
  template <class T>
  void pool(const TensorArg& x, const TensorArg& rois, const TensorArg& out, std::atomic<bool>& ok) const {
    using E = Element<T>;
    const int64_t height = output_.height, width = output_.width, channels = x.dims[1];
    pool_.parallel_for(out.count(), 16, [&](int64_t begin, int64_t end) {
      for (int64_t at = begin; at < end; ++at) {
        const int64_t q = at % width, p = at / width % height, c = at / width / height % channels;
        const T* from = rois.as<const T>() + at / width / height / channels * 5;
        double roi[5];
        for (int k = 0; k < 5; ++k) roi[k] = double(E::load(from[k]));
        int64_t n = roi[0] > -1e9 && roi[0] < 1e9 ? int64_t(roi[0]) : INT64_MAX;
        if (!wrap_index(n, x.dims[0])) return ok.store(false, std::memory_order_relaxed);
        const RoiBin rows = roi_pool_bin(roi[2], roi[4], output_.scale, height, p, x.dims[2]);
        const RoiBin columns = roi_pool_bin(roi[1], roi[3], output_.scale, width, q, x.dims[3]);
        const T* plane = x.as<const T>() + (n * channels + c) * x.dims[2] * x.dims[3];
        const bool any = rows.first < rows.end && columns.first < columns.end;
        auto best = any ? E::lowest() : typename E::Acc(0);
        for (int64_t i = rows.first; i < rows.end; ++i)
          for (int64_t j = columns.first; j < columns.end; ++j)
            best = element_max(best, E::load(plane[i * x.dims[3] + j]));
        out.as<T>()[at] = E::store(best);
      }
    });
  }

  ThreadPool& pool_;
  RoiOutput output_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_roi_align(const LoadContext& c) { return std::make_unique<RoiAlignKernel>(c); }
std::unique_ptr<CpuKernel> load_max_roi_pool(const LoadContext& c) { return std::make_unique<MaxRoiPoolKernel>(c); }

}  // namespace sinter::cpu
