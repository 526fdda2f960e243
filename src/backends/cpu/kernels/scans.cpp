// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Kernels that go along one axis element by element: CumSum, ArgReduce, TopK.
#include <algorithm>
#include <numeric>

#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/loaders.h"

namespace sinter::cpu {
namespace {

class CumSumKernel final : public CpuKernel {
 public:
  explicit CumSumKernel(const LoadContext& c) : pool_(c.pool) {
    axis_ = c.recipe.i64(-64, 64);
    exclusive_ = c.recipe.i64(0, 1) != 0;
    reverse_ = c.recipe.i64(0, 1) != 0;
    product_ = c.recipe.i64(0, 1) != 0;
    chosen_ = c.recipe.i64(0, 1) != 0;
  }

  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.empty() || args.outputs.size() != 1)
      return Status::bad("a cumulative sum got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &out = args.outputs[0];
    if (chosen_ && args.params.size() != 1) return Status::bad("a cumulative sum got no axis");
    const int64_t axis = find_axis(chosen_ ? args.params[0] : axis_, x.rank);
    if (axis < 0 || x.dtype != out.dtype || !std::ranges::equal(x.shape(), out.shape()))
      return Status::bad("a cumulative sum got operands of a wrong type");
    if (x.count() == 0) return Status::good();
    const AxisDims a(x.shape(), axis);
    const bool known = dispatch_element(x.dtype, [&](auto tag) { accumulate<decltype(tag)>(a, x, out); });
    return known ? Status::good() : Status::bad("a cumulative sum got an input of another dtype");
  }

 private:
  template <class T>
  void accumulate(const AxisDims& a, const TensorArg& x, const TensorArg& out) const {
    using E = Element<T>;
    pool_.parallel_for(a.outer * a.inner, std::max<int64_t>(1, 8192 / a.n), [&](int64_t begin, int64_t end) {
      for (int64_t r = begin; r < end; ++r) {
        const int64_t at = r / a.inner * a.n * a.inner + r % a.inner;
        typename E::Sum running = product_ ? 1 : 0;
        for (int64_t k = 0; k < a.n; ++k) {
          const int64_t i = at + (reverse_ ? a.n - 1 - k : k) * a.inner;
          const auto v = typename E::Sum(E::load(x.as<const T>()[i]));
          const auto with = product_ ? running * v : running + v;
          out.as<T>()[i] = E::store_sum(exclusive_ ? running : with);
          running = with;
        }
      }
    });
  }

  ThreadPool& pool_;
  int64_t axis_;
  bool exclusive_, reverse_, product_, chosen_;  // chosen_: the axis is a param
};

class ArgReduceKernel final : public CpuKernel {
 public:
  explicit ArgReduceKernel(const LoadContext& c) : pool_(c.pool) {
    max_ = c.recipe.i64(0, 1) == 0;
    axis_ = c.recipe.i64(-64, 64);
    last_ = c.recipe.i64(0, 1) != 0;
  }

  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.size() != 1 || args.outputs.size() != 1)
      return Status::bad("an arg-reduction got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &out = args.outputs[0];
    const int64_t axis = find_axis(axis_, x.rank);
    if (axis < 0 || out.dtype != DataType::kInt64) return Status::bad("an arg-reduction got operands of a wrong type");
    const AxisDims a(x.shape(), axis);
    if (out.count() != a.outer * a.inner) return Status::bad("an arg-reduction got an output of other dims");
    if (out.count() == 0) return Status::good();
    if (a.n == 0) return Status::bad("an arg-reduction got an empty axis");
    const bool known = dispatch_element(x.dtype, [&](auto tag) { find<decltype(tag)>(a, x, out); });
    return known ? Status::good() : Status::bad("an arg-reduction got an input of another dtype");
  }

 private:
  template <class A>
  bool beats(A candidate, A best) const {
    if (element_is_nan(best)) return last_ && element_is_nan(candidate);
    if (element_is_nan(candidate)) return true;
    if (candidate == best) return last_;
    return max_ ? candidate > best : candidate < best;
  }

  template <class T>
  void find(const AxisDims& a, const TensorArg& x, const TensorArg& out) const {
    pool_.parallel_for(a.outer * a.inner, std::max<int64_t>(1, 8192 / a.n), [&](int64_t begin, int64_t end) {
      for (int64_t r = begin; r < end; ++r) {
        const T* row = x.as<const T>() + r / a.inner * a.n * a.inner + r % a.inner;
        int64_t best = 0;
        auto value = Element<T>::load(row[0]);
        for (int64_t k = 1; k < a.n; ++k) {
          const auto v = Element<T>::load(row[k * a.inner]);
          if (beats(v, value)) value = v, best = k;
        }
        out.as<int64_t>()[r] = best;
      }
    });
  }

  ThreadPool& pool_;
  int64_t axis_;
  bool max_, last_;
};

/// Outputs values and indices. k comes from input 1 and agrees with the output's dims, or is written to actual_dims.
class TopKKernel final : public CpuKernel {
 public:
  explicit TopKKernel(const LoadContext& c) : pool_(c.pool) {
    axis_ = c.recipe.i64(-64, 64);
    largest_ = c.recipe.i64(0, 1) != 0;
  }

  int64_t workspace(const KernelArgs& args) const noexcept override {
    if (args.inputs.empty()) return 0;
    const int64_t axis = find_axis(axis_, args.inputs[0].rank);
    return axis < 0 ? 0 : tasks() * order_bytes(args.inputs[0].dims[axis]);
  }

  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.size() != 2 || args.outputs.size() != 2)
      return Status::bad("a top-k got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &values = args.outputs[0], &indices = args.outputs[1];
    const int64_t axis = find_axis(axis_, x.rank);
    const bool types = axis >= 0 && values.dtype == x.dtype && indices.dtype == DataType::kInt64 &&
                       is_index_type(args.inputs[1].dtype) && args.inputs[1].count() >= 1;
    if (!types) return Status::bad("a top-k got operands of a wrong type");
    const AxisDims a(x.shape(), axis);
    const int64_t k = integer_at(args.inputs[1], 0);
    if (k < 0 || k > a.n) return Status::bad("k is larger than the axis of a top-k, or negative", k);
    for (const TensorArg* out : {&values, &indices})
      if (const Status s = set_dims(x, *out, axis, k); !s.ok()) return s;
    if (args.workspace_bytes < tasks() * order_bytes(a.n)) return Status::bad("a top-k has too little workspace");
    if (k == 0 || x.count() == 0) return Status::good();
    const bool known = dispatch_element(x.dtype, [&](auto tag) { select<decltype(tag)>(a, k, args); });
    return known ? Status::good() : Status::bad("a top-k got an input of another dtype");
  }

 private:
  int64_t tasks() const { return int64_t(pool_.threads()) * 4; }
  static int64_t order_bytes(int64_t n) { return (n * 8 + 63) / 64 * 64; }

  static Status set_dims(const TensorArg& x, const TensorArg& out, int64_t axis, int64_t k) {
    if (out.rank != x.rank) return Status::bad("a top-k got an output of another rank");
    for (int64_t d = 0; d < x.rank; ++d) {
      const int64_t want = d == axis ? k : x.dims[d];
      if (out.actual_dims ? want > out.dims[d] : want != out.dims[d])
        return Status::bad("a top-k got an output of other dims");
      if (out.actual_dims) out.actual_dims[d] = want;
    }
    return Status::good();
  }

  /// A total order: better first, the lower index among equals; NaN is larger than all numbers.
  template <class T>
  struct Before {
    const T* row;
    int64_t stride;
    bool largest;
    bool operator()(int64_t i, int64_t j) const {
      const auto a = Element<T>::load(row[i * stride]), b = Element<T>::load(row[j * stride]);
      const bool a_nan = element_is_nan(a), b_nan = element_is_nan(b);
      if (a_nan != b_nan) return largest ? a_nan : b_nan;
      if (a_nan || a == b) return i < j;
      return largest ? a > b : a < b;
    }
  };

  template <class T>
  void select(const AxisDims& a, int64_t k, const KernelArgs& args) const {
    const int64_t rows = a.outer * a.inner, count = std::min(tasks(), rows);
    pool_.parallel_for(count, 1, [&](int64_t begin, int64_t end) {
      auto* order = reinterpret_cast<int64_t*>(static_cast<std::byte*>(args.workspace) +
                                               begin * order_bytes(a.n));  // this call's alone
      for (int64_t r = rows * begin / count; r < rows * end / count; ++r) {
        const T* row = args.inputs[0].as<const T>() + r / a.inner * a.n * a.inner + r % a.inner;
        const int64_t to = r / a.inner * k * a.inner + r % a.inner;
        std::iota(order, order + a.n, int64_t(0));
        std::partial_sort(order, order + k, order + a.n, Before<T>{row, a.inner, largest_});
        for (int64_t j = 0; j < k; ++j) {
          args.outputs[0].as<T>()[to + j * a.inner] = row[order[j] * a.inner];
          args.outputs[1].as<int64_t>()[to + j * a.inner] = order[j];
        }
      }
    });
  }

  ThreadPool& pool_;
  int64_t axis_;
  bool largest_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_cumsum(const LoadContext& c) { return std::make_unique<CumSumKernel>(c); }
std::unique_ptr<CpuKernel> load_arg_reduce(const LoadContext& c) { return std::make_unique<ArgReduceKernel>(c); }
std::unique_ptr<CpuKernel> load_topk(const LoadContext& c) { return std::make_unique<TopKKernel>(c); }

}  // namespace sinter::cpu
