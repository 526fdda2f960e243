// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Transposed convolution as a matrix product: per group, the weights' transpose times the input gives columns, which
// are then added up where they overlap. Input rows are done in bands, so that the columns stay small.
#include <algorithm>

#include "backends/cpu/kernels/deconv_shape.h"
#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/gemm_epilogue.h"
#include "backends/cpu/kernels/loaders.h"
#include "base/limits.h"

namespace sinter::cpu {
namespace {

constexpr int64_t kDeconvColumnBytes = 4 << 20;

class DeconvGemm final : public CpuKernel {
 public:
  explicit DeconvGemm(const LoadContext& c) : pool_(c.pool), blocking_(GemmBlocking::for_caches(cpu_info())) {
    window_ = read_window(c.recipe);
    groups_ = c.recipe.i64(1, INT32_MAX);
    in_channels_ = c.recipe.i64(1, INT32_MAX);
    out_channels_ = c.recipe.i64(1, INT32_MAX);
    int64_t rows = 0;
    if (__builtin_mul_overflow(out_channels_, window_.taps(), &rows) || rows > INT32_MAX) RecipeReader::corrupt();
    const std::string bytes = c.recipe.text();
    kernel_ = get_gemm_kernel(GemmRecipe::parse(std::as_bytes(std::span(bytes))));
    const GemmRecipe& r = kernel_->recipe();
    if (r.a_layout != GemmALayout::kPanels || r.bias != GemmBias::kNone || r.residual != GemmResidual::kNone)
      RecipeReader::corrupt();
    if (c.recipe.i64(0, 1) == 0) return;
    group_floats_ = packed_a_size(rows, in_channels_, r.mr);
    int64_t size = 0;
    if (__builtin_mul_overflow(group_floats_ * 4, groups_, &size)) RecipeReader::corrupt();
    weights_ = static_cast<const float*>(c.constant(0, size));
  }

  int64_t workspace(const KernelArgs& args) const noexcept override {
    DeconvShape s;
    if (!shape(args, s).ok()) return 0;
    try {
      return sums_bytes(args.outputs[0], s) + columns_bytes(s) +
             gemm_workspace(kernel_->recipe(), problem(args, s, 0, 0, band_columns(s)), pool_.threads());
    } catch (const Error&) {
      return INT64_MAX;
    }
  }

  Status run(const KernelArgs& args) const noexcept override {
    DeconvShape s;
    if (const Status ok = shape(args, s); !ok.ok()) return ok;
    const TensorArg& out = args.outputs[0];
    if (out.count() == 0) return Status::good();
    const int64_t front = sums_bytes(out, s), used = front + columns_bytes(s);
    if (args.workspace_bytes < used) return Status::bad("a deconvolution has too little workspace");
    auto* memory = static_cast<std::byte*>(args.workspace);
    float* columns = reinterpret_cast<float*>(memory + front);
    const std::span<std::byte> room{memory + used, size_t(args.workspace_bytes - used)};
    for (int64_t item = 0; item < s.batch * groups_; ++item) {
      const int64_t offset = item * out_channels_ * s.out_size();
      float* sums = front ? reinterpret_cast<float*>(memory) : out.as<float>() + offset;
      start(args, s, item % groups_, sums);
      if (s.in_size() > 0 && !add_item(args, s, item, columns, sums, room))
        return Status::bad("a deconvolution has too little workspace");
      if (front) store(out, offset, out_channels_ * s.out_size(), sums);
    }
    return Status::good();
  }

 private:
  static int64_t rounded(int64_t bytes) { return (bytes + 63) / 64 * 64; }
  int64_t sums_bytes(const TensorArg& out, const DeconvShape& s) const {
    return out.dtype == DataType::kFloat32 ? 0 : rounded(out_channels_ * s.out_size() * 4);
  }
  /// Most columns of one band: whole input rows, at least one. Grows with every extent.
  static int64_t band_columns(const DeconvShape& s) {
    return std::min(s.in_size(), std::max(s.in[2], kDeconvColumnBytes / 4 / s.rows()));
  }
  static int64_t columns_bytes(const DeconvShape& s) { return rounded(band_columns(s) * s.rows() * 4); }

  Status shape(const KernelArgs& args, DeconvShape& s) const noexcept {
    if (args.outputs.size() != 1 || args.inputs.size() < 2 || args.inputs.size() > 3)
      return Status::bad("a deconvolution got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &w = args.inputs[1], &out = args.outputs[0];
    PackType type;
    if (!pack_type_of(x.dtype, type) || out.dtype != x.dtype)
      return Status::bad("a deconvolution got operands of another dtype");
    if (!weights_) {
      bool fits = w.dtype == x.dtype && w.rank == window_.spatial + 2 && w.dims[0] == groups_ * in_channels_ &&
                  w.dims[1] == out_channels_;
      for (int d = 0; fits && d < window_.spatial; ++d) fits = w.dims[d + 2] == window_.kernel[3 - window_.spatial + d];
      if (!fits) return Status::bad("the weights of a deconvolution have a wrong type");
    }
    if (args.inputs.size() > 2 && args.inputs[2].present()) {
      const TensorArg& b = args.inputs[2];
      if (b.dtype != x.dtype || b.count() != groups_ * out_channels_)
        return Status::bad("the bias of a deconvolution has a wrong type");
    }
    if (const Status ok = make_deconv_shape(window_, groups_, in_channels_, out_channels_, x, out, s); !ok.ok())
      return ok;
    const bool huge = s.in[2] > limits::kMaxTensorBytes / s.rows();  // one row of columns
    return huge ? Status::bad("the columns of a deconvolution are too large") : Status::good();
  }

  /// Columns of `n` input positions from `first` on of one image's group.
  GemmProblem problem(const KernelArgs& args, const DeconvShape& s, int64_t item, int64_t first,
                      int64_t n) const noexcept {
    const TensorArg &x = args.inputs[0], &w = args.inputs[1];
    const int64_t element = x.dtype == DataType::kFloat32 ? 4 : 2, group = item % groups_;
    GemmProblem p;
    p.m = s.rows(), p.n = n, p.k = in_channels_;
    pack_type_of(x.dtype, p.b.view.type);
    p.b.view.row_stride = s.in_size();
    if (x.data) p.b.view.data = x.as<const std::byte>() + (item * in_channels_ * s.in_size() + first) * element;
    p.a.packed = weights_ != nullptr;
    p.a.view = {weights_ + group * group_floats_, p.b.view.type, 1, s.rows()};
    if (!weights_)
      p.a.view.data = w.data ? w.as<const std::byte>() + group * in_channels_ * s.rows() * element : nullptr;
    p.ldc = n;
    p.blocking = blocking_;
    return p;
  }

  /// Fills the sums of one image's group with the bias, or zeros.
  void start(const KernelArgs& args, const DeconvShape& s, int64_t group, float* sums) const {
    const TensorArg* bias = args.inputs.size() > 2 && args.inputs[2].present() ? &args.inputs[2] : nullptr;
    pool_.parallel_for(out_channels_, 1, [&](int64_t begin, int64_t end) {
      for (int64_t m = begin; m < end; ++m) {
        float v = 0;
        if (bias)
          dispatch_element(bias->dtype, [&](auto tag) {
            using T = decltype(tag);
            v = float(Element<T>::load(bias->as<const T>()[group * out_channels_ + m]));
          });
        std::fill_n(sums + m * s.out_size(), s.out_size(), v);
      }
    });
  }

  bool add_item(const KernelArgs& args, const DeconvShape& s, int64_t item, float* columns, float* sums,
                std::span<std::byte> room) const {
    const int64_t rows = s.in[0] * s.in[1], step = std::max<int64_t>(1, band_columns(s) / s.in[2]);
    const auto parallel = [this](int64_t n, ParallelBody body) { pool_.parallel_for(n, 1, body); };
    for (int64_t first = 0; first < rows; first += step) {
      const int64_t end = std::min(rows, first + step), n = (end - first) * s.in[2];
      GemmProblem p = problem(args, s, item, first * s.in[2], n);
      p.c = columns;
      if (!gemm(*kernel_, p, parallel, pool_.threads(), room)) return false;
      pool_.parallel_for(out_channels_, 1, [&](int64_t begin, int64_t last) {
        for (int64_t m = begin; m < last; ++m)
          fold_columns(s, columns + m * window_.taps() * n, n, first, end, sums + m * s.out_size());
      });
    }
    return true;
  }

  void store(const TensorArg& out, int64_t offset, int64_t n, const float* sums) const {
    pool_.parallel_for(n, 16384, [&](int64_t begin, int64_t end) {
      dispatch_element(out.dtype, [&](auto tag) {
        using T = decltype(tag);
        using A = typename Element<T>::Acc;
        for (int64_t i = begin; i < end; ++i) out.as<T>()[offset + i] = Element<T>::store(A(sums[i]));
      });
    });
  }

  ThreadPool& pool_;
  GemmBlocking blocking_;
  WindowParams window_;
  int64_t groups_, in_channels_, out_channels_, group_floats_ = 0;
  std::shared_ptr<const GemmKernel> kernel_;
  const float* weights_ = nullptr;
};

}  // namespace

std::unique_ptr<CpuKernel> load_deconv_gemm(const LoadContext& c) { return std::make_unique<DeconvGemm>(c); }

}  // namespace sinter::cpu
