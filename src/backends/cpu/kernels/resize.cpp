// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Resize, one axis after the other: each output element along an axis is a weighted sum of elements of that axis.
// Tables of taps are made first; rows along the inner dims are then combined as a whole. Nearest moves elements of any
// type.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/loaders.h"
#include "backends/cpu/kernels/strided_copy.h"
#include "base/limits.h"
#include "ops/resize_axis.h"

namespace sinter::cpu {
namespace {

struct ResizeTable {
  int64_t* index = nullptr;  // -1 in the first tap: the extrapolation value
  double* weight = nullptr;
  int64_t taps = 1;
};

int64_t rounded64(int64_t bytes) { return (bytes + 63) / 64 * 64; }

class ResizeKernel final : public CpuKernel {
 public:
  explicit ResizeKernel(const LoadContext& c) : pool_(c.pool) {
    rule_.mode = ResizeMode(c.recipe.i64(0, 2));
    rule_.coordinates = ResizeCoordinates(c.recipe.i64(0, 6));
    rule_.rounding = ResizeRounding(c.recipe.i64(0, 3));
    policy_ = ResizePolicy(c.recipe.i64(0, 2));
    axes_ = c.recipe.ints(kMaxCopyRank);
    for (int64_t a : axes_)
      if (a < 0 || a >= kMaxCopyRank) RecipeReader::corrupt();
    for (const int64_t n = c.recipe.i64(0, kMaxCopyRank); int64_t(scales_.size()) < n;)
      scales_.push_back(c.recipe.f64());
    for (const int64_t n = c.recipe.i64(0, 2 * kMaxCopyRank); int64_t(region_.size()) < n;)
      region_.push_back(c.recipe.f64());
    rule_.cubic_a = c.recipe.f64();
    extrapolation_ = c.recipe.f64();
    rule_.exclude_outside = c.recipe.i64(0, 1) != 0;
    rule_.antialias = c.recipe.i64(0, 1) != 0;
    has_sizes_ = c.recipe.i64(0, 1) != 0;
    if ((!scales_.empty() && scales_.size() != axes_.size()) ||
        (!region_.empty() && region_.size() != 2 * axes_.size()))
      RecipeReader::corrupt();
  }

  int64_t workspace(const KernelArgs& args) const noexcept override {
    if (args.inputs.empty() || args.outputs.empty() || args.inputs[0].rank != args.outputs[0].rank) return 0;
    const TensorArg &x = args.inputs[0], &out = args.outputs[0];
    int64_t bytes = 0;
    for (int64_t a : axes_)
      if (a < x.rank) bytes += table_bytes(x.dims[a], out.dims[a]);
    return bytes + (rule_.mode == ResizeMode::kNearest ? 0 : 2 * middle_bytes(x, out));
  }

  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.empty() || args.inputs.size() > 3 || args.outputs.size() != 1)
      return Status::bad("a resize got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &out = args.outputs[0];
    if (x.rank != out.rank || x.rank > kMaxCopyRank || x.dtype != out.dtype || moved_bytes(x.dtype) == 0)
      return Status::bad("a resize got operands of a wrong type");
    if (out.count() == 0) return Status::good();
    if (x.count() == 0) return Status::bad("a resize has no element to repeat");
    if (args.workspace_bytes < workspace(args)) return Status::bad("a resize has too little workspace");
    ResizeAxis axes[kMaxCopyRank];
    if (!find_axes(args, axes)) return Status::bad("the operands of a resize do not fit together");
    auto* memory = static_cast<std::byte*>(args.workspace);
    ResizeTable tables[kMaxCopyRank];  // by axis of x; index null: the axis stays as it is
    for (size_t k = 0; k < axes_.size(); ++k) {
      const auto a = size_t(axes_[k]);
      if (unchanged(axes[k])) continue;
      if (!make_table(axes[k], memory, tables[a])) return Status::bad("a resize has too many taps");
      memory += table_bytes(axes[k].in, axes[k].out);
    }
    for (int d = 0; d < x.rank; ++d)
      if (!tables[d].index && x.dims[d] != out.dims[d]) return Status::bad("a resize got an output of other dims");
    if (rule_.mode == ResizeMode::kNearest) return nearest(x, out, tables);
    bool known = false;
    dispatch_element(x.dtype, [&](auto tag) {
      using T = decltype(tag);
      if constexpr (!std::is_same_v<T, StoredBool>) interpolate<T>(x, out, tables, memory), known = true;
    });
    return known ? Status::good() : Status::bad("a resize got an input of another dtype");
  }

 private:
  /// Room for every output element's taps; grows with both extents, whatever the scale is.
  static int64_t table_bytes(int64_t in, int64_t out) { return rounded64((8 * (in + out) + 64) * 16); }
  static int64_t accumulator_bytes(DataType type) {
    return type == DataType::kFloat32 || type == DataType::kFloat16 || type == DataType::kBFloat16 ? 4 : 8;
  }
  /// Of a tensor between two axes: each dim as large as in x or the output.
  static int64_t middle_bytes(const TensorArg& x, const TensorArg& out) {
    int64_t n = accumulator_bytes(x.dtype);
    for (int d = 0; d < x.rank; ++d)
      if (__builtin_mul_overflow(n, std::max(x.dims[d], out.dims[d]), &n) || n > limits::kMaxTensorBytes)
        return limits::kMaxTensorBytes;  // no allocator gives that much
    return rounded64(n);
  }

  static bool read_floats(const TensorArg& t, int64_t n, double* values) {
    if (t.count() != n) return false;
    return dispatch_element(t.dtype, [&](auto tag) {
      using T = decltype(tag);
      for (int64_t i = 0; i < n; ++i) values[i] = double(Element<T>::load(t.as<const T>()[i]));
    });
  }

  bool find_axes(const KernelArgs& args, ResizeAxis* axes) const {
    const TensorArg &x = args.inputs[0], &out = args.outputs[0];
    const auto n = int64_t(axes_.size());
    double region[2 * kMaxCopyRank], scales[kMaxCopyRank];
    const bool has_region = args.inputs.size() > 1 && args.inputs[1].present();
    const bool has_scales = args.inputs.size() > 2 && args.inputs[2].present();
    if (has_region && !read_floats(args.inputs[1], 2 * n, region)) return false;
    if (has_scales && !read_floats(args.inputs[2], n, scales)) return false;
    if (!has_region && !region_.empty()) std::ranges::copy(region_, region);
    if (!has_scales && !scales_.empty()) std::ranges::copy(scales_, scales);
    int64_t extents[kMaxCopyRank];
    for (int64_t k = 0; k < n; ++k) {
      if (axes_[size_t(k)] >= x.rank) return false;
      extents[k] = x.dims[axes_[size_t(k)]];
    }
    const bool common = policy_ != ResizePolicy::kStretch && has_sizes_;
    if (common && int64_t(args.params.size()) < n) return false;
    const double scale = common ? resize_policy_scale(policy_, args.params.data(), extents, n) : 0;
    for (int64_t k = 0; k < n; ++k) {
      ResizeAxis& a = axes[k] = {extents[k], out.dims[axes_[size_t(k)]]};
      a.scale = common ? scale : has_scales || !scales_.empty() ? scales[k] : double(a.out) / double(a.in);
      if (!(a.scale > 0 && std::isfinite(a.scale))) return false;
      if (has_region || !region_.empty()) a.start = region[k], a.end = region[k + n];
    }
    return true;
  }

  bool unchanged(const ResizeAxis& a) const {
    const bool whole = rule_.coordinates != ResizeCoordinates::kTfCropAndResize || (a.start == 0 && a.end == 1);
    return a.in == a.out && a.scale == 1 && whole;
  }

  bool make_table(const ResizeAxis& a, std::byte* memory, ResizeTable& t) const {
    t.taps = resize_tap_count(rule_, a);
    const int64_t room = table_bytes(a.in, a.out) / 16;
    if (t.taps > room / a.out) return false;
    t.index = reinterpret_cast<int64_t*>(memory);
    t.weight = reinterpret_cast<double*>(memory + a.out * t.taps * 8);
    for (int64_t i = 0; i < a.out; ++i)
      if (!resize_taps(rule_, a, i, t.index + i * t.taps, t.weight + i * t.taps)) t.index[i * t.taps] = -1;
    return true;
  }

  Status nearest(const TensorArg& x, const TensorArg& out, const ResizeTable* tables) const {
    const int64_t bytes = moved_bytes(x.dtype);
    alignas(16) std::byte value[16] = {};
    dispatch_element(x.dtype, [&](auto tag) {
      using T = decltype(tag);
      const T v = finish<T>(extrapolation_);
      std::memcpy(value, &v, sizeof v);
    });
    switch (bytes) {
      case 1:
        pick<uint8_t>(x, out, tables, value);
        break;
      case 2:
        pick<uint16_t>(x, out, tables, value);
        break;
      case 4:
        pick<uint32_t>(x, out, tables, value);
        break;
      case 8:
        pick<uint64_t>(x, out, tables, value);
        break;
      default:
        pick<Wide>(x, out, tables, value);
        break;
    }
    return Status::good();
  }

  struct Wide {
    uint64_t low, high;
  };

  template <class T>
  void pick(const TensorArg& x, const TensorArg& out, const ResizeTable* tables, const std::byte* bytes) const {
    T value;
    std::memcpy(&value, bytes, sizeof value);
    const int last = x.rank - 1;
    const int64_t columns = x.rank == 0 ? 1 : out.dims[last], rows = out.count() / columns;
    pool_.parallel_for(rows, std::max<int64_t>(1, 8192 / columns), [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; ++row) {
        int64_t offset = 0, stride = 1, rest = row;
        bool outside = false;
        for (int d = last - 1; d >= 0; --d) {
          int64_t at = rest % out.dims[d];
          if (tables[d].index) at = tables[d].index[at];
          outside = outside || at < 0;
          offset += at * stride, stride *= x.dims[d], rest /= out.dims[d];
        }
        T* to = out.as<T>() + row * columns;
        if (outside) {
          std::fill_n(to, columns, value);
          continue;
        }
        const T* from = x.as<const T>() + offset * (x.rank == 0 ? 1 : x.dims[last]);
        const int64_t* index = x.rank == 0 ? nullptr : tables[last].index;
        if (!index)
          std::memcpy(to, from, size_t(columns) * sizeof(T));
        else
          for (int64_t i = 0; i < columns; ++i) to[i] = index[i] < 0 ? value : from[index[i]];
      }
    });
  }

  /// From x through two buffers that take turns to the output; the first pass reads T, the last one writes T.
  template <class T>
  void interpolate(const TensorArg& x, const TensorArg& out, const ResizeTable* tables, std::byte* memory) const {
    using A = std::conditional_t<std::is_integral_v<T> || std::is_same_v<T, double>, double, float>;
    A* buffers[2] = {reinterpret_cast<A*>(memory), reinterpret_cast<A*>(memory + middle_bytes(x, out))};
    int64_t dims[kMaxCopyRank];
    std::copy_n(x.dims, x.rank, dims);
    int left = 0, turn = 0;
    for (int d = 0; d < x.rank; ++d) left += tables[d].index != nullptr;
    if (left == 0) return void(std::memcpy(out.data, x.data, size_t(x.count()) * sizeof(T)));
    const A* from = nullptr;
    for (int d = 0; d < x.rank; ++d) {
      if (!tables[d].index) continue;
      const bool first = from == nullptr, last = --left == 0;
      Pass pass{1, dims[d], out.dims[d], 1};
      for (int k = 0; k < x.rank; ++k) (k < d ? pass.outer : k > d ? pass.inner : pass.unused) *= dims[k];
      A* to = buffers[turn];
      if (first && last)
        along(pass, tables[d], x.as<const T>(), out.as<T>());
      else if (first)
        along(pass, tables[d], x.as<const T>(), to);
      else if (last)
        along(pass, tables[d], from, out.as<T>());
      else
        along(pass, tables[d], from, to);
      from = to, turn ^= 1;
      dims[d] = out.dims[d];
    }
  }

  struct Pass {
    int64_t outer = 1, in = 0, out = 0, inner = 1, unused = 1;
  };

  template <class To, class Sum>
  static To finish(Sum v) {
    if constexpr (std::is_same_v<To, StoredBool>) {
      return To{uint8_t(v != 0)};
    } else if constexpr (std::is_integral_v<To>) {
      const double r = std::nearbyint(double(v));
      if (!(r > double(std::numeric_limits<To>::min()))) return r != r ? To(0) : std::numeric_limits<To>::min();
      return r >= double(std::numeric_limits<To>::max()) ? std::numeric_limits<To>::max() : To(r);
    } else {
      return Element<To>::store(typename Element<To>::Acc(v));
    }
  }

  template <class From, class To>
  void along(const Pass& p, const ResizeTable& table, const From* from, To* to) const {
    using A = std::conditional_t<std::is_integral_v<From> || std::is_same_v<From, double> || std::is_integral_v<To> ||
                                     std::is_same_v<To, double>,
                                 double, float>;
    if (p.inner == 1) return along_last<From, To, A>(p, table, from, to);
    const int64_t grain = std::max<int64_t>(1, 8192 / std::max<int64_t>(1, p.inner * table.taps));
    pool_.parallel_for(p.outer * p.out, grain, [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; ++row) {
        const int64_t* index = table.index + row % p.out * table.taps;
        const double* weight = table.weight + row % p.out * table.taps;
        const From* base = from + row / p.out * p.in * p.inner;
        To* out = to + row * p.inner;
        if (index[0] < 0) {
          std::fill_n(out, p.inner, finish<To>(A(extrapolation_)));
          continue;
        }
        constexpr int64_t kBlock = 256;
        for (int64_t k0 = 0; k0 < p.inner; k0 += kBlock) {
          const int64_t n = std::min(kBlock, p.inner - k0);
          A sums[kBlock];
          std::fill_n(sums, n, A(0));
          for (int64_t t = 0; t < table.taps; ++t) {
            const From* source = base + index[t] * p.inner + k0;
            const A w = A(weight[t]);
            for (int64_t k = 0; k < n; ++k) sums[k] += w * A(Element<From>::load(source[k]));
          }
          for (int64_t k = 0; k < n; ++k) out[k0 + k] = finish<To>(sums[k]);
        }
      }
    });
  }

  /// Rows whose elements lie side by side.
  template <class From, class To, class A>
  void along_last(const Pass& p, const ResizeTable& table, const From* from, To* to) const {
    pool_.parallel_for(p.outer, std::max<int64_t>(1, 4096 / (p.out * table.taps)), [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; ++row)
        for (int64_t i = 0; i < p.out; ++i) {
          const int64_t* index = table.index + i * table.taps;
          const double* weight = table.weight + i * table.taps;
          A sum = index[0] < 0 ? A(extrapolation_) : A(0);
          for (int64_t t = 0; t < table.taps && index[0] >= 0; ++t)
            sum += A(weight[t]) * A(Element<From>::load(from[row * p.in + index[t]]));
          to[row * p.out + i] = finish<To>(sum);
        }
    });
  }

  ThreadPool& pool_;
  ResizeRule rule_;
  ResizePolicy policy_;
  std::vector<int64_t> axes_;
  std::vector<double> scales_, region_;
  double extrapolation_ = 0;
  bool has_sizes_ = false;
};

}  // namespace

std::unique_ptr<CpuKernel> load_resize(const LoadContext& c) { return std::make_unique<ResizeKernel>(c); }

}  // namespace sinter::cpu
