// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Unique: the slices along an axis are sorted by their elements and then by their place, so that equal ones follow each
// other, the first occurrence first.
#include <algorithm>
#include <cstring>
#include <numeric>

#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/loaders.h"

namespace sinter::cpu {
namespace {

/// -1, 0 or 1; NaN equals NaN and comes last.
template <class A>
int order_elements(A a, A b) {
  const bool a_nan = element_is_nan(a), b_nan = element_is_nan(b);
  if (a_nan || b_nan) return int(a_nan) - int(b_nan);
  return a < b ? -1 : b < a ? 1 : 0;
}

template <class T>
struct SliceOrder {
  const T* x;
  AxisDims dims;

  int compare(int64_t i, int64_t j) const {
    for (int64_t o = 0; o < dims.outer; ++o)
      for (int64_t k = 0; k < dims.inner; ++k) {
        const T* at = x + o * dims.n * dims.inner + k;
        const int c = order_elements(Element<T>::load(at[i * dims.inner]), Element<T>::load(at[j * dims.inner]));
        if (c != 0) return c;
      }
    return 0;
  }
  bool operator()(int64_t i, int64_t j) const {
    const int c = compare(i, j);
    return c != 0 ? c < 0 : i < j;
  }
};

class UniqueKernel final : public CpuKernel {
 public:
  explicit UniqueKernel(const LoadContext& c) {
    flatten_ = c.recipe.i64(0, 1) != 0;
    axis_ = c.recipe.i64(-64, 64);
    sorted_ = c.recipe.i64(0, 1) != 0;
  }

  /// Four arrays of one index per slice.
  int64_t workspace(const KernelArgs& args) const noexcept override {
    int64_t n;
    return args.inputs.size() == 1 && slices(args.inputs[0], n) ? 4 * n * int64_t(sizeof(int64_t)) : 0;
  }

  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.size() != 1 || args.outputs.size() != 4)
      return Status::bad("a search for unique elements got a wrong number of operands");
    const TensorArg& x = args.inputs[0];
    int64_t n;
    if (!slices(x, n) || moved_bytes(x.dtype) == 0 || args.outputs[0].dtype != x.dtype)
      return Status::bad("a search for unique elements got operands of a wrong type");
    for (size_t i = 1; i < 4; ++i)
      if (args.outputs[i].dtype != DataType::kInt64 || args.outputs[i].rank != 1)
        return Status::bad("a search for unique elements got an output of a wrong type");
    if (args.workspace_bytes < workspace(args))
      return Status::bad("a search for unique elements has too little workspace");
    auto* order = static_cast<int64_t*>(args.workspace);
    const Groups groups{order, order + n, order + 2 * n, order + 3 * n};
    int64_t count = 0;
    const bool known = dispatch_element(x.dtype, [&](auto tag) { count = group<decltype(tag)>(x, n, groups); });
    return known ? write(args, n, count, groups) : Status::bad("unique elements of this dtype are not searched");
  }

 private:
  struct Groups {
    int64_t* order;   // slices, equal ones together
    int64_t* group;   // of each slice: its group
    int64_t* first;   // of each group: its first slice
    int64_t* rename;  // of each sorted group: its number in the output
  };

  bool slices(const TensorArg& x, int64_t& n) const {
    n = x.count();
    if (flatten_) return true;
    const int64_t axis = find_axis(axis_, x.rank);
    if (axis < 0) return false;
    n = x.dims[axis];
    return true;
  }
  AxisDims split(const TensorArg& x) const {
    AxisDims d(x.shape(), flatten_ ? -1 : find_axis(axis_, x.rank));
    if (flatten_) d.outer = 1, d.n = x.count(), d.inner = 1;
    return d;
  }

  /// Fills in the groups; returns how many there are.
  template <class T>
  int64_t group(const TensorArg& x, int64_t n, const Groups& g) const {
    const SliceOrder<T> before{x.as<const T>(), split(x)};
    std::iota(g.order, g.order + n, int64_t(0));
    std::sort(g.order, g.order + n, before);
    int64_t count = 0;
    for (int64_t i = 0; i < n; ++i) {
      if (i == 0 || before.compare(g.order[i - 1], g.order[i]) != 0) g.first[count++] = g.order[i];
      g.group[g.order[i]] = count - 1;
    }
    std::iota(g.rename, g.rename + count, int64_t(0));
    if (sorted_) return count;
    for (int64_t i = 0, next = 0; i < n; ++i)
      if (g.first[g.group[i]] == i) g.rename[g.group[i]] = next++;
    return count;
  }

  Status write(const KernelArgs& args, int64_t n, int64_t count, const Groups& g) const {
    const TensorArg &x = args.inputs[0], &y = args.outputs[0], &first = args.outputs[1], &inverse = args.outputs[2],
                    &counts = args.outputs[3];
    const AxisDims s = split(x);
    for (const TensorArg* out : {&y, &first, &counts}) {
      const int64_t axis = out == &y && !flatten_ ? find_axis(axis_, x.rank) : 0;
      if (axis >= out->rank || out->dims[axis] < count || (!out->actual_dims && out->dims[axis] != count))
        return Status::bad("there are more unique elements than an output holds");
      if (!out->actual_dims) continue;
      std::copy(out->dims, out->dims + out->rank, out->actual_dims);
      out->actual_dims[axis] = count;
    }
    if (y.rank != (flatten_ ? 1 : x.rank) || inverse.dims[0] != n)
      return Status::bad("a search for unique elements got an output of other dims");
    for (int64_t d = 0; !flatten_ && d < x.rank; ++d)
      if (d != find_axis(axis_, x.rank) && y.dims[d] != x.dims[d])
        return Status::bad("a search for unique elements got an output of other dims");
    std::fill(counts.as<int64_t>(), counts.as<int64_t>() + count, int64_t(0));
    for (int64_t i = 0; i < n; ++i) {
      const int64_t to = g.rename[g.group[i]];
      inverse.as<int64_t>()[i] = to;
      ++counts.as<int64_t>()[to];
    }
    const int64_t bytes = moved_bytes(x.dtype) * s.inner;
    for (int64_t k = 0; k < count; ++k) {
      const int64_t to = g.rename[k], from = g.first[k];
      first.as<int64_t>()[to] = from;
      for (int64_t o = 0; o < s.outer && bytes > 0; ++o)
        std::memcpy(y.as<std::byte>() + (o * count + to) * bytes, x.as<const std::byte>() + (o * s.n + from) * bytes,
                    size_t(bytes));
    }
    return Status::good();
  }

  bool flatten_, sorted_;
  int64_t axis_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_unique(const LoadContext& c) { return std::make_unique<UniqueKernel>(c); }

}  // namespace sinter::cpu
