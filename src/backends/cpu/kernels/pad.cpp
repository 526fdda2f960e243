// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Pad: output rows are found one by one in the input; within a row the middle is copied and the ends are made.
#include <algorithm>
#include <cstring>

#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/loaders.h"
#include "backends/cpu/kernels/strided_copy.h"

namespace sinter::cpu {
namespace {

enum class PadSource : uint8_t { kConstant, kReflect, kEdge, kWrap };

/// Where element i, counted from the first one of x along a dim of n > 0 elements, comes from; -1: the constant.
int64_t find_source(PadSource mode, int64_t i, int64_t n) {
  if (i >= 0 && i < n) return i;
  switch (mode) {
    case PadSource::kConstant: return -1;
    case PadSource::kEdge: return i < 0 ? 0 : n - 1;
    case PadSource::kWrap: {
      const int64_t at = i % n;
      return at < 0 ? at + n : at;
    }
    case PadSource::kReflect: {
      if (n == 1) return 0;
      const int64_t period = 2 * (n - 1);
      int64_t at = i % period;
      if (at < 0) at += period;
      return at < n ? at : period - at;
    }
  }
  return -1;
}

class PadKernel final : public CpuKernel {
 public:
  PadKernel(ThreadPool& pool, PadSource mode, bool from_input) : pool_(pool), mode_(mode), from_input_(from_input) {}

  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.empty() || args.outputs.size() != 1) return Status::bad("a pad got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &out = args.outputs[0];
    const int64_t bytes = moved_bytes(x.dtype);
    if (bytes == 0 || x.dtype != out.dtype || x.rank != out.rank || x.rank > kMaxCopyRank)
      return Status::bad("a pad got operands of a wrong type");
    alignas(16) std::byte value[16] = {};
    if (args.inputs.size() > 2 && args.inputs[2].present()) {
      const TensorArg& v = args.inputs[2];
      if (v.dtype != x.dtype || v.count() != 1) return Status::bad("the value of a pad is no scalar of its dtype");
      std::memcpy(value, v.data, size_t(bytes));
    }
    int64_t begin[kMaxCopyRank];
    if (!amounts(args, x.rank, begin)) return Status::bad("the amounts of a pad are missing");
    if (out.count() == 0) return Status::good();
    for (int d = 0; d < x.rank; ++d) {
      constexpr int64_t kFar = int64_t(1) << 40;  // keeps sums of indices in range
      if (begin[d] < -kFar || begin[d] > kFar) return Status::bad("an amount of a pad is too large");
      if (x.dims[d] == 0 && mode_ != PadSource::kConstant) return Status::bad("a pad has no element to repeat");
    }
    switch (bytes) {
      case 1: pad<uint8_t>(x, out, begin, value); break;
      case 2: pad<uint16_t>(x, out, begin, value); break;
      case 4: pad<uint32_t>(x, out, begin, value); break;
      case 8: pad<uint64_t>(x, out, begin, value); break;
      default: pad<Wide>(x, out, begin, value); break;
    }
    return Status::good();
  }

 private:
  struct Wide {
    uint64_t low, high;
  };

  bool amounts(const KernelArgs& args, int rank, int64_t* begin) const {
    if (!from_input_) {
      if (args.params.size() < size_t(rank)) return false;
      std::copy(args.params.begin(), args.params.begin() + rank, begin);
      return true;
    }
    if (args.inputs.size() < 2 || !is_index_type(args.inputs[1].dtype) || args.inputs[1].count() < rank) return false;
    for (int d = 0; d < rank; ++d) begin[d] = integer_at(args.inputs[1], d);
    return true;
  }

  template <class T>
  void pad(const TensorArg& x, const TensorArg& out, const int64_t* begin, const std::byte* value_bytes) const {
    T value;
    std::memcpy(&value, value_bytes, sizeof(T));
    if (x.rank == 0) {
      *out.as<T>() = *x.as<const T>();
      return;
    }
    const int last = x.rank - 1;
    const int64_t columns = out.dims[last], rows = out.count() / columns;
    const int64_t grain = std::max<int64_t>(1, (16 << 10) / columns);
    pool_.parallel_for(rows, grain, [&](int64_t first, int64_t end) {
      for (int64_t row = first; row < end; ++row) {
        int64_t from = 0, rest = row, stride = 1, offsets[kMaxCopyRank];
        for (int d = last - 1; d >= 0; --d) {
          offsets[d] = find_source(mode_, rest % out.dims[d] - begin[d], x.dims[d]);
          rest /= out.dims[d];
        }
        bool constant = false;
        for (int d = last - 1; d >= 0; --d) {
          constant = constant || offsets[d] < 0;
          from += offsets[d] * stride;
          stride *= x.dims[d];
        }
        T* to = out.as<T>() + row * columns;
        if (constant) std::fill(to, to + columns, value);
        else pad_row(x.as<const T>() + from * x.dims[last], x.dims[last], begin[last], to, columns, value);
      }
    });
  }

  template <class T>
  void pad_row(const T* from, int64_t n, int64_t begin, T* to, int64_t columns, T value) const {
    const int64_t lo = std::clamp<int64_t>(begin, 0, columns), hi = std::clamp<int64_t>(begin + n, lo, columns);
    const auto fill = [&](int64_t first, int64_t end) {
      for (int64_t j = first; j < end; ++j) {
        const int64_t source = n == 0 ? -1 : find_source(mode_, j - begin, n);
        to[j] = source < 0 ? value : from[source];
      }
    };
    fill(0, lo);
    if (hi > lo) std::memcpy(to + lo, from + (lo - begin), size_t(hi - lo) * sizeof(T));
    fill(hi, columns);
  }

  ThreadPool& pool_;
  PadSource mode_;
  bool from_input_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_pad(const LoadContext& c) {
  const auto mode = PadSource(c.recipe.i64(0, 3));
  const bool from_input = c.recipe.i64(0, 1) != 0;
  return std::make_unique<PadKernel>(c.pool, mode, from_input);
}

}  // namespace sinter::cpu
