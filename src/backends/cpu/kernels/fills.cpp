// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Range, NonZero, Trilu, Shape and Size.
#include <algorithm>
#include <cstring>

#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/loaders.h"
#include "backends/cpu/kernels/strided_copy.h"

namespace sinter::cpu {
namespace {

class RangeKernel final : public CpuKernel {
 public:
  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.size() != 3 || args.outputs.size() != 1)
      return Status::bad("a range got a wrong number of operands");
    const TensorArg &start = args.inputs[0], &delta = args.inputs[2], &out = args.outputs[0];
    if (start.dtype != out.dtype || delta.dtype != out.dtype || start.count() != 1 || delta.count() != 1)
      return Status::bad("a range got operands of a wrong type");
    const bool known = dispatch_element(out.dtype, [&](auto tag) {
      using T = decltype(tag);
      using E = Element<T>;
      using Sum = typename E::Sum;
      const auto first = Sum(E::load(*start.as<const T>())), step = Sum(E::load(*delta.as<const T>()));
      for (int64_t i = 0, n = out.count(); i < n; ++i) out.as<T>()[i] = E::store_sum(first + Sum(i) * step);
    });
    return known ? Status::good() : Status::bad("a range got operands of another dtype");
  }
};

class NonZeroKernel final : public CpuKernel {
 public:
  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.size() != 1 || args.outputs.size() != 1)
      return Status::bad("a non-zero search got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &out = args.outputs[0];
    if (out.dtype != DataType::kInt64 || out.rank != 2 || out.dims[0] != x.rank || !out.actual_dims)
      return Status::bad("a non-zero search got an output of a wrong type");
    Status status = Status::good();
    const bool known = dispatch_element(x.dtype, [&](auto tag) { status = find<decltype(tag)>(x, out); });
    return known ? status : Status::bad("a non-zero search got an input of another dtype");
  }

 private:
  template <class T>
  static Status find(const TensorArg& x, const TensorArg& out) {
    const int64_t n = x.count();
    int64_t found = 0;
    for (int64_t i = 0; i < n; ++i) found += Element<T>::load(x.as<const T>()[i]) != 0;
    if (found > out.dims[1]) return Status::bad("a non-zero search found more elements than its output holds");
    out.actual_dims[0] = x.rank;
    out.actual_dims[1] = found;
    for (int64_t i = 0, at = 0; i < n; ++i) {
      if (Element<T>::load(x.as<const T>()[i]) == 0) continue;
      for (int64_t d = x.rank - 1, rest = i; d >= 0; --d) {
        out.as<int64_t>()[d * found + at] = rest % x.dims[d];
        rest /= x.dims[d];
      }
      ++at;
    }
    return Status::good();
  }
};

class TriluKernel final : public CpuKernel {
 public:
  TriluKernel(ThreadPool& pool, bool upper) : pool_(pool), upper_(upper) {}

  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.empty() || args.outputs.size() != 1)
      return Status::bad("a triangle got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &out = args.outputs[0];
    const int64_t bytes = moved_bytes(x.dtype);
    if (bytes == 0 || x.dtype != out.dtype || x.rank < 2 || !std::ranges::equal(x.shape(), out.shape()))
      return Status::bad("a triangle got operands of a wrong type");
    const int64_t rows = x.dims[x.rank - 2], columns = x.dims[x.rank - 1];
    int64_t k = 0;
    if (args.inputs.size() > 1 && args.inputs[1].present()) {
      if (!is_index_type(args.inputs[1].dtype) || args.inputs[1].count() != 1)
        return Status::bad("the diagonal of a triangle is no integer scalar");
      k = std::clamp(integer_at(args.inputs[1], 0), -rows - 1, columns + 1);
    }
    if (x.count() == 0) return Status::good();
    const int64_t grain = std::max<int64_t>(1, (32 << 10) / (columns * bytes));
    pool_.parallel_for(x.count() / columns, grain, [&](int64_t begin, int64_t end) {
      for (int64_t r = begin; r < end; ++r) {
        // The kept columns: from the diagonal on, or up to and with it.
        const int64_t diagonal = std::clamp<int64_t>(r % rows + k + (upper_ ? 0 : 1), 0, columns);
        const int64_t first = upper_ ? diagonal : 0, last = upper_ ? columns : diagonal;
        auto* to = out.as<std::byte>() + r * columns * bytes;
        const auto* from = x.as<const std::byte>() + r * columns * bytes;
        std::memset(to, 0, size_t(first * bytes));
        std::memcpy(to + first * bytes, from + first * bytes, size_t((last - first) * bytes));
        std::memset(to + last * bytes, 0, size_t((columns - last) * bytes));
      }
    });
    return Status::good();
  }

 private:
  ThreadPool& pool_;
  bool upper_;
};

/// The dims of x, or their product.
class ShapeKernel final : public CpuKernel {
 public:
  explicit ShapeKernel(const LoadContext& c) {
    product_ = c.recipe.i64(0, 1) != 0;
    start_ = c.recipe.i64();
    end_ = c.recipe.i64();
  }

  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.size() != 1 || args.outputs.size() != 1 || args.outputs[0].dtype != DataType::kInt64)
      return Status::bad("a shape got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &out = args.outputs[0];
    const auto bound = [&](int64_t i) {
      return std::clamp<int64_t>(i < 0 && i > -kMaxRank ? i + x.rank : i, 0, x.rank);
    };
    const int64_t first = bound(start_), last = std::max(first, bound(end_)), count = product_ ? 1 : last - first;
    if (out.count() != count) return Status::bad("a shape got an output of other dims");
    if (product_) *out.as<int64_t>() = x.count();
    else std::copy(x.dims + first, x.dims + last, out.as<int64_t>());
    return Status::good();
  }

 private:
  static constexpr int64_t kMaxRank = 4096;
  bool product_;
  int64_t start_, end_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_shape(const LoadContext& c) { return std::make_unique<ShapeKernel>(c); }
std::unique_ptr<CpuKernel> load_range(const LoadContext&) { return std::make_unique<RangeKernel>(); }
std::unique_ptr<CpuKernel> load_nonzero(const LoadContext&) { return std::make_unique<NonZeroKernel>(); }
std::unique_ptr<CpuKernel> load_trilu(const LoadContext& c) {
  return std::make_unique<TriluKernel>(c.pool, c.recipe.i64(0, 1) != 0);
}

}  // namespace sinter::cpu
