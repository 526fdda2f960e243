// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Max pooling that also tells where the largest elements lie.
#include <algorithm>

#include "backends/cpu/kernels/conv_shape.h"
#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/loaders.h"

namespace sinter::cpu {
namespace {

class MaxPoolIndicesKernel final : public CpuKernel {
 public:
  explicit MaxPoolIndicesKernel(const LoadContext& c) : pool_(c.pool) {
    window_ = read_window(c.recipe);
    column_major_ = c.recipe.i64(0, 1) != 0;
  }

  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.size() != 1 || args.outputs.size() != 2)
      return Status::bad("a pooling got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &y = args.outputs[0], &where = args.outputs[1];
    const TensorArg& out = y.present() ? y : where;
    if (x.rank < 3 || out.rank < 3 || !out.present() || (y.present() && y.dtype != x.dtype) ||
        (where.present() && where.dtype != DataType::kInt64) ||
        (y.present() && where.present() && !std::ranges::equal(y.shape(), where.shape())))
      return Status::bad("a pooling got operands of a wrong type");
    ConvShape s;
    if (x.dims[1] != out.dims[1]) return Status::bad("a pooling got another number of channels");
    if (const Status ok = make_conv_shape(window_, 1, x.dims[1], out.dims[1], x, out, s); !ok.ok()) return ok;
    if (out.count() == 0) return Status::good();
    bool known = false;
    dispatch_element(x.dtype, [&](auto tag) {
      using T = decltype(tag);
      if constexpr (!std::is_same_v<T, StoredBool>) pool_planes<T>(s, x, y, where, out.count()), known = true;
    });
    return known ? Status::good() : Status::bad("a pooling got an input of another dtype");
  }

 private:
  template <class T>
  void pool_planes(const ConvShape& s, const TensorArg& x, const TensorArg& y, const TensorArg& where,
                   int64_t count) const {
    using E = Element<T>;
    pool_.parallel_for(count, std::max<int64_t>(1, 8192 / window_.taps()), [&](int64_t begin, int64_t end) {
      for (int64_t at = begin; at < end; ++at) {
        const int64_t plane = at / s.out_size() * s.in_size(), p = at % s.out_size();
        const int64_t place[3] = {p / (s.out[1] * s.out[2]), p / s.out[2] % s.out[1], p % s.out[2]};
        int64_t best_at[3] = {-1, -1, -1};
        const auto best = find_best<T>(s, x.as<const T>() + plane, place, best_at);
        if (y.present()) y.as<T>()[at] = E::store(best);
        if (!where.present()) continue;
        const int64_t offset = column_major_ ? (best_at[2] * s.in[1] + best_at[1]) * s.in[0] + best_at[0]
                                             : (best_at[0] * s.in[1] + best_at[1]) * s.in[2] + best_at[2];
        where.as<int64_t>()[at] = best_at[0] < 0 ? -1 : plane + offset;
      }
    });
  }

  template <class T>
  typename Element<T>::Acc find_best(const ConvShape& s, const T* plane, const int64_t (&place)[3],
                                     int64_t (&best_at)[3]) const {
    const WindowParams& w = s.window;
    auto best = Element<T>::lowest();
    int64_t base[3], lo[3], hi[3];
    for (int d = 0; d < 3; ++d) {
      base[d] = place[d] * w.stride[d] - w.pad[d];
      valid_range(base[d], w.dilation[d], s.in[d], w.kernel[d], lo[d], hi[d]);
    }
    for (int64_t i = lo[0]; i < hi[0]; ++i)
      for (int64_t j = lo[1]; j < hi[1]; ++j)
        for (int64_t k = lo[2]; k < hi[2]; ++k) {
          const int64_t at[3] = {base[0] + i * w.dilation[0], base[1] + j * w.dilation[1], base[2] + k * w.dilation[2]};
          const auto v = Element<T>::load(plane[(at[0] * s.in[1] + at[1]) * s.in[2] + at[2]]);
          if (best_at[0] >= 0 && !(v > best || (element_is_nan(v) && !element_is_nan(best)))) continue;
          best = v;
          std::copy(at, at + 3, best_at);
        }
    return best;
  }

  ThreadPool& pool_;
  WindowParams window_;
  bool column_major_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_max_pool_indices(const LoadContext& c) {
  return std::make_unique<MaxPoolIndicesKernel>(c);
}

}  // namespace sinter::cpu
