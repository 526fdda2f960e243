// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Convolution as a matrix product, per group: weights (packed at build time) times the input's columns, which are
// packed straight from the image block by block; 1x1 convolutions read the image as it lies.
#include <algorithm>
#include <limits>

#include "backends/cpu/kernels/gemm_epilogue.h"
#include "backends/cpu/kernels/im2col.h"
#include "backends/cpu/kernels/loaders.h"

namespace sinter::cpu {
namespace {

class ConvGemm final : public CpuKernel {
 public:
  explicit ConvGemm(const LoadContext& c) : pool_(c.pool), blocking_(GemmBlocking::for_caches(cpu_info())) {
    x_ = c.recipe.i64(0, 1024);
    window_ = read_window(c.recipe);
    groups_ = c.recipe.i64(1, INT32_MAX);
    in_channels_ = c.recipe.i64(1, INT32_MAX);
    out_channels_ = c.recipe.i64(1, INT32_MAX);
    int64_t all = 0, depth = 0;
    if (__builtin_mul_overflow(groups_, out_channels_, &all) || all > INT32_MAX ||
        __builtin_mul_overflow(in_channels_, window_.taps(), &depth) || depth > INT32_MAX) {
      RecipeReader::corrupt();
    }
    epilogue_ = read_gemm_epilogue(c, 1, all);
    static_assert(std::numeric_limits<decltype(GemmRecipe::nr)>::max() <= kMaxPanelWidth);
    const GemmRecipe& r = epilogue_.recipe();
    if (r.a_layout != GemmALayout::kPanels || r.bias == GemmBias::kPerColumn) RecipeReader::corrupt();
    group_floats_ = packed_a_size(out_channels_, depth, r.mr);
    int64_t bytes = 0;
    if (__builtin_mul_overflow(group_floats_ * 4, groups_, &bytes)) RecipeReader::corrupt();
    weights_ = static_cast<const float*>(c.constant(0, bytes));
  }

  int64_t workspace(const KernelArgs& args) const noexcept override {
    ConvShape s;
    if (!shape(args, s).ok()) return 0;
    try {
      const auto none = [](int64_t, int64_t, int64_t, float*) {};
      const PanelPacker packer = none;
      return epilogue_.accumulator_bytes(args.outputs[0]) +
             gemm_workspace(epilogue_.recipe(), problem(args, s, packer, 0), pool_.threads());
    } catch (const Error&) {
      return INT64_MAX;
    }
  }

  Status run(const KernelArgs& args) const noexcept override {
    ConvShape s;
    if (const Status ok = shape(args, s); !ok.ok()) return ok;
    const TensorArg &out = args.outputs[0], &x = args.inputs[size_t(x_)];
    if (out.count() == 0) return Status::good();
    const float *bias, *residual;
    if (const Status ok = epilogue_.bind(args, groups_ * out_channels_, bias, residual); !ok.ok()) return ok;
    const int64_t sums_bytes = epilogue_.accumulator_bytes(out);
    if (args.workspace_bytes < sums_bytes) return Status::bad("a convolution has too little workspace");
    std::span<std::byte> room{static_cast<std::byte*>(args.workspace) + sums_bytes,
                              size_t(args.workspace_bytes - sums_bytes)};
    float* sums = sums_bytes ? static_cast<float*>(args.workspace) : out.as<float>();
    PackType type;
    pack_type_of(x.dtype, type);
    const int64_t element = type == PackType::kFloat32 ? 4 : 2, image = s.in_channels * s.in_size() * element;
    for (int64_t g = 0; g < groups_; ++g) {
      const auto pack = [&](int64_t item, int64_t first, int64_t count, float* panels) {
        const auto* from = static_cast<const std::byte*>(x.data) + (item * groups_ + g) * image;
        pack_im2col(s, from, type, first, count, epilogue_.recipe().nr, panels);
      };
      const PanelPacker packer = pack;
      GemmProblem p = problem(args, s, packer, g);
      const int64_t first_row = g * out_channels_;
      p.c = sums + first_row * s.out_size();
      if (bias) p.bias = bias + first_row;
      if (residual) p.residual = residual + first_row * s.out_size();
      const auto parallel = [this](int64_t n, ParallelBody body) { pool_.parallel_for(n, 1, body); };
      if (!gemm(*epilogue_.kernel, p, parallel, pool_.threads(), room))
        return Status::bad("a convolution has too little workspace");
    }
    return epilogue_.finish(args, sums, pool_);
  }

 private:
  Status shape(const KernelArgs& args, ConvShape& s) const noexcept {
    if (args.outputs.size() != 1 || size_t(x_) >= args.inputs.size())
      return Status::bad("a convolution got a wrong number of operands");
    PackType type;
    if (!pack_type_of(args.inputs[size_t(x_)].dtype, type))
      return Status::bad("a convolution got an input of another dtype");
    if (args.outputs[0].dtype != DataType::kFloat32 && !epilogue_.post)
      return Status::bad("a convolution has an output of another dtype");
    return make_conv_shape(window_, groups_, in_channels_, out_channels_, args.inputs[size_t(x_)], args.outputs[0], s);
  }

  GemmProblem problem(const KernelArgs& args, const ConvShape& s, const PanelPacker& packer,
                      int64_t group) const noexcept {
    GemmProblem p;
    p.batch = s.batch, p.m = s.out_channels, p.n = s.out_size(), p.k = s.depth();
    p.a.packed = true;
    p.a.view.data = weights_ + group * group_floats_;
    if (window_.pointwise()) {
      const TensorArg& x = args.inputs[size_t(x_)];
      p.b.view = {nullptr, PackType::kFloat32, s.in_size(), 1};
      pack_type_of(x.dtype, p.b.view.type);
      const int64_t offset = group * s.in_channels * s.in_size() * (p.b.view.type == PackType::kFloat32 ? 4 : 2);
      if (x.data) p.b.view.data = static_cast<const std::byte*>(x.data) + offset;
      p.b.batch_stride = groups_ * s.in_channels * s.in_size();
    } else {
      p.b.packer = &packer;
    }
    p.ldc = p.ldr = s.out_size();
    p.c_batch_stride = p.residual_batch_stride = groups_ * s.out_channels * s.out_size();
    p.blocking = blocking_;
    return p;
  }

  ThreadPool& pool_;
  GemmBlocking blocking_;
  int64_t x_;
  WindowParams window_;
  int64_t groups_, in_channels_, out_channels_, group_floats_ = 0;
  GemmEpilogue epilogue_;
  const float* weights_ = nullptr;
};

}  // namespace

std::unique_ptr<CpuKernel> load_conv_gemm(const LoadContext& c) { return std::make_unique<ConvGemm>(c); }

}  // namespace sinter::cpu
