// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Quantize and Dequantize. Elements go in pieces of kQuantPiece; the scale and zero point of every element of a piece
// are spread into small arrays first, so that the loops are the same for one scale, one per index of an axis, and
// blocks. Integers of 8 and 16 bits have vector loops in f32; everything else (f64, packed and narrow types, i32) is
// computed in double as the op's definition does. Pieces begin at whole bytes of packed types, so threads share none.
#include <algorithm>

#include "backends/cpu/kernels/block_functions.h"
#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/loaders.h"
#include "ir/element.h"
#include "ir/scalar_number.h"

namespace sinter::cpu {
namespace {

constexpr int64_t kQuantPiece = 256;
constexpr int64_t kQuantGrain = 32;  // pieces that are worth handing to another thread

bool is_quant_number(DataType t) {
  return t != DataType::kInvalid && int(t) < kNumDataTypes && (is_float(t) || is_integer(t));
}

/// Where the scale of an element lies.
class ScaleMap {
 public:
  /// Elements from some position on: their scales begin at `first` and walk along with them, or stay.
  struct Run {
    int64_t first, length;
    bool walks;
  };

  Status make(const TensorArg& x, const TensorArg& scale, int64_t axis_or_negative, int64_t block) {
    block_ = block;
    if (block == 0 && scale.count() == 1) {
      single_ = true;
      return Status::good();
    }
    const int64_t axis = find_axis(axis_or_negative, x.rank);
    if (axis < 0) return Status::bad("the axis of a scale is out of range");
    const AxisDims a(x.shape(), axis);
    n_ = a.n, inner_ = a.inner;
    if (block == 0) {
      const bool fits = scale.rank == 1 && scale.dims[0] == n_;
      return fits ? Status::good() : Status::bad("a scale does not have the dim of its axis");
    }
    if (scale.rank != x.rank) return Status::bad("a blocked scale has another rank");
    scales_ = n_ == 0 ? 0 : (n_ - 1) / block + 1;
    for (int64_t d = 0; d < x.rank; ++d)
      if (scale.dims[d] != (d == axis ? scales_ : x.dims[d])) return Status::bad("a blocked scale has other dims");
    return Status::good();
  }

  bool single() const { return single_; }
  Run at(int64_t position) const {
    if (single_) return {0, INT64_MAX, false};
    const int64_t j = position % inner_, line = position / inner_, i = line % n_, before = line / n_;
    if (block_ == 0) return inner_ == 1 ? Run{i, n_ - i, true} : Run{i, inner_ - j, false};
    const int64_t b = i / block_, scale = before * scales_ + b;
    if (inner_ == 1) return {scale, std::min(block_ - i % block_, n_ - i), false};
    return {scale * inner_ + j, inner_ - j, true};
  }

 private:
  bool single_ = false;
  int64_t block_ = 0, n_ = 1, inner_ = 1, scales_ = 1;
};

void load_quant(const TensorArg& t, int64_t index, int64_t n, double* out) { load_f64(t.dtype, t.data, index, n, out); }
void load_quant(const TensorArg& t, int64_t index, int64_t n, float* out) {
  if (is_float(t.dtype)) return load_lanes(t.dtype, Lane::kF32, t.data, index, n, out);
  double wide[kQuantPiece];
  load_f64(t.dtype, t.data, index, n, wide);
  for (int64_t i = 0; i < n; ++i) out[i] = float(wide[i]);
}

/// Scales and zero points of the elements of one piece. Number is float or double.
template <class Number>
struct Spread {
  alignas(64) Number scale[kQuantPiece], zero[kQuantPiece];

  void fill(const ScaleMap& map, const TensorArg& scales, const TensorArg* zeros, int64_t position, int64_t n) {
    for (int64_t done = 0; done < n;) {
      const ScaleMap::Run run = map.at(position + done);
      const int64_t count = std::min(run.length, n - done);
      load_run(scales, run, count, scale + done);
      if (zeros)
        load_run(*zeros, run, count, zero + done);
      else
        std::fill(zero + done, zero + done + count, Number(0));
      done += count;
    }
  }

 private:
  static void load_run(const TensorArg& t, const ScaleMap::Run& run, int64_t count, Number* out) {
    load_quant(t, run.first, run.walks ? count : 1, out);
    if (!run.walks) std::fill(out + 1, out + count, out[0]);
  }
};

/// What both directions share: checking, and walking over the pieces.
class QuantKernel : public CpuKernel {
 public:
  explicit QuantKernel(const LoadContext& c) : pool_(c.pool) {
    axis_ = c.recipe.i64(-kMaxRank, kMaxRank);
    block_ = c.recipe.i64(0, INT64_MAX);
  }

  Status run(const KernelArgs& args) const noexcept final {
    if (args.inputs.size() < 2 || args.outputs.size() != 1)
      return Status::bad("a quantization got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &scale = args.inputs[1], &out = args.outputs[0];
    const TensorArg* zero = args.inputs.size() > 2 && args.inputs[2].present() ? &args.inputs[2] : nullptr;
    if (!is_quant_number(x.dtype) || !is_quant_number(out.dtype) || !is_quant_number(scale.dtype) ||
        (zero && !is_quant_number(zero->dtype))) {
      return Status::bad("a quantization got operands of a wrong dtype");
    }
    if (!std::ranges::equal(x.shape(), out.shape())) return Status::bad("a quantization got an output of other dims");
    if (zero && zero->count() != scale.count()) return Status::bad("scale and zero point differ in size");
    ScaleMap map;
    if (const Status s = map.make(x, scale, axis_, block_); !s.ok()) return s;
    if (x.count() > 0) convert({x, scale, zero, out, map});
    return Status::good();
  }

 protected:
  struct Operands {
    const TensorArg &x, &scale;
    const TensorArg* zero;
    const TensorArg& out;
    const ScaleMap& map;
  };
  virtual void convert(const Operands& o) const noexcept = 0;

  /// Calls f(position, n, spread) for all pieces.
  template <class Number, class F>
  void for_pieces(const Operands& o, F f) const {
    const int64_t count = o.x.count();
    pool_.parallel_for((count + kQuantPiece - 1) / kQuantPiece, kQuantGrain, [&](int64_t begin, int64_t end) {
      Spread<Number> spread;
      if (o.map.single()) spread.fill(o.map, o.scale, o.zero, 0, kQuantPiece);
      for (int64_t piece = begin; piece < end; ++piece) {
        const int64_t position = piece * kQuantPiece, n = std::min(kQuantPiece, count - position);
        if (!o.map.single()) spread.fill(o.map, o.scale, o.zero, position, n);
        f(position, n, spread);
      }
    });
  }

  static constexpr int64_t kMaxRank = 64;
  ThreadPool& pool_;
  int64_t axis_, block_;
};

BlockFunction find_quantize(DataType to) {
  const BlockTable& t = block_table();
  switch (to) {
    case DataType::kInt8:
      return t.quantize_i8;
    case DataType::kUInt8:
      return t.quantize_u8;
    case DataType::kInt16:
      return t.quantize_i16;
    case DataType::kUInt16:
      return t.quantize_u16;
    default:
      return nullptr;
  }
}
BlockFunction find_dequantize(DataType from) {
  const BlockTable& t = block_table();
  switch (from) {
    case DataType::kInt8:
      return t.dequantize_i8;
    case DataType::kUInt8:
      return t.dequantize_u8;
    case DataType::kInt16:
      return t.dequantize_i16;
    case DataType::kUInt16:
      return t.dequantize_u16;
    default:
      return nullptr;
  }
}

class QuantizeKernel final : public QuantKernel {
 public:
  using QuantKernel::QuantKernel;

 protected:
  void convert(const Operands& o) const noexcept override {
    const bool wide = o.x.dtype == DataType::kFloat64 || o.scale.dtype == DataType::kFloat64;
    const BlockFunction f = wide ? nullptr : find_quantize(o.out.dtype);
    if (!f) return convert_slowly(o, wide);
    const int64_t bytes = moved_bytes(o.out.dtype);
    for_pieces<float>(o, [&](int64_t position, int64_t n, const Spread<float>& s) {
      alignas(64) float loaded[kQuantPiece];
      const float* x = loaded;
      if (o.x.dtype == DataType::kFloat32)
        x = o.x.as<const float>() + position;
      else
        load_quant(o.x, position, n, loaded);
      f(o.out.as<std::byte>() + position * bytes, x, s.scale, s.zero, n);
    });
  }

 private:
  void convert_slowly(const Operands& o, bool wide) const {
    const DataType to = o.out.dtype;
    const bool integer = is_integer(to);
    const double low = !integer || is_unsigned(to) ? 0 : -std::ldexp(1.0, bits_of(to) - 1);
    const double high = integer ? low + std::ldexp(1.0, bits_of(to)) - 1 : 0;
    for_pieces<double>(o, [&](int64_t position, int64_t n, const Spread<double>& s) {
      double x[kQuantPiece];
      load_f64(o.x.dtype, o.x.data, position, n, x);
      for (int64_t i = 0; i < n; ++i) {
        const double q = wide ? x[i] / s.scale[i] : double(float(x[i]) / float(s.scale[i]));
        x[i] = integer ? std::clamp((q == q ? scalar::round_even(q) : 0.0) + s.zero[i], low, high) : q;
      }
      store_f64(to, o.out.data, position, n, x);
    });
  }
};

class DequantizeKernel final : public QuantKernel {
 public:
  using QuantKernel::QuantKernel;

 protected:
  void convert(const Operands& o) const noexcept override {
    const bool wide =
        o.scale.dtype == DataType::kFloat64 || o.out.dtype == DataType::kFloat64 || !is_float(o.out.dtype);
    const BlockFunction f = wide ? nullptr : find_dequantize(o.x.dtype);
    if (!f) return convert_slowly(o);
    const int64_t bytes = moved_bytes(o.x.dtype);
    for_pieces<float>(o, [&](int64_t position, int64_t n, const Spread<float>& s) {
      const std::byte* x = o.x.as<const std::byte>() + position * bytes;
      if (o.out.dtype == DataType::kFloat32) return f(o.out.as<float>() + position, x, s.scale, s.zero, n);
      alignas(64) float result[kQuantPiece];
      f(result, x, s.scale, s.zero, n);
      store_lanes(o.out.dtype, Lane::kF32, o.out.data, position, n, result);
    });
  }

 private:
  void convert_slowly(const Operands& o) const {
    for_pieces<double>(o, [&](int64_t position, int64_t n, const Spread<double>& s) {
      double x[kQuantPiece];
      load_f64(o.x.dtype, o.x.data, position, n, x);
      for (int64_t i = 0; i < n; ++i) x[i] = (x[i] - s.zero[i]) * s.scale[i];
      store_f64(o.out.dtype, o.out.data, position, n, x);
    });
  }
};

}  // namespace

std::unique_ptr<CpuKernel> load_quantize(const LoadContext& c) { return std::make_unique<QuantizeKernel>(c); }
std::unique_ptr<CpuKernel> load_dequantize(const LoadContext& c) { return std::make_unique<DequantizeKernel>(c); }

}  // namespace sinter::cpu
