// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Reductions over any axes. Dims are merged into groups that are kept or reduced. Where the last group is reduced, each
// output sums contiguous runs; where it is kept, runs of columns are folded together. Sums of floats are kept in double
// between runs of some thousand elements.
#include <algorithm>

#include "backends/cpu/kernels/block_functions.h"
#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/loaders.h"
#include "backends/cpu/kernels/strided_copy.h"

namespace sinter::cpu {
namespace {

enum class ReduceOp : uint8_t { kSum, kMean, kMax, kMin, kProd, kL1, kL2, kLogSum, kLogSumExp, kSumSquare };

/// Merged dims of one sort with their strides in x.
struct DimGroup {
  int rank = 0;
  int64_t dims[kMaxCopyRank], strides[kMaxCopyRank], count = 1;

  void prepend(int64_t dim, int64_t stride) {
    count *= dim;
    if (dim == 1) return;
    if (rank > 0 && stride == strides[rank - 1] * dims[rank - 1]) {
      dims[rank - 1] *= dim;
      return;
    }
    dims[rank] = dim, strides[rank] = stride;  // innermost first
    ++rank;
  }
  int64_t offset(int64_t flat) const {
    int64_t at = 0;
    for (int d = 0; d < rank; ++d) {
      at += flat % dims[d] * strides[d];
      flat /= dims[d];
    }
    return at;
  }
  /// Calls f(offset, n, stride) for each innermost run.
  template <class F>
  void runs(F f) const {
    if (count == 0) return;
    if (rank == 0) return f(int64_t(0), int64_t(1), int64_t(1));
    const int64_t outer = count / dims[0];
    for (int64_t i = 0; i < outer; ++i) f(offset(i * dims[0]), dims[0], strides[0]);
  }
};

struct ReducePlan {
  DimGroup kept, reduced;
};

constexpr int64_t kReduceRun = 4096;  // elements that are summed in float before the sum goes into a double
constexpr int64_t kReduceColumns = 128;

class ReduceKernel final : public CpuKernel {
 public:
  explicit ReduceKernel(const LoadContext& c) : pool_(c.pool) {
    op_ = ReduceOp(c.recipe.i64(0, int64_t(ReduceOp::kSumSquare)));
    axes_ = c.recipe.ints(kMaxCopyRank);
    keep_dims_ = c.recipe.i64(0, 1) != 0;
    chosen_ = c.recipe.i64(0, 1) != 0;
  }

  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.size() != 1 || args.outputs.size() != 1)
      return Status::bad("a reduction got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &out = args.outputs[0];
    ReducePlan plan;
    if (const Status s = make_plan(args, x, out, plan); !s.ok()) return s;
    if (plan.kept.count == 0) return Status::good();
    const bool known = dispatch_element(x.dtype, [&](auto tag) { reduce<decltype(tag)>(plan, x, out); });
    return known ? Status::good() : Status::bad("a reduction got an input of another dtype");
  }

 private:
  Status make_plan(const KernelArgs& args, const TensorArg& x, const TensorArg& out, ReducePlan& plan) const {
    if (x.dtype != out.dtype || x.rank > kMaxCopyRank) return Status::bad("a reduction got operands of a wrong type");
    bool reduced[kMaxCopyRank] = {};
    if (chosen_) {
      if (args.params.size() != size_t(x.rank)) return Status::bad("a reduction got another number of dims");
      for (int d = 0; d < x.rank; ++d) reduced[d] = args.params[size_t(d)] != 0;
    } else if (axes_.empty()) {
      std::fill(reduced, reduced + x.rank, true);
    }
    for (int64_t a : axes_) {
      const int64_t axis = find_axis(a, x.rank);
      if (axis < 0) return Status::bad("an axis of a reduction is out of range");
      reduced[axis] = true;
    }
    int64_t at = 0, stride = 1;
    for (int d = 0; d < x.rank; ++d) {
      if (reduced[d] && !keep_dims_) continue;
      if (at >= out.rank || out.dims[at++] != (reduced[d] ? 1 : x.dims[d]))
        return Status::bad("a reduction got an output of other dims");
    }
    if (at != out.rank) return Status::bad("a reduction got an output of other dims");
    for (int d = x.rank - 1; d >= 0; --d) {
      (reduced[d] ? plan.reduced : plan.kept).prepend(x.dims[d], stride);
      stride *= x.dims[d];
    }
    return Status::good();
  }

  template <class T>
  void reduce(const ReducePlan& p, const TensorArg& x, const TensorArg& out) const {
    const bool columns = std::is_same_v<T, float> && p.kept.rank > 0 && p.kept.strides[0] == 1 && p.kept.dims[0] > 1 &&
                         (op_ == ReduceOp::kSum || op_ == ReduceOp::kMean || op_ == ReduceOp::kMax);
    if constexpr (std::is_same_v<T, float>) {
      if (columns) return reduce_columns(p, x.as<const float>(), out.as<float>());
    }
    const int64_t grain = std::max<int64_t>(1, 16384 / std::max<int64_t>(1, p.reduced.count));
    pool_.parallel_for(p.kept.count, grain, [&](int64_t begin, int64_t end) {
      for (int64_t o = begin; o < end; ++o) out.as<T>()[o] = reduce_one(p, x.as<const T>() + p.kept.offset(o));
    });
  }

  template <class T>
  T reduce_one(const ReducePlan& p, const T* x) const {
    using E = Element<T>;
    switch (op_) {
      case ReduceOp::kMax: return E::store(extreme(p, x, E::lowest(), true));
      case ReduceOp::kMin: return E::store(extreme(p, x, E::highest(), false));
      case ReduceOp::kL2: return E::store_sum(typename E::Sum(std::sqrt(real_sum(p, x))));
      case ReduceOp::kLogSum: return E::store_sum(to_sum<T>(std::log(real_sum(p, x))));
      case ReduceOp::kLogSumExp: return E::store_sum(to_sum<T>(log_sum_exp(p, x)));
      case ReduceOp::kMean: return mean(p, x);
      default: return E::store_sum(fold(p, x));
    }
  }

  /// A double as the sum type of T: integers truncate and saturate, as a store does.
  template <class T>
  static typename Element<T>::Sum to_sum(double v) {
    if constexpr (std::is_same_v<typename Element<T>::Sum, double>) {
      return v;
    } else if constexpr (std::is_signed_v<T>) {
      constexpr double kLow = double(std::numeric_limits<T>::min()), kHigh = double(std::numeric_limits<T>::max());
      return v != v       ? 0
             : v <= kLow  ? uint64_t(int64_t(std::numeric_limits<T>::min()))
             : v >= kHigh ? uint64_t(std::numeric_limits<T>::max())
                          : uint64_t(int64_t(v));
    } else if constexpr (std::is_same_v<T, StoredBool>) {
      return v != 0;
    } else {
      constexpr double kHigh = double(std::numeric_limits<T>::max());
      return !(v > 0) ? 0 : v >= kHigh ? uint64_t(std::numeric_limits<T>::max()) : uint64_t(v);
    }
  }

  template <class T>
  static typename Element<T>::Acc extreme(const ReducePlan& p, const T* x, typename Element<T>::Acc start, bool max) {
    auto best = start;
    p.reduced.runs([&](int64_t at, int64_t n, int64_t stride) {
      if constexpr (std::is_same_v<T, float>) {
        if (max && stride == 1) {
          best = element_max(best, block_table().max(x + at, n));
          return;
        }
      }
      for (int64_t i = 0; i < n; ++i) {
        const auto v = Element<T>::load(x[at + i * stride]);
        best = max ? element_max(best, v) : element_min(best, v);
      }
    });
    return best;
  }

  /// Sum, product, sum of magnitudes or of squares, in the sum type.
  template <class T>
  typename Element<T>::Sum fold(const ReducePlan& p, const T* x) const {
    using Sum = typename Element<T>::Sum;
    Sum sum = op_ == ReduceOp::kProd ? Sum(1) : Sum(0);
    p.reduced.runs([&](int64_t at, int64_t n, int64_t stride) {
      if constexpr (std::is_same_v<T, float>) {
        if (stride == 1 && (op_ == ReduceOp::kSum || op_ == ReduceOp::kMean || op_ == ReduceOp::kSumSquare)) {
          for (int64_t i = 0; i < n; i += kReduceRun) {
            const int64_t run = std::min(kReduceRun, n - i);
            const bool squares = op_ == ReduceOp::kSumSquare;
            sum +=
                double(squares ? block_table().sum_squares(x + at + i, 0.0f, run) : block_table().sum(x + at + i, run));
          }
          return;
        }
      }
      for (int64_t i = 0; i < n; ++i) {
        const auto raw = Element<T>::load(x[at + i * stride]);
        const Sum v = Sum(raw);
        switch (op_) {
          case ReduceOp::kProd: sum *= v; break;
          case ReduceOp::kL1: sum += raw < 0 ? Sum(0) - v : v == 0 ? Sum(0) : v; break;
          case ReduceOp::kSumSquare: sum += v * v; break;
          default: sum += v; break;
        }
      }
    });
    return sum;
  }

  template <class T>
  T mean(const ReducePlan& p, const T* x) const {
    using Sum = typename Element<T>::Sum;
    const Sum sum = fold(p, x);
    if constexpr (std::is_same_v<Sum, double>) {
      return Element<T>::store_sum(sum / double(p.reduced.count));
    } else {
      if (p.reduced.count == 0) return Element<T>::store_sum(0);
      if constexpr (std::is_signed_v<T>) return Element<T>::store_sum(Sum(int64_t(sum) / p.reduced.count));
      else return Element<T>::store_sum(sum / Sum(p.reduced.count));
    }
  }

  /// Sums in double of any dtype: of squares for l2, else of the elements.
  template <class T>
  double real_sum(const ReducePlan& p, const T* x) const {
    double sum = 0;
    p.reduced.runs([&](int64_t at, int64_t n, int64_t stride) {
      for (int64_t i = 0; i < n; ++i) {
        const double v = double(Element<T>::load(x[at + i * stride]));
        sum += op_ == ReduceOp::kL2 ? v * v : v;
      }
    });
    return sum;
  }

  template <class T>
  static double log_sum_exp(const ReducePlan& p, const T* x) {
    double m = -std::numeric_limits<double>::infinity(), sum = 0;
    const auto each = [&](auto f) {
      p.reduced.runs([&](int64_t at, int64_t n, int64_t stride) {
        for (int64_t i = 0; i < n; ++i) f(double(Element<T>::load(x[at + i * stride])));
      });
    };
    each([&](double v) { m = element_max(m, v); });
    if (std::isinf(m)) return m;
    each([&](double v) { sum += std::exp(v - m); });
    return m + std::log(sum);
  }

  /// Runs of up to kReduceColumns outputs that lie side by side, and so do their inputs.
  void reduce_columns(const ReducePlan& p, const float* x, float* out) const {
    const int64_t width = p.kept.dims[0], pieces = (width + kReduceColumns - 1) / kReduceColumns;
    const int64_t jobs = p.kept.count / width * pieces;
    const int64_t grain =
        std::max<int64_t>(1, 16384 / std::max<int64_t>(1, p.reduced.count * std::min(width, kReduceColumns)));
    pool_.parallel_for(jobs, grain, [&](int64_t begin, int64_t end) {
      for (int64_t job = begin; job < end; ++job) {
        const int64_t first = job / pieces * width + job % pieces * kReduceColumns;
        const int64_t n = std::min(kReduceColumns, width - job % pieces * kReduceColumns);
        fold_columns(p, x + p.kept.offset(first), n, out + first);
      }
    });
  }

  void fold_columns(const ReducePlan& p, const float* x, int64_t n, float* out) const {
    const bool max = op_ == ReduceOp::kMax;
    float part[kReduceColumns];
    double sum[kReduceColumns] = {};
    int64_t rows = 0;
    const auto flush = [&] {
      for (int64_t j = 0; j < n; ++j) sum[j] += double(part[j]);
      std::fill(part, part + n, 0.0f);
      rows = 0;
    };
    std::fill(part, part + n, max ? -std::numeric_limits<float>::infinity() : 0.0f);
    p.reduced.runs([&](int64_t at, int64_t count, int64_t stride) {
      for (int64_t i = 0; i < count; ++i) {
        const float* row = x + at + i * stride;
        if (max) block_table().max_to(part, row, n);
        else block_table().add_to(part, row, n);
        if (!max && ++rows == 64) flush();
      }
    });
    if (max) {
      std::copy(part, part + n, out);
      return;
    }
    flush();
    const double divisor = op_ == ReduceOp::kMean ? double(p.reduced.count) : 1.0;
    for (int64_t j = 0; j < n; ++j) out[j] = float(sum[j] / divisor);
  }

  ThreadPool& pool_;
  ReduceOp op_;
  std::vector<int64_t> axes_;
  bool keep_dims_, chosen_;  // chosen_: the params say which dims are reduced
};

}  // namespace

std::unique_ptr<CpuKernel> load_reduce(const LoadContext& c) { return std::make_unique<ReduceKernel>(c); }

}  // namespace sinter::cpu
