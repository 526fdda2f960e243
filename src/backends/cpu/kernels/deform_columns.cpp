// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The columns of a deformable convolution: for each offset group, tap and position the neighbours and their weights are
// found once and used for all channels of the group.
#include <algorithm>
#include <cmath>

#include "backends/cpu/kernels/conv_shape.h"
#include "backends/cpu/kernels/dispatch_float.h"
#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/loaders.h"

namespace sinter::cpu {
namespace {

/// Neighbours of one sample inside the plane: at most two along each of three dims.
struct DeformTaps {
  int count = 0;
  int64_t offset[8];
  double weight[8];

  void find(const double (&at)[3], const int64_t (&extents)[3]) {
    count = 1, offset[0] = 0, weight[0] = 1;
    for (int d = 0; d < 3; ++d) {
      if (!(at[d] > -1 && at[d] < double(extents[d]))) {
        count = 0;
        return;
      }
      const auto low = int64_t(std::floor(at[d]));
      const double t = at[d] - double(low);
      const int before = count;
      int64_t old_offset[4];
      double old_weight[4];
      std::copy_n(offset, before, old_offset);
      std::copy_n(weight, before, old_weight);
      count = 0;
      for (int i = 0; i < before; ++i)
        for (int64_t k = 0; k < 2; ++k) {
          const int64_t index = low + k;
          const double w = k == 0 ? 1 - t : t;
          if (index < 0 || index >= extents[d] || w == 0) continue;
          offset[count] = old_offset[i] * extents[d] + index;
          weight[count++] = old_weight[i] * w;
        }
    }
  }
};

class DeformColumnsKernel final : public CpuKernel {
 public:
  explicit DeformColumnsKernel(const LoadContext& c) : pool_(c.pool) {
    window_ = read_window(c.recipe);
    for (int64_t k : window_.kernel)
      if (k > 1024) RecipeReader::corrupt();
    groups_ = c.recipe.i64(1, INT32_MAX);
  }

  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.size() < 2 || args.inputs.size() > 3 || args.outputs.size() != 1)
      return Status::bad("a deformable convolution got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &shift = args.inputs[1], &out = args.outputs[0];
    const TensorArg* mask = args.inputs.size() > 2 && args.inputs[2].present() ? &args.inputs[2] : nullptr;
    const int dims = window_.spatial;
    const int64_t taps = window_.taps();
    if (x.rank != dims + 2 || shift.rank != x.rank || out.rank != 3 || shift.dtype != x.dtype || out.dtype != x.dtype ||
        (mask && (mask->rank != x.rank || mask->dtype != x.dtype)))
      return Status::bad("a deformable convolution got operands of a wrong type");
    Places s;
    s.count = 1;
    for (int d = 0; d < dims; ++d) {
      s.in[3 - dims + d] = x.dims[d + 2];
      s.out[3 - dims + d] = shift.dims[d + 2];
      if (x.dims[d + 2] > INT32_MAX || shift.dims[d + 2] > INT32_MAX ||
          __builtin_mul_overflow(s.count, shift.dims[d + 2], &s.count))
        return Status::bad("a spatial extent is too large");
    }
    int64_t columns = 0;  // channels without elements may be many
    bool fits = !__builtin_mul_overflow(x.dims[1], taps, &columns) && x.dims[1] % groups_ == 0 &&
                shift.dims[0] == x.dims[0] && shift.dims[1] == groups_ * taps * dims && out.dims[0] == x.dims[0] &&
                out.dims[1] == columns && out.dims[2] == s.count;
    if (mask) {
      fits = fits && mask->dims[0] == x.dims[0] && mask->dims[1] == groups_ * taps;
      for (int d = 0; d < dims; ++d) fits = fits && mask->dims[d + 2] == shift.dims[d + 2];
    }
    if (!fits) return Status::bad("the dims of a deformable convolution do not fit together");
    if (out.count() == 0) return Status::good();
    const bool known = dispatch_float(x.dtype, [&](auto tag) { sample<decltype(tag)>(s, x, shift, mask, out); });
    if (!known) return Status::bad("a deformable convolution got an input of another dtype");
    return Status::good();
  }

 private:
  struct Places {
    int64_t in[3] = {1, 1, 1}, out[3] = {1, 1, 1};
    int64_t count = 1;  // output positions
  };

  template <class T>
  void sample(const Places& s, const TensorArg& x, const TensorArg& shift, const TensorArg* mask,
              const TensorArg& out) const {
    using E = Element<T>;
    const int64_t taps = window_.taps(), each = x.dims[1] / groups_, size = s.in[0] * s.in[1] * s.in[2];
    const int dims = window_.spatial;
    const int64_t rows = x.dims[0] * groups_ * taps, grain = std::max<int64_t>(1, 1024 / std::max<int64_t>(1, each));
    pool_.parallel_for(rows * s.count, grain, [&](int64_t begin, int64_t end) {
      DeformTaps found;
      for (int64_t k = begin; k < end; ++k) {
        const int64_t p = k % s.count, row = k / s.count, t = row % taps, g = row / taps % groups_,
                      n = row / taps / groups_;
        const int64_t place[3] = {p / (s.out[1] * s.out[2]), p / s.out[2] % s.out[1], p % s.out[2]};
        const int64_t tap[3] = {t / (window_.kernel[1] * window_.kernel[2]), t / window_.kernel[2] % window_.kernel[1],
                                t % window_.kernel[2]};
        double at[3];
        for (int d = 0; d < 3; ++d) {
          at[d] = double(place[d] * window_.stride[d] + tap[d] * window_.dilation[d] - window_.pad[d]);
          const int own = d - (3 - dims);
          if (own >= 0) at[d] += double(E::load(shift.as<const T>()[(row * dims + own) * s.count + p]));
        }
        found.find(at, s.in);
        const double factor = mask ? double(E::load(mask->as<const T>()[row * s.count + p])) : 1.0;
        for (int64_t c = g * each; c < (g + 1) * each; ++c) {
          const T* plane = x.as<const T>() + (n * x.dims[1] + c) * size;
          double sum = 0;
          for (int i = 0; i < found.count; ++i) sum += found.weight[i] * double(E::load(plane[found.offset[i]]));
          out.as<T>()[((n * x.dims[1] + c) * taps + t) * s.count + p] = E::store(typename E::Acc(sum * factor));
        }
      }
    });
  }

  ThreadPool& pool_;
  WindowParams window_;
  int64_t groups_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_deform_columns(const LoadContext& c) {
  return std::make_unique<DeformColumnsKernel>(c);
}

}  // namespace sinter::cpu
