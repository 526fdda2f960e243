// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Pooling in two steps for each output row: the input rows under the window are folded into one row, as wide as the
// input, and windows slide over that.
#include <algorithm>

#include "backends/cpu/kernels/block_functions.h"
#include "backends/cpu/kernels/conv_shape.h"
#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/loaders.h"

namespace sinter::cpu {
namespace {

enum class PoolKind : uint8_t { kMax, kAverage, kLp };

class PoolingKernel final : public CpuKernel {
 public:
  explicit PoolingKernel(const LoadContext& c) : pool_(c.pool) {
    kind_ = PoolKind(c.recipe.i64(0, 2));
    window_ = read_window(c.recipe);
    include_pad_ = c.recipe.i64(0, 1) != 0;
    p_ = c.recipe.i64(1, INT32_MAX);
  }

  int64_t workspace(const KernelArgs& args) const noexcept override {
    return args.inputs.empty() || args.inputs[0].rank < 1
               ? 0
               : tasks() * row_bytes(args.inputs[0].dims[args.inputs[0].rank - 1]);
  }

  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.size() != 1 || args.outputs.size() != 1)
      return Status::bad("a pooling got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &out = args.outputs[0];
    if (x.dtype != out.dtype || x.rank < 3 || out.rank < 3)
      return Status::bad("a pooling got operands of a wrong type");
    ConvShape s;
    if (x.dims[1] != out.dims[1]) return Status::bad("a pooling got another number of channels");
    if (const Status ok = make_conv_shape(window_, 1, x.dims[1], out.dims[1], x, out, s); !ok.ok()) return ok;
    if (out.count() == 0) return Status::good();
    if (args.workspace_bytes < tasks() * row_bytes(s.in[2])) return Status::bad("a pooling has too little workspace");
    const bool floats = x.dtype == DataType::kFloat32 || x.dtype == DataType::kFloat64 ||
                        x.dtype == DataType::kFloat16 || x.dtype == DataType::kBFloat16;
    if (!floats && kind_ != PoolKind::kMax) return Status::bad("a pooling got an input of another dtype");
    const bool known = dispatch_element(x.dtype, [&](auto tag) { pool_all<decltype(tag)>(s, x, out, args.workspace); });
    return known ? Status::good() : Status::bad("a pooling got an input of another dtype");
  }

 private:
  int64_t tasks() const { return int64_t(pool_.threads()) * 4; }
  static int64_t row_bytes(int64_t width) { return (width * 8 + 63) / 64 * 64; }

  template <class T>
  void pool_all(const ConvShape& s, const TensorArg& x, const TensorArg& out, void* room) const {
    using Row = typename Element<T>::Acc;
    const int64_t rows = s.out[0] * s.out[1], all = s.batch * x.dims[1] * rows, count = std::min(tasks(), all);
    pool_.parallel_for(count, 1, [&](int64_t begin, int64_t end) {
      Row* row =
          reinterpret_cast<Row*>(static_cast<std::byte*>(room) + begin * row_bytes(s.in[2]));  // this call's alone
      for (int64_t at = all * begin / count; at < all * end / count; ++at) {
        const T* plane = x.as<const T>() + at / rows * s.in_size();
        pool_row(s, plane, at % rows / s.out[1], at % s.out[1], row, out.as<T>() + at * s.out[2]);
      }
    });
  }

  template <class Row>
  void fold(Row& r, Row v) const {
    if (kind_ == PoolKind::kMax) r = element_max(r, v);
    else r = Row(r + v);
  }
  template <class Row>
  Row prepare(Row v) const {
    if constexpr (std::is_floating_point_v<Row>) {
      if (kind_ == PoolKind::kLp)
        return p_ == 1 ? std::fabs(v) : p_ == 2 ? v * v : Row(std::pow(std::fabs(double(v)), double(p_)));
    }
    return v;
  }

  template <class T, class Row>
  void fold_row(const T* from, Row* row, int64_t n) const {
    if constexpr (std::is_same_v<T, float>) {
      if (kind_ == PoolKind::kMax) return block_table().max_to(row, from, n);
      if (kind_ == PoolKind::kAverage) return block_table().add_to(row, from, n);
    }
    for (int64_t i = 0; i < n; ++i) fold(row[i], prepare(Element<T>::load(from[i])));
  }

  /// One output row. Sums of windows without an element are the fold's neutral value.
  template <class T, class Row>
  void pool_row(const ConvShape& s, const T* plane, int64_t od, int64_t oh, Row* row, T* to) const {
    const WindowParams& w = s.window;
    const int64_t base[3] = {od * w.stride[0] - w.pad[0], oh * w.stride[1] - w.pad[1], -w.pad[2]};
    int64_t lo[3], hi[3];
    for (int d = 0; d < 2; ++d) valid_range(base[d], w.dilation[d], s.in[d], w.kernel[d], lo[d], hi[d]);
    const Row neutral = kind_ == PoolKind::kMax ? Row(Element<T>::lowest()) : Row(0);
    std::fill(row, row + s.in[2], neutral);
    for (int64_t i = lo[0]; i < hi[0]; ++i)
      for (int64_t j = lo[1]; j < hi[1]; ++j) {
        const int64_t at = (base[0] + i * w.dilation[0]) * s.in[1] + base[1] + j * w.dilation[1];
        fold_row(plane + at * s.in[2], row, s.in[2]);
      }
    const int64_t outer =
        include_pad_ ? padded(s, 0, base[0]) * padded(s, 1, base[1]) : (hi[0] - lo[0]) * (hi[1] - lo[1]);
    // Windows that lie inside the row need no bounds: [first, last).
    const int64_t reach = (w.kernel[2] - 1) * w.dilation[2];
    const int64_t first = std::min(s.out[2], (w.pad[2] + w.stride[2] - 1) / w.stride[2]);
    const int64_t room = s.in[2] - 1 - reach + w.pad[2];
    const int64_t last = std::clamp(room < 0 ? 0 : room / w.stride[2] + 1, first, s.out[2]);
    for (int64_t o = 0; o < first; ++o) to[o] = edge<T>(s, row, base[2] + o * w.stride[2], neutral, outer);
    for (int64_t o = last; o < s.out[2]; ++o) to[o] = edge<T>(s, row, base[2] + o * w.stride[2], neutral, outer);
    if constexpr (std::is_same_v<T, float>) {
      if (w.stride[2] <= 2 && kind_ != PoolKind::kLp && last - first >= 8)
        return inner_f32(s, row, base[2], first, last, outer, to);
    }
    for (int64_t o = first; o < last; ++o) {
      const Row* from = row + base[2] + o * w.stride[2];
      Row r = neutral;
      for (int64_t k = 0; k <= reach; k += w.dilation[2]) fold(r, from[k]);
      to[o] = Element<T>::store(finish(r, outer * w.kernel[2]));
    }
  }

  /// Windows [first, last) inside the row, stride 1 or 2: tap by tap over runs that are contiguous, after a stride of 2
  /// has been taken out by sorting the row into even and odd columns (behind the row: rows have room for doubles).
  void inner_f32(const ConvShape& s, float* row, int64_t base, int64_t first, int64_t last, int64_t outer,
                 float* to) const {
    const WindowParams& w = s.window;
    const BlockTable& t = block_table();
    const int64_t n = last - first, half = s.in[2] / 2;
    float *even = row, *odd = row;
    if (w.stride[2] == 2) {
      even = row + s.in[2], odd = even + (s.in[2] + 1) / 2;
      t.split_pairs(even, odd, row, half);
      if (s.in[2] % 2 != 0) even[half] = row[s.in[2] - 1];
    }
    std::fill(to + first, to + last, kind_ == PoolKind::kMax ? -std::numeric_limits<float>::infinity() : 0.0f);
    for (int64_t k = 0; k < w.kernel[2]; ++k) {
      const int64_t at = base + first * w.stride[2] + k * w.dilation[2];
      const float* from = w.stride[2] == 1 ? row + at : (at % 2 == 0 ? even : odd) + at / 2;
      if (kind_ == PoolKind::kMax) t.max_to(to + first, from, n);
      else t.add_to(to + first, from, n);
    }
    if (kind_ == PoolKind::kAverage) {
      for (int64_t o = first; o < last; ++o) to[o] = finish(to[o], outer * w.kernel[2]);
    }
  }

  /// A window that may reach over an end of the row.
  template <class T, class Row>
  T edge(const ConvShape& s, const Row* row, int64_t start, Row neutral, int64_t outer) const {
    int64_t lo, hi;
    valid_range(start, s.window.dilation[2], s.in[2], s.window.kernel[2], lo, hi);
    Row r = neutral;
    for (int64_t k = lo; k < hi; ++k) fold(r, row[start + k * s.window.dilation[2]]);
    return Element<T>::store(finish(r, outer * (include_pad_ ? padded(s, 2, start) : hi - lo)));
  }

  template <class Row>
  Row finish(Row r, int64_t count) const {
    if constexpr (std::is_floating_point_v<Row>) {
      if (kind_ == PoolKind::kAverage) return count == 0 ? Row(0) : r / Row(count);
      if (kind_ == PoolKind::kLp)
        return p_ == 1 ? r : p_ == 2 ? std::sqrt(r) : Row(std::pow(double(r), 1.0 / double(p_)));
    }
    return r;
  }

  /// Taps along a dim that lie in the input or its padding; what ceil_mode adds behind does not count.
  static int64_t padded(const ConvShape& s, int d, int64_t start) {
    const WindowParams& w = s.window;
    const int64_t room = s.in[d] + w.pad_end[d] - start;
    return room <= 0 ? 0 : std::min(w.kernel[d], (room - 1) / w.dilation[d] + 1);
  }

  ThreadPool& pool_;
  PoolKind kind_;
  WindowParams window_;
  bool include_pad_;
  int64_t p_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_pooling(const LoadContext& c) { return std::make_unique<PoolingKernel>(c); }

}  // namespace sinter::cpu
