// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Gather, GatherElements, GatherND, ScatterND: movements by indices that only the run knows. Each index is checked; one
// outside its dim makes the kernel fail with a status.
#include <algorithm>
#include <atomic>
#include <cstring>

#include "backends/cpu/kernels/block_functions.h"
#include "backends/cpu/kernels/combine_elements.h"
#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/loaders.h"
#include "backends/cpu/kernels/strided_copy.h"

namespace sinter::cpu {
namespace {

constexpr int64_t kGatherGrainBytes = 32 << 10;

Status bad_index() { return Status::bad("an index lies outside its dim"); }

Status gather_operands(const KernelArgs& args, int64_t& bytes) {
  if (args.inputs.size() < 2 || args.outputs.size() != 1) return Status::bad("a gather got a wrong number of operands");
  const TensorArg &x = args.inputs[0], &indices = args.inputs[1], &out = args.outputs[0];
  bytes = moved_bytes(x.dtype);
  if (bytes == 0 || x.dtype != out.dtype || !is_index_type(indices.dtype))
    return Status::bad("a gather got operands of a wrong dtype");
  if (x.rank > kMaxCopyRank || out.rank > kMaxCopyRank || indices.rank > kMaxCopyRank)
    return Status::bad("a gather got too many dims");
  return Status::good();
}

void move_block(std::byte* to, const std::byte* from, int64_t bytes) {
  switch (bytes) {  // single elements are common
    case 1: *to = *from; return;
    case 2: std::memcpy(to, from, 2); return;
    case 4: std::memcpy(to, from, 4); return;
    case 8: std::memcpy(to, from, 8); return;
    default: std::memcpy(to, from, size_t(bytes)); return;
  }
}

class GatherKernel final : public CpuKernel {
 public:
  GatherKernel(ThreadPool& pool, int64_t axis) : pool_(pool), axis_(axis) {}

  Status run(const KernelArgs& args) const noexcept override {
    int64_t bytes;
    if (const Status s = gather_operands(args, bytes); !s.ok()) return s;
    const TensorArg &x = args.inputs[0], &indices = args.inputs[1], &out = args.outputs[0];
    const int64_t axis = find_axis(axis_, x.rank);
    if (axis < 0 || out.rank != x.rank - 1 + indices.rank) return Status::bad("a gather got operands of a wrong rank");
    for (int64_t d = 0; d < out.rank; ++d) {
      const int64_t want = d < axis                  ? x.dims[d]
                           : d < axis + indices.rank ? indices.dims[d - axis]
                                                     : x.dims[d - indices.rank + 1];
      if (out.dims[d] != want) return Status::bad("a gather got an output of other dims");
    }
    const AxisDims a(x.shape(), axis);
    const int64_t picks = indices.count(), block = a.inner * bytes;
    if (out.count() == 0) return Status::good();
    std::atomic<bool> ok{true};
    const int64_t grain = std::max<int64_t>(1, kGatherGrainBytes / std::max<int64_t>(8, block));
    pool_.parallel_for(a.outer * picks, grain, [&](int64_t begin, int64_t end) {
      for (int64_t at = begin; at < end; ++at) {
        int64_t i = integer_at(indices, at % picks);
        if (!wrap_index(i, a.n)) {
          ok.store(false, std::memory_order_relaxed);
          return;
        }
        move_block(out.as<std::byte>() + at * block, x.as<const std::byte>() + (at / picks * a.n + i) * block, block);
      }
    });
    return ok ? Status::good() : bad_index();
  }

 private:
  ThreadPool& pool_;
  int64_t axis_;
};

class GatherElementsKernel final : public CpuKernel {
 public:
  GatherElementsKernel(ThreadPool& pool, int64_t axis) : pool_(pool), axis_(axis) {}

  Status run(const KernelArgs& args) const noexcept override {
    int64_t bytes;
    if (const Status s = gather_operands(args, bytes); !s.ok()) return s;
    const TensorArg &x = args.inputs[0], &indices = args.inputs[1], &out = args.outputs[0];
    const int64_t axis = find_axis(axis_, x.rank);
    if (axis < 0 || indices.rank != x.rank || !std::ranges::equal(indices.shape(), out.shape())) {
      return Status::bad("a gather got operands of a wrong rank");
    }
    int64_t strides[kMaxCopyRank], next = 1;
    for (int64_t d = x.rank - 1; d >= 0; --d) {
      strides[d] = next;
      next *= x.dims[d];
      if (d != axis && indices.dims[d] > x.dims[d]) return Status::bad("the indices of a gather are larger than x");
    }
    std::atomic<bool> ok{true};
    pool_.parallel_for(out.count(), 4096, [&](int64_t begin, int64_t end) {
      for (int64_t at = begin; at < end; ++at) {
        int64_t i = integer_at(indices, at), from = 0, rest = at;
        if (!wrap_index(i, x.dims[axis])) return ok.store(false, std::memory_order_relaxed);
        for (int64_t d = x.rank - 1; d >= 0; --d) {
          from += (d == axis ? i : rest % out.dims[d]) * strides[d];
          rest /= out.dims[d];
        }
        move_block(out.as<std::byte>() + at * bytes, x.as<const std::byte>() + from * bytes, bytes);
      }
    });
    return ok ? Status::good() : bad_index();
  }

 private:
  ThreadPool& pool_;
  int64_t axis_;
};

/// Index tuples in the last dim of `indices`, which name slices of a tensor after `batch` shared dims.
struct TupleDims {
  int64_t tuple = 0;    // indices in a tuple
  int64_t tuples = 1;   // of one batch item
  int64_t batch = 1, slices = 1, slice = 1;  // of the tensor: batch items, slices of an item, elements of a slice

  static Status make(const TensorArg& x, const TensorArg& indices, int64_t batch_dims, TupleDims& t) {
    if (indices.rank < 1 || batch_dims >= indices.rank || batch_dims > x.rank)
      return Status::bad("the indices have a wrong rank");
    t = {};
    t.tuple = indices.dims[indices.rank - 1];
    if (batch_dims + t.tuple > x.rank) return Status::bad("index tuples are longer than the rank of x");
    for (int64_t d = 0; d < x.rank; ++d) {
      if (d < batch_dims && indices.dims[d] != x.dims[d]) return Status::bad("the batch dims of a gather differ");
      (d < batch_dims ? t.batch : d < batch_dims + t.tuple ? t.slices : t.slice) *= x.dims[d];
    }
    for (int64_t d = batch_dims; d < indices.rank - 1; ++d) t.tuples *= indices.dims[d];
    return Status::good();
  }

  /// The slice that tuple `at` names; false if an index is outside.
  bool find(const TensorArg& x, const TensorArg& indices, int64_t batch_dims, int64_t at, int64_t& slice_index) const {
    slice_index = 0;
    for (int64_t k = 0; k < tuple; ++k) {
      int64_t i = integer_at(indices, at * tuple + k);
      if (!wrap_index(i, x.dims[batch_dims + k])) return false;
      slice_index = slice_index * x.dims[batch_dims + k] + i;
    }
    slice_index += at / tuples * slices;
    return true;
  }
};

class GatherNDKernel final : public CpuKernel {
 public:
  GatherNDKernel(ThreadPool& pool, int64_t batch_dims) : pool_(pool), batch_dims_(batch_dims) {}

  Status run(const KernelArgs& args) const noexcept override {
    int64_t bytes;
    if (const Status s = gather_operands(args, bytes); !s.ok()) return s;
    const TensorArg &x = args.inputs[0], &indices = args.inputs[1], &out = args.outputs[0];
    TupleDims t;
    if (const Status s = TupleDims::make(x, indices, batch_dims_, t); !s.ok()) return s;
    const int64_t count = t.batch * t.tuples, block = t.slice * bytes;
    if (out.count() != count * t.slice) return Status::bad("a gather got an output of other dims");
    if (out.count() == 0) return Status::good();
    std::atomic<bool> ok{true};
    const int64_t grain = std::max<int64_t>(1, kGatherGrainBytes / std::max<int64_t>(8, block));
    pool_.parallel_for(count, grain, [&](int64_t begin, int64_t end) {
      for (int64_t at = begin; at < end; ++at) {
        int64_t from;
        if (!t.find(x, indices, batch_dims_, at, from)) return ok.store(false, std::memory_order_relaxed);
        move_block(out.as<std::byte>() + at * block, x.as<const std::byte>() + from * block, block);
      }
    });
    return ok ? Status::good() : bad_index();
  }

 private:
  ThreadPool& pool_;
  int64_t batch_dims_;
};

/// Not parallel, because slices may be named twice.
class ScatterNDKernel final : public CpuKernel {
 public:
  ScatterNDKernel(ThreadPool& pool, int64_t reduction) : pool_(pool), reduction_(reduction) {}

  Status run(const KernelArgs& args) const noexcept override {
    int64_t bytes;
    if (const Status s = gather_operands(args, bytes); !s.ok()) return s;
    if (args.inputs.size() < 3) return Status::bad("a scatter got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &indices = args.inputs[1], &updates = args.inputs[2], &out = args.outputs[0];
    TupleDims t;
    if (const Status s = TupleDims::make(x, indices, 0, t); !s.ok()) return s;
    if (updates.dtype != x.dtype || updates.count() != t.tuples * t.slice ||
        !std::ranges::equal(out.shape(), x.shape())) {
      return Status::bad("a scatter got operands that do not fit together");
    }
    if (reduction_ != 0 && !has_element(x.dtype)) return Status::bad("a scatter cannot combine this dtype");
    if (out.data != x.data) parallel_copy(out.data, x.data, x.count() * bytes, pool_);
    const int64_t block = t.slice * bytes;
    if (block == 0) return Status::good();
    for (int64_t at = 0; at < t.tuples; ++at) {
      int64_t to;
      if (!t.find(x, indices, 0, at, to)) return bad_index();
      std::byte* target = out.as<std::byte>() + to * block;
      const std::byte* source = updates.as<const std::byte>() + at * block;
      if (reduction_ == 0) {
        move_block(target, source, block);
      } else {
        dispatch_element(x.dtype, [&](auto tag) {
          using T = decltype(tag);
          combine_elements(reduction_, reinterpret_cast<T*>(target), reinterpret_cast<const T*>(source), t.slice);
        });
      }
    }
    return Status::good();
  }

 private:
  ThreadPool& pool_;
  int64_t reduction_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_gather(const LoadContext& c) {
  return std::make_unique<GatherKernel>(c.pool, c.recipe.i64(-kMaxCopyRank, kMaxCopyRank));
}
std::unique_ptr<CpuKernel> load_gather_elements(const LoadContext& c) {
  return std::make_unique<GatherElementsKernel>(c.pool, c.recipe.i64(-kMaxCopyRank, kMaxCopyRank));
}
std::unique_ptr<CpuKernel> load_gather_nd(const LoadContext& c) {
  return std::make_unique<GatherNDKernel>(c.pool, c.recipe.i64(0, kMaxCopyRank));
}
std::unique_ptr<CpuKernel> load_scatter_nd(const LoadContext& c) {
  return std::make_unique<ScatterNDKernel>(c.pool, c.recipe.i64(0, 4));
}

}  // namespace sinter::cpu
