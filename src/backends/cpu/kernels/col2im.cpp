// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Col2Im: every output element gathers the block elements that lie on it, so that no two threads write one element.
#include <algorithm>

#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/loaders.h"

namespace sinter::cpu {
namespace {

constexpr int kMostFoldDims = 8;

/// Along one dim.
struct FoldDim {
  int64_t image = 0, block = 0, places = 0, stride = 1, dilation = 1, pad = 0, pad_end = 0;
};

class Col2ImKernel final : public CpuKernel {
 public:
  explicit Col2ImKernel(const LoadContext& c) : pool_(c.pool) {
    count_ = int(c.recipe.i64(1, kMostFoldDims));
    for (int d = 0; d < count_; ++d) {
      dims_[d].stride = c.recipe.i64(1, INT32_MAX);
      dims_[d].dilation = c.recipe.i64(1, INT32_MAX);
      dims_[d].pad = c.recipe.i64(0, INT32_MAX);
      dims_[d].pad_end = c.recipe.i64(0, INT32_MAX);
    }
  }

  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.size() != 1 || args.outputs.size() != 1 || int64_t(args.params.size()) != 2 * count_)
      return Status::bad("a fold got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &out = args.outputs[0];
    if (x.rank != 3 || out.rank != count_ + 2 || x.dtype != out.dtype || x.dims[0] != out.dims[0])
      return Status::bad("a fold got operands of a wrong type");
    FoldDim dims[kMostFoldDims];
    int64_t taps = 1, places = 1;
    for (int d = 0; d < count_; ++d) {
      FoldDim& f = dims[d] = dims_[d];
      f.image = out.dims[d + 2];
      f.block = args.params[size_t(count_ + d)];
      if (f.block < 1 || f.block > INT32_MAX || f.image > INT32_MAX) return Status::bad("a fold got a wrong block");
      const int64_t room = f.image + f.pad + f.pad_end - f.dilation * (f.block - 1) - 1;
      f.places = room < 0 ? 0 : room / f.stride + 1;
      if (__builtin_mul_overflow(taps, f.block, &taps) || __builtin_mul_overflow(places, f.places, &places))
        return Status::bad("a fold got a wrong block");
    }
    int64_t rows = 0;
    if (__builtin_mul_overflow(taps, out.dims[1], &rows) || x.dims[1] != rows || x.dims[2] != places)
      return Status::bad("the dims of a fold do not fit together");
    if (out.count() == 0) return Status::good();
    bool known = false;
    dispatch_element(x.dtype, [&](auto tag) {
      using T = decltype(tag);
      if constexpr (!std::is_same_v<T, StoredBool>) fold<T>(dims, taps, places, x, out), known = true;
    });
    return known ? Status::good() : Status::bad("a fold got an input of another dtype");
  }

 private:
  template <class T>
  void fold(const FoldDim* dims, int64_t taps, int64_t places, const TensorArg& x, const TensorArg& out) const {
    const int64_t size = out.count() / (out.dims[0] * out.dims[1]);
    pool_.parallel_for(out.count(), std::max<int64_t>(1, 4096 / taps), [&](int64_t begin, int64_t end) {
      for (int64_t at = begin; at < end; ++at) {
        int64_t position[kMostFoldDims];
        for (int64_t d = count_ - 1, rest = at % size; d >= 0; --d) {
          position[d] = rest % dims[d].image;
          rest /= dims[d].image;
        }
        const T* columns = x.as<const T>() + at / size * taps * places;
        out.as<T>()[at] = Element<T>::store_sum(gather<T>(dims, 0, position, columns, 0, 0, places));
      }
    });
  }

  /// The sum over the taps of dims from d on; `tap` and `place` number those of the dims before.
  template <class T>
  typename Element<T>::Sum gather(const FoldDim* dims, int d, const int64_t* position, const T* columns, int64_t tap,
                                  int64_t place, int64_t places) const {
    using Sum = typename Element<T>::Sum;
    if (d == count_) return Sum(Element<T>::load(columns[tap * places + place]));
    Sum sum = 0;
    const FoldDim& f = dims[d];
    for (int64_t k = 0; k < f.block; ++k) {
      const int64_t from = position[d] + f.pad - k * f.dilation;
      if (from < 0) break;
      if (from % f.stride != 0 || from / f.stride >= f.places) continue;
      sum += gather<T>(dims, d + 1, position, columns, tap * f.block + k, place * f.places + from / f.stride, places);
    }
    return sum;
  }

  ThreadPool& pool_;
  int count_ = 0;
  FoldDim dims_[kMostFoldDims];
};

}  // namespace

std::unique_ptr<CpuKernel> load_col2im(const LoadContext& c) { return std::make_unique<Col2ImKernel>(c); }

}  // namespace sinter::cpu
