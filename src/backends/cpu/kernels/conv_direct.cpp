// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Convolution by its definition, for any dtype and for weights that are known at run time only. Sums of floats are
// formed in double and rounded once; sums of integers wrap.
#include <algorithm>

#include "backends/cpu/kernels/conv_shape.h"
#include "backends/cpu/kernels/loaders.h"
#include "backends/cpu/kernels/pointwise.h"
#include "base/float_types.h"

namespace sinter::cpu {
namespace {

struct DirectHalf {
  uint16_t bits;
};
struct DirectBFloat {
  uint16_t bits;
};
double widen_direct(float x) { return x; }
double widen_direct(double x) { return x; }
uint32_t widen_direct(uint32_t x) { return x; }
double widen_direct(DirectHalf x) { return half_to_float(x.bits); }
double widen_direct(DirectBFloat x) { return bfloat16_to_float(x.bits); }
void narrow_direct(double v, float& out) { out = float(v); }
void narrow_direct(double v, double& out) { out = v; }
void narrow_direct(uint32_t v, uint32_t& out) { out = v; }
void narrow_direct(double v, DirectHalf& out) { out.bits = float_to_half(float(v)); }
void narrow_direct(double v, DirectBFloat& out) { out.bits = float_to_bfloat16(float(v)); }

template <class T>
auto direct_sum(const ConvShape& s, const T* image, const T* w, const int64_t (&o)[3]) {
  const WindowParams& p = s.window;
  decltype(widen_direct(T{})) sum{};
  int64_t lo[3], hi[3], base[3];
  for (int d = 0; d < 3; ++d) {
    base[d] = o[d] * p.stride[d] - p.pad[d];
    valid_range(base[d], p.dilation[d], s.in[d], p.kernel[d], lo[d], hi[d]);
  }
  for (int64_t c = 0; c < s.in_channels; ++c)
    for (int64_t i = lo[0]; i < hi[0]; ++i)
      for (int64_t j = lo[1]; j < hi[1]; ++j) {
        const T* row = image +
                       ((c * s.in[0] + base[0] + i * p.dilation[0]) * s.in[1] + base[1] + j * p.dilation[1]) * s.in[2] +
                       base[2];
        const T* taps = w + ((c * p.kernel[0] + i) * p.kernel[1] + j) * p.kernel[2];
        for (int64_t k = lo[2]; k < hi[2]; ++k) sum += widen_direct(row[k * p.dilation[2]]) * widen_direct(taps[k]);
      }
  return sum;
}

class ConvDirect final : public CpuKernel {
 public:
  explicit ConvDirect(const LoadContext& c) : pool_(c.pool) {
    x_ = c.recipe.i64(0, 1024);
    w_ = c.recipe.i64(0, 1024);
    bias_ = c.recipe.i64(-1, 1024);
    window_ = read_window(c.recipe);
    groups_ = c.recipe.i64(1, INT32_MAX);
    if (c.recipe.i64(0, 1) != 0) post_ = read_post_program(c.recipe);
  }

  Status run(const KernelArgs& args) const noexcept override {
    const auto n = int64_t(args.inputs.size());
    if (args.outputs.size() != 1 || x_ >= n || w_ >= n || bias_ >= n)
      return Status::bad("a convolution got a wrong number of operands");
    const TensorArg &x = args.inputs[size_t(x_)], &w = args.inputs[size_t(w_)], &out = args.outputs[0];
    const TensorArg* bias = bias_ < 0 ? nullptr : &args.inputs[size_t(bias_)];
    if (x.dtype != w.dtype || x.dtype != out.dtype || (bias && bias->dtype != x.dtype))
      return Status::bad("the operands of a convolution differ in dtype");
    if (w.rank != window_.spatial + 2 || w.dims[0] % groups_ != 0)
      return Status::bad("the weights of a convolution have wrong dims");
    for (int d = 0; d < window_.spatial; ++d)
      if (w.dims[d + 2] != window_.kernel[3 - window_.spatial + d])
        return Status::bad("the weights of a convolution have wrong dims");
    if (bias && (bias->rank != 1 || bias->dims[0] != w.dims[0]))
      return Status::bad("the bias of a convolution has wrong dims");
    ConvShape s;
    if (const Status ok = make_conv_shape(window_, groups_, w.dims[1], w.dims[0] / groups_, x, out, s); !ok.ok())
      return ok;
    if (out.count() == 0) return Status::good();
    switch (x.dtype) {
      case DataType::kFloat32: convolve<float>(s, x, w, bias, out); break;
      case DataType::kFloat64: convolve<double>(s, x, w, bias, out); break;
      case DataType::kFloat16: convolve<DirectHalf>(s, x, w, bias, out); break;
      case DataType::kBFloat16: convolve<DirectBFloat>(s, x, w, bias, out); break;
      case DataType::kInt32: convolve<uint32_t>(s, x, w, bias, out); break;
      default: return Status::bad("a convolution got an input of another dtype");
    }
    return post_ ? post_->run(args, &out, pool_) : Status::good();
  }

 private:
  template <class T>
  void convolve(const ConvShape& s, const TensorArg& x, const TensorArg& w, const TensorArg* bias,
                const TensorArg& out) const noexcept {
    const int64_t channels = groups_ * s.out_channels, rows = s.out[0] * s.out[1];
    pool_.parallel_for(s.batch * channels * rows, 1, [&](int64_t begin, int64_t end) {
      for (int64_t at = begin; at < end; ++at) {
        const int64_t plane = at / rows, row = at % rows, m = plane % channels, g = m / s.out_channels;
        const T* image = x.as<const T>() + (plane / channels * groups_ + g) * s.in_channels * s.in_size();
        const T* weights = w.as<const T>() + m * s.depth();
        T* to = out.as<T>() + at * s.out[2];
        int64_t o[3] = {row / s.out[1], row % s.out[1], 0};
        for (; o[2] < s.out[2]; ++o[2]) {
          auto sum = direct_sum(s, image, weights, o);
          if (bias) sum += widen_direct(bias->as<const T>()[m]);
          narrow_direct(sum, to[o[2]]);
        }
      }
    });
  }

  ThreadPool& pool_;
  int64_t x_, w_, bias_, groups_;
  WindowParams window_;
  std::optional<PostProgram> post_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_conv_direct(const LoadContext& c) { return std::make_unique<ConvDirect>(c); }

}  // namespace sinter::cpu
