// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// GridSample: for each point of the grid the taps are found once, as offsets and weights, and then summed up for every
// channel.
#include <algorithm>

#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/loaders.h"
#include "ops/sampling.h"

namespace sinter::cpu {
namespace {

/// Taps of one point in all dims together: at most 4 along each of three dims.
struct PointTaps {
  int count = 0;
  int64_t offset[64];
  double weight[64];

  void combine(const AxisTaps* axes, const int64_t* extents, int dims) {
    count = 1, offset[0] = 0, weight[0] = 1;
    for (int d = 0; d < dims; ++d) {
      const int before = count;
      int64_t old_offset[16];
      double old_weight[16];
      std::copy_n(offset, before, old_offset);
      std::copy_n(weight, before, old_weight);
      count = 0;
      for (int i = 0; i < before; ++i)
        for (int k = 0; k < axes[d].count; ++k) {
          if (axes[d].index[k] < 0) continue;
          offset[count] = old_offset[i] * extents[d] + axes[d].index[k];
          weight[count++] = old_weight[i] * axes[d].weight[k];
        }
    }
  }
};

class GridSampleKernel final : public CpuKernel {
 public:
  explicit GridSampleKernel(const LoadContext& c) : pool_(c.pool) {
    mode_ = GridMode(c.recipe.i64(0, 2));
    padding_ = GridPadding(c.recipe.i64(0, 2));
    align_corners_ = c.recipe.i64(0, 1) != 0;
  }

  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.size() != 2 || args.outputs.size() != 1)
      return Status::bad("a grid sample got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &grid = args.inputs[1], &out = args.outputs[0];
    const int dims = x.rank - 2;
    if (dims < 1 || dims > 3 || grid.rank != x.rank || out.rank != x.rank || out.dtype != x.dtype)
      return Status::bad("a grid sample got operands of a wrong type");
    bool fits = grid.dims[dims + 1] == dims && x.dims[0] == grid.dims[0] && out.dims[0] == x.dims[0] &&
                out.dims[1] == x.dims[1];
    for (int d = 0; d < dims; ++d) fits = fits && out.dims[d + 2] == grid.dims[d + 1];
    if (!fits) return Status::bad("the dims of a grid sample do not fit together");
    if (out.count() == 0) return Status::good();
    bool known = false;
    dispatch_element(x.dtype, [&](auto tag) {
      using T = decltype(tag);
      if constexpr (!std::is_same_v<T, StoredBool>) known = run_grid<T>(x, grid, out, dims);
    });
    return known ? Status::good() : Status::bad("a grid sample got operands of another dtype");
  }

 private:
  template <class T>
  bool run_grid(const TensorArg& x, const TensorArg& grid, const TensorArg& out, int dims) const {
    switch (grid.dtype) {
      case DataType::kFloat32:
        sample<T, float>(x, grid, out, dims);
        return true;
      case DataType::kFloat64:
        sample<T, double>(x, grid, out, dims);
        return true;
      case DataType::kFloat16:
        sample<T, StoredHalf>(x, grid, out, dims);
        return true;
      case DataType::kBFloat16:
        sample<T, StoredBFloat>(x, grid, out, dims);
        return true;
      default:
        return false;
    }
  }

  template <class T, class G>
  void sample(const TensorArg& x, const TensorArg& grid, const TensorArg& out, int dims) const {
    int64_t size = 1;
    for (int d = 0; d < dims; ++d) size *= x.dims[d + 2];
    const int64_t channels = x.dims[1], points = out.count() / (x.dims[0] * channels);
    const int64_t grain = std::max<int64_t>(1, 2048 / channels);
    pool_.parallel_for(x.dims[0] * points, grain, [&](int64_t begin, int64_t end) {
      PointTaps taps;
      AxisTaps axes[3];
      for (int64_t at = begin; at < end; ++at) {
        const G* position = grid.as<const G>() + at * dims;
        for (int d = 0; d < dims; ++d)
          axes[d] = grid_taps(Element<G>::load(position[dims - 1 - d]), x.dims[d + 2], mode_, padding_, align_corners_);
        taps.combine(axes, x.dims + 2, dims);
        const int64_t item = at / points, p = at % points;
        for (int64_t c = 0; c < channels; ++c) {
          const T* plane = x.as<const T>() + (item * channels + c) * size;
          out.as<T>()[(item * channels + c) * points + p] = sum<T>(plane, taps);
        }
      }
    });
  }

  template <class T>
  T sum(const T* plane, const PointTaps& taps) const {
    using E = Element<T>;
    if (mode_ == GridMode::kNearest) return taps.count ? plane[taps.offset[0]] : E::store(typename E::Acc(0));
    double total = 0;
    for (int k = 0; k < taps.count; ++k) total += taps.weight[k] * double(E::load(plane[taps.offset[k]]));
    if constexpr (std::is_integral_v<T>) {
      // As the reference converts: towards zero, saturated, NaN to 0.
      if (!(total > double(std::numeric_limits<T>::min())))
        return total != total ? T(0) : std::numeric_limits<T>::min();
      return total >= double(std::numeric_limits<T>::max()) ? std::numeric_limits<T>::max() : T(total);
    } else {
      return E::store(typename E::Acc(total));
    }
  }

  ThreadPool& pool_;
  GridMode mode_;
  GridPadding padding_;
  bool align_corners_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_grid_sample(const LoadContext& c) { return std::make_unique<GridSampleKernel>(c); }

}  // namespace sinter::cpu
