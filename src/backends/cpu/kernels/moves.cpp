// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Movements that are one strided copy each: copy, transpose, expand, slice, concat.
#include <algorithm>

#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/loaders.h"
#include "backends/cpu/kernels/strided_copy.h"

namespace sinter::cpu {
namespace {

/// Checks that a movement's first operands have one dtype that moves as whole bytes, and gives them.
Status move_operands(const KernelArgs& args, const TensorArg*& x, const TensorArg*& out, int64_t& bytes) {
  if (args.inputs.empty() || args.outputs.size() != 1)
    return Status::bad("a movement kernel got a wrong number of operands");
  x = &args.inputs[0], out = &args.outputs[0];
  bytes = moved_bytes(x->dtype);
  if (bytes == 0 || x->dtype != out->dtype) return Status::bad("a movement kernel got operands of a wrong dtype");
  if (x->rank > kMaxCopyRank || out->rank > kMaxCopyRank) return Status::bad("a movement kernel got too many dims");
  return Status::good();
}

/// Row-major strides.
void dense_strides(std::span<const int64_t> dims, int64_t* strides) {
  int64_t next = 1;
  for (size_t d = dims.size(); d-- > 0;) {
    strides[d] = next;
    next *= dims[d];
  }
}

class MoveKernel : public CpuKernel {
 public:
  explicit MoveKernel(ThreadPool& pool) : pool_(pool) {}
  Status run(const KernelArgs& args) const noexcept final {
    const TensorArg *x, *out;
    int64_t bytes;
    if (const Status s = move_operands(args, x, out, bytes); !s.ok()) return s;
    return move(args, *x, *out, bytes);
  }

 protected:
  virtual Status move(const KernelArgs& args, const TensorArg& x, const TensorArg& out,
                      int64_t bytes) const noexcept = 0;
  ThreadPool& pool_;
};

/// A reshape or another view (to a type of the same width) that got a step. Where the output's dims depend on the data,
/// input 1 holds them as ONNX Reshape has it: 0 copies x's dim (if `zero_copies`), one -1 follows from the rest.
class CopyKernel final : public CpuKernel {
 public:
  CopyKernel(ThreadPool& pool, bool zero_copies) : pool_(pool), zero_copies_(zero_copies) {}
  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.empty() || args.outputs.size() != 1) return Status::bad("a copy got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &out = args.outputs[0];
    const bool bits = x.dtype != DataType::kString && out.dtype != DataType::kString && x.present() && out.present();
    if (!bits || bits_of(x.dtype) != bits_of(out.dtype)) return Status::bad("a copy got operands that differ");
    if (out.actual_dims) {
      if (!resolve_dims(args)) return Status::bad("the shape input of a reshape does not fit its data");
    } else if (x.count() != out.count()) {
      return Status::bad("a copy got operands that differ");
    }
    if (x.data != out.data) parallel_copy(out.data, x.data, (x.count() * bits_of(x.dtype) + 7) / 8, pool_);
    return Status::good();
  }

 private:
  bool resolve_dims(const KernelArgs& args) const {
    const TensorArg &x = args.inputs[0], &out = args.outputs[0];
    if (args.inputs.size() < 2 || !is_index_type(args.inputs[1].dtype) || args.inputs[1].count() != out.rank)
      return false;
    if (x.count() > out.count()) return false;  // the bound that memory was reserved for
    int64_t known = 1, unknown = -1;
    for (int64_t i = 0; i < out.rank; ++i) {
      int64_t d = integer_at(args.inputs[1], i);
      if (zero_copies_ && d == 0 && i < x.rank) d = x.dims[i];
      if (d < -1 || (d == -1 && unknown >= 0)) return false;
      if (d == -1)
        unknown = i;
      else if (__builtin_mul_overflow(known, d, &known))
        return false;
      out.actual_dims[i] = d;
    }
    if (unknown >= 0) out.actual_dims[unknown] = known == 0 ? 0 : x.count() / known;
    return known * (unknown >= 0 ? out.actual_dims[unknown] : 1) == x.count();
  }

  ThreadPool& pool_;
  bool zero_copies_;
};

class TransposeKernel final : public MoveKernel {
 public:
  TransposeKernel(ThreadPool& pool, std::vector<int64_t> perm) : MoveKernel(pool), perm_(std::move(perm)) {}

 protected:
  Status move(const KernelArgs&, const TensorArg& x, const TensorArg& out, int64_t bytes) const noexcept override {
    if (size_t(x.rank) != perm_.size() || x.rank != out.rank)
      return Status::bad("a transpose got operands of another rank");
    int64_t from[kMaxCopyRank], to[kMaxCopyRank];
    dense_strides(x.shape(), from);
    dense_strides(out.shape(), to);
    CopyShape s;
    for (int d = 0; d < out.rank; ++d) {
      const int64_t source = perm_[size_t(d)];
      if (out.dims[d] != x.dims[source]) return Status::bad("a transpose got an output of other dims");
      s.add(out.dims[d], from[source], to[d]);
    }
    strided_copy(out.data, x.data, bytes, s, pool_);
    return Status::good();
  }

 private:
  std::vector<int64_t> perm_;
};

class ExpandKernel final : public MoveKernel {
 public:
  using MoveKernel::MoveKernel;

 protected:
  Status move(const KernelArgs&, const TensorArg& x, const TensorArg& out, int64_t bytes) const noexcept override {
    if (x.rank > out.rank) return Status::bad("an expand got an output of lower rank");
    int64_t from[kMaxCopyRank], to[kMaxCopyRank];
    dense_strides(x.shape(), from);
    dense_strides(out.shape(), to);
    CopyShape s;
    for (int d = 0; d < out.rank; ++d) {
      const int source = d - (out.rank - x.rank);
      const int64_t dim = source < 0 ? 1 : x.dims[source];
      if (dim != 1 && dim != out.dims[d]) return Status::bad("an expand got an output that x does not broadcast to");
      s.add(out.dims[d], dim == 1 ? 0 : from[source], to[d]);
    }
    strided_copy(out.data, x.data, bytes, s, pool_);
    return Status::good();
  }
};

/// Inputs: x; optionally starts and ends as integer vectors, else the params hold all starts, then all ends, then (if
/// the run tells them) all steps.
class SliceKernel final : public MoveKernel {
 public:
  SliceKernel(ThreadPool& pool, std::vector<int64_t> axes, std::vector<int64_t> steps, bool from_inputs,
              bool read_steps)
      : MoveKernel(pool),
        axes_(std::move(axes)),
        steps_(std::move(steps)),
        from_inputs_(from_inputs),
        read_steps_(read_steps) {}

 protected:
  Status move(const KernelArgs& args, const TensorArg& x, const TensorArg& out, int64_t bytes) const noexcept override {
    if (x.rank != out.rank) return Status::bad("a slice got an output of another rank");
    int64_t from[kMaxCopyRank], dims[kMaxCopyRank], offset = 0;
    dense_strides(x.shape(), from);
    std::copy(x.dims, x.dims + x.rank, dims);
    for (size_t i = 0; i < axes_.size(); ++i) {
      const int64_t axis = find_axis(axes_[i], x.rank);
      int64_t start, end, step = steps_[i];
      if (axis < 0 || !bounds(args, i, start, end)) return Status::bad("the bounds of a slice are missing");
      if (read_steps_) {
        if (args.params.size() < 3 * axes_.size()) return Status::bad("the steps of a slice are missing");
        step = args.params[2 * axes_.size() + i];
        if (step == 0) return Status::bad("a step of a slice is 0");
      }
      const int64_t n = x.dims[axis], length = clamp(n, step, start, end);
      offset += length > 0 ? start * from[axis] : 0;
      dims[axis] = length;
      from[axis] = length > 1 ? from[axis] * step : 0;  // a huge step never multiplies
    }
    return copy(x, out, bytes, dims, from, offset);
  }

 private:
  bool bounds(const KernelArgs& args, size_t i, int64_t& start, int64_t& end) const {
    if (!from_inputs_) {
      if (args.params.size() < 2 * axes_.size()) return false;
      start = args.params[i], end = args.params[axes_.size() + i];
      return true;
    }
    if (args.inputs.size() < 3) return false;
    const TensorArg &starts = args.inputs[1], &ends = args.inputs[2];
    if (!is_index_type(starts.dtype) || !is_index_type(ends.dtype)) return false;
    if (starts.count() <= int64_t(i) || ends.count() <= int64_t(i)) return false;
    start = integer_at(starts, int64_t(i)), end = integer_at(ends, int64_t(i));
    return true;
  }

  /// ONNX: negative bounds count from the end, both are clamped. Gives the number of elements.
  static int64_t clamp(int64_t n, int64_t step, int64_t& start, int64_t& end) {
    if (start < 0) start = start < -n ? -1 : start + n;
    if (end < 0) end = end < -n ? -1 : end + n;
    if (step > 0) {
      start = std::clamp<int64_t>(start, 0, n), end = std::clamp<int64_t>(end, 0, n);
      return end > start ? (end - start - 1) / step + 1 : 0;
    }
    start = std::clamp<int64_t>(start, n > 0 ? 0 : -1, n - 1);
    end = std::clamp<int64_t>(end, -1, n - 1);
    // |step| without overflow, as an unsigned number.
    return start > end ? int64_t(uint64_t(start - end - 1) / (0 - uint64_t(step))) + 1 : 0;
  }

  Status copy(const TensorArg& x, const TensorArg& out, int64_t bytes, const int64_t* dims, const int64_t* from,
              int64_t offset) const {
    int64_t to[kMaxCopyRank];
    dense_strides({dims, size_t(x.rank)}, to);
    CopyShape s;
    for (int d = 0; d < x.rank; ++d) {
      const bool fits = out.actual_dims ? dims[d] <= out.dims[d] : dims[d] == out.dims[d];
      if (!fits) return Status::bad("a slice got an output of other dims");
      s.add(dims[d], from[d], to[d]);
    }
    if (out.actual_dims) std::copy(dims, dims + x.rank, out.actual_dims);
    strided_copy(out.data, static_cast<const std::byte*>(x.data) + offset * bytes, bytes, s, pool_);
    return Status::good();
  }

  std::vector<int64_t> axes_, steps_;
  bool from_inputs_, read_steps_;  // read_steps_: behind the bounds in the params
};

class ConcatKernel final : public MoveKernel {
 public:
  ConcatKernel(ThreadPool& pool, int64_t axis) : MoveKernel(pool), axis_(axis) {}

 protected:
  Status move(const KernelArgs& args, const TensorArg&, const TensorArg& out, int64_t bytes) const noexcept override {
    const int64_t axis = find_axis(axis_, out.rank);
    if (axis < 0) return Status::bad("a concat got an output of another rank");
    const AxisDims whole(out.shape(), axis);
    int64_t at = 0;
    for (const TensorArg& x : args.inputs) {  // all are checked before anything is written past the end
      if (x.dtype != out.dtype || x.rank != out.rank) return Status::bad("a concat got operands that differ");
      for (int d = 0; d < out.rank; ++d)
        if (d != axis && x.dims[d] != out.dims[d]) return Status::bad("a concat got operands that differ");
      at += x.dims[axis];
    }
    if (at != whole.n) return Status::bad("a concat got an output of another extent");
    at = 0;
    for (const TensorArg& x : args.inputs) {
      const int64_t block = x.dims[axis] * whole.inner;
      CopyShape s;
      s.add(whole.outer, block, whole.n * whole.inner);
      s.add(block, 1, 1);
      strided_copy(static_cast<std::byte*>(out.data) + at * whole.inner * bytes, x.data, bytes, s, pool_);
      at += x.dims[axis];
    }
    return Status::good();
  }

 private:
  int64_t axis_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_copy(const LoadContext& c) {
  return std::make_unique<CopyKernel>(c.pool, c.recipe.i64(0, 1) != 0);
}

std::unique_ptr<CpuKernel> load_transpose(const LoadContext& c) {
  std::vector<int64_t> perm = c.recipe.ints(kMaxCopyRank), sorted = perm;
  std::ranges::sort(sorted);
  for (size_t i = 0; i < sorted.size(); ++i)
    if (sorted[i] != int64_t(i)) RecipeReader::corrupt();
  return std::make_unique<TransposeKernel>(c.pool, std::move(perm));
}

std::unique_ptr<CpuKernel> load_expand(const LoadContext& c) { return std::make_unique<ExpandKernel>(c.pool); }

std::unique_ptr<CpuKernel> load_slice(const LoadContext& c) {
  std::vector<int64_t> axes = c.recipe.ints(kMaxCopyRank), steps = c.recipe.ints(kMaxCopyRank), seen;
  if (steps.size() != axes.size()) RecipeReader::corrupt();
  for (int64_t s : steps)
    if (s == 0) RecipeReader::corrupt();
  for (int64_t a : axes) {  // each axis once, counted from the front: the offset then stays inside x
    if (a < 0 || a >= kMaxCopyRank || std::ranges::count(seen, a)) RecipeReader::corrupt();
    seen.push_back(a);
  }
  const bool from_inputs = c.recipe.i64(0, 1) != 0, read_steps = c.recipe.i64(0, 1) != 0;
  if (from_inputs && read_steps) RecipeReader::corrupt();
  return std::make_unique<SliceKernel>(c.pool, std::move(axes), std::move(steps), from_inputs, read_steps);
}

std::unique_ptr<CpuKernel> load_concat(const LoadContext& c) {
  return std::make_unique<ConcatKernel>(c.pool, c.recipe.i64(-kMaxCopyRank, kMaxCopyRank));
}

}  // namespace sinter::cpu
