// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// ScatterElements. Updates of one line along the axis only meet elements of the same line, so lines go to threads, and
// within a line the updates keep their order.
#include <algorithm>
#include <atomic>
#include <cstring>

#include "backends/cpu/kernels/combine_elements.h"
#include "backends/cpu/kernels/loaders.h"
#include "backends/cpu/kernels/strided_copy.h"

namespace sinter::cpu {
namespace {

/// Where the lines along an axis begin in x and in the indices.
struct ScatterLines {
  int64_t axis = 0, inner_x = 1, inner_indices = 1;  // elements from one of a line to the next
  int64_t lines = 1;
  int64_t x_strides[kMaxCopyRank] = {};

  void make(const TensorArg& x, const TensorArg& indices, int64_t at) {
    axis = at;
    int64_t next = 1;
    for (int64_t d = x.rank - 1; d >= 0; --d) {
      x_strides[d] = next;
      next *= x.dims[d];
      if (d != axis) lines *= indices.dims[d];
      if (d > axis) inner_indices *= indices.dims[d];
    }
    inner_x = x_strides[axis];
  }

  void begin(const TensorArg& indices, int64_t line, int64_t& in_x, int64_t& in_indices) const {
    in_indices = line / inner_indices * indices.dims[axis] * inner_indices + line % inner_indices;
    in_x = 0;
    for (int64_t d = indices.rank - 1; d >= 0; --d) {
      if (d == axis) continue;
      in_x += line % indices.dims[d] * x_strides[d];
      line /= indices.dims[d];
    }
  }
};

class ScatterElementsKernel final : public CpuKernel {
 public:
  explicit ScatterElementsKernel(const LoadContext& c) : pool_(c.pool) {
    axis_ = c.recipe.i64(-kMaxCopyRank, kMaxCopyRank);
    reduction_ = c.recipe.i64(0, 4);
  }

  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.size() < 3 || args.outputs.size() != 1)
      return Status::bad("a scatter got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &indices = args.inputs[1], &updates = args.inputs[2], &out = args.outputs[0];
    const int64_t bytes = moved_bytes(x.dtype), axis = find_axis(axis_, x.rank);
    if (bytes == 0 || x.dtype != out.dtype || x.dtype != updates.dtype || !is_index_type(indices.dtype))
      return Status::bad("a scatter got operands of a wrong dtype");
    if (reduction_ != 0 && !has_element(x.dtype)) return Status::bad("a scatter cannot combine this dtype");
    bool fits = axis >= 0 && x.rank <= kMaxCopyRank && indices.rank == x.rank &&
                std::ranges::equal(indices.shape(), updates.shape()) && std::ranges::equal(x.shape(), out.shape());
    for (int64_t d = 0; fits && d < x.rank; ++d) fits = d == axis || indices.dims[d] <= x.dims[d];
    if (!fits) return Status::bad("a scatter got operands that do not fit together");
    if (out.data != x.data) parallel_copy(out.data, x.data, x.count() * bytes, pool_);
    if (indices.count() == 0) return Status::good();
    return scatter(args, axis, bytes);
  }

 private:
  Status scatter(const KernelArgs& args, int64_t axis, int64_t bytes) const {
    const TensorArg &indices = args.inputs[1], &updates = args.inputs[2], &out = args.outputs[0];
    ScatterLines lines;
    lines.make(args.inputs[0], indices, axis);
    std::atomic<bool> ok{true};
    pool_.parallel_for(lines.lines, std::max<int64_t>(1, 4096 / indices.dims[axis]), [&](int64_t begin, int64_t end) {
      for (int64_t line = begin; line < end; ++line) {
        int64_t to, from;
        lines.begin(indices, line, to, from);
        for (int64_t k = 0; k < indices.dims[axis]; ++k, from += lines.inner_indices) {
          int64_t i = integer_at(indices, from);
          if (!wrap_index(i, out.dims[axis])) return ok.store(false, std::memory_order_relaxed);
          write(out, to + i * lines.inner_x, updates, from, bytes);
        }
      }
    });
    return ok ? Status::good() : Status::bad("an index lies outside its dim");
  }

  void write(const TensorArg& out, int64_t to, const TensorArg& updates, int64_t from, int64_t bytes) const {
    if (reduction_ == 0) {
      std::memcpy(out.as<std::byte>() + to * bytes, updates.as<const std::byte>() + from * bytes, size_t(bytes));
      return;
    }
    dispatch_element(out.dtype, [&](auto tag) {
      using T = decltype(tag);
      combine_elements(reduction_, out.as<T>() + to, updates.as<const T>() + from, 1);
    });
  }

  ThreadPool& pool_;
  int64_t axis_, reduction_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_scatter_elements(const LoadContext& c) {
  return std::make_unique<ScatterElementsKernel>(c);
}

}  // namespace sinter::cpu
