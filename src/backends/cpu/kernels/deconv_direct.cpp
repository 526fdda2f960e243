// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Transposed convolution by its definition, row by row in double: for f64, and for depthwise ones, whose matrix product
// would have a single term.
#include <algorithm>

#include "backends/cpu/kernels/deconv_shape.h"
#include "backends/cpu/kernels/dispatch_float.h"
#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/loaders.h"

namespace sinter::cpu {
namespace {

/// The input row that tap k of an output row at o meets along one dim; -1: none.
int64_t deconv_source(int64_t o, int64_t k, int64_t stride, int64_t dilation, int64_t pad, int64_t extent) {
  const int64_t at = o + pad - k * dilation;
  return at >= 0 && at % stride == 0 && at / stride < extent ? at / stride : -1;
}

class DeconvDirect final : public CpuKernel {
 public:
  explicit DeconvDirect(const LoadContext& c) : pool_(c.pool) {
    window_ = read_window(c.recipe);
    groups_ = c.recipe.i64(1, INT32_MAX);
  }

  int64_t workspace(const KernelArgs& args) const noexcept override {
    if (args.outputs.empty() || args.outputs[0].rank < 1) return 0;
    return tasks() * row_bytes(args.outputs[0].dims[args.outputs[0].rank - 1]);
  }

  Status run(const KernelArgs& args) const noexcept override {
    if (args.outputs.size() != 1 || args.inputs.size() < 2 || args.inputs.size() > 3)
      return Status::bad("a deconvolution got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &w = args.inputs[1], &out = args.outputs[0];
    const TensorArg* bias = args.inputs.size() > 2 && args.inputs[2].present() ? &args.inputs[2] : nullptr;
    if (x.dtype != w.dtype || x.dtype != out.dtype || (bias && bias->dtype != x.dtype))
      return Status::bad("the operands of a deconvolution differ in dtype");
    if (w.rank != window_.spatial + 2 || w.dims[0] % groups_ != 0)
      return Status::bad("the weights of a deconvolution have wrong dims");
    for (int d = 0; d < window_.spatial; ++d)
      if (w.dims[d + 2] != window_.kernel[3 - window_.spatial + d])
        return Status::bad("the weights of a deconvolution have wrong dims");
    if (bias && (bias->rank != 1 || bias->dims[0] != w.dims[1] * groups_))
      return Status::bad("the bias of a deconvolution has wrong dims");
    DeconvShape s;
    if (const Status ok = make_deconv_shape(window_, groups_, w.dims[0] / groups_, w.dims[1], x, out, s); !ok.ok())
      return ok;
    if (out.count() == 0) return Status::good();
    if (args.workspace_bytes < tasks() * row_bytes(s.out[2]))
      return Status::bad("a deconvolution has too little workspace");
    const bool known = dispatch_float(x.dtype, [&](auto tag) { compute<decltype(tag)>(s, args, bias); });
    if (!known) return Status::bad("a deconvolution got an input of another dtype");
    return Status::good();
  }

 private:
  int64_t tasks() const { return int64_t(pool_.threads()) * 4; }
  static int64_t row_bytes(int64_t width) { return (width * 8 + 63) / 64 * 64; }

  template <class T>
  void compute(const DeconvShape& s, const KernelArgs& args, const TensorArg* bias) const {
    const TensorArg& out = args.outputs[0];
    const int64_t rows = s.out[0] * s.out[1], channels = groups_ * s.out_channels, all = s.batch * channels * rows;
    const int64_t count = std::min(tasks(), all);
    pool_.parallel_for(count, 1, [&](int64_t begin, int64_t end) {
      auto* sums = reinterpret_cast<double*>(static_cast<std::byte*>(args.workspace) + begin * row_bytes(s.out[2]));
      for (int64_t at = all * begin / count; at < all * end / count; ++at) {
        const int64_t m = at / rows % channels;
        const double first = bias ? double(Element<T>::load(bias->as<const T>()[m])) : 0.0;
        std::fill_n(sums, s.out[2], first);
        add_row<T>(s, args, at / rows / channels, m, at % rows, sums);
        T* to = out.as<T>() + at * s.out[2];
        for (int64_t i = 0; i < s.out[2]; ++i) to[i] = Element<T>::store_sum(sums[i]);
      }
    });
  }

  /// Adds all that meets output row `row` of channel m.
  template <class T>
  void add_row(const DeconvShape& s, const KernelArgs& args, int64_t item, int64_t m, int64_t row, double* sums) const {
    const WindowParams& p = s.window;
    const int64_t group = m / s.out_channels, made = m % s.out_channels;
    for (int64_t kd = 0; kd < p.kernel[0]; ++kd) {
      const int64_t d = deconv_source(row / s.out[1], kd, p.stride[0], p.dilation[0], p.pad[0], s.in[0]);
      for (int64_t kh = 0; d >= 0 && kh < p.kernel[1]; ++kh) {
        const int64_t h = deconv_source(row % s.out[1], kh, p.stride[1], p.dilation[1], p.pad[1], s.in[1]);
        for (int64_t c = group * s.in_channels; h >= 0 && c < (group + 1) * s.in_channels; ++c) {
          const T* from = args.inputs[0].as<const T>() +
                          (((item * groups_ * s.in_channels + c) * s.in[0] + d) * s.in[1] + h) * s.in[2];
          const T* taps = args.inputs[1].as<const T>() +
                          (((c * s.out_channels + made) * p.kernel[0] + kd) * p.kernel[1] + kh) * p.kernel[2];
          add_taps(s, from, taps, sums);
        }
      }
    }
  }

  template <class T>
  static void add_taps(const DeconvShape& s, const T* from, const T* taps, double* sums) {
    const WindowParams& p = s.window;
    for (int64_t kw = 0; kw < p.kernel[2]; ++kw) {
      const double weight = double(Element<T>::load(taps[kw]));
      const int64_t shift = kw * p.dilation[2] - p.pad[2];
      int64_t lo, hi;
      valid_range(shift, p.stride[2], s.out[2], s.in[2], lo, hi);
      for (int64_t i = lo; i < hi; ++i) sums[i * p.stride[2] + shift] += weight * double(Element<T>::load(from[i]));
    }
  }

  ThreadPool& pool_;
  WindowParams window_;
  int64_t groups_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_deconv_direct(const LoadContext& c) { return std::make_unique<DeconvDirect>(c); }

}  // namespace sinter::cpu
