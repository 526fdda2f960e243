// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Matrix products of f32, f16 and bf16 by the blocked GEMM. The second operand may be a constant packed at build time.
#include <algorithm>

#include "backends/cpu/kernels/gemm_epilogue.h"
#include "backends/cpu/kernels/loaders.h"
#include "backends/cpu/kernels/matmul_shape.h"

namespace sinter::cpu {
namespace {

class MatMulGemm final : public CpuKernel {
 public:
  explicit MatMulGemm(const LoadContext& c) : pool_(c.pool), blocking_(GemmBlocking::for_caches(cpu_info())) {
    transpose_a_ = c.recipe.i64(0, 1) != 0;
    transpose_b_ = c.recipe.i64(0, 1) != 0;
    a_ = c.recipe.i64(0, 1024);
    b_ = c.recipe.i64(-1, 1024);
    packed_.present = b_ < 0;
    if (packed_.present) {
      packed_.vector = c.recipe.i64(0, 1) != 0;
      packed_.k = c.recipe.i64(0, INT32_MAX);
      packed_.n = c.recipe.i64(1, INT32_MAX);
    }
    const int64_t bias_count = c.recipe.i64(0, INT32_MAX);
    epilogue_ = read_gemm_epilogue(c, packed_.present ? 1 : 0, bias_count);
    bias_count_ = bias_count;
    if (epilogue_.recipe().bias == GemmBias::kPerRow) RecipeReader::corrupt();
    if (packed_.present) {
      const int64_t floats = packed_b_size(packed_.k, packed_.n, epilogue_.recipe().nr);
      panels_ = static_cast<const float*>(c.constant(0, floats * 4));
    }
  }

  int64_t workspace(const KernelArgs& args) const noexcept override {
    MatMulShape s;
    if (!shape(args, s).ok()) return 0;
    try {
      const TensorArg& out = args.outputs[0];
      const GemmProblem whole = problem(args, s, s.batch);
      int64_t bytes = gemm_workspace(epilogue_.recipe(), whole, pool_.threads());
      if (folds(s)) bytes = std::max(bytes, gemm_workspace(epilogue_.recipe(), folded(whole), pool_.threads()));
      return bytes + epilogue_.accumulator_bytes(out);
    } catch (const Error&) {
      return INT64_MAX;  // no allocator gives that much, and its error names the kernel
    }
  }

  Status run(const KernelArgs& args) const noexcept override {
    MatMulShape s;
    if (const Status ok = shape(args, s); !ok.ok()) return ok;
    const TensorArg& out = args.outputs[0];
    if (out.count() == 0) return Status::good();
    const float *bias, *residual;
    if (const Status ok = epilogue_.bind(args, bias_count_, bias, residual); !ok.ok()) return ok;
    if (epilogue_.recipe().bias != GemmBias::kNone && bias_count_ != s.n)
      return Status::bad("the bias of a matrix product has a wrong length");
    const int64_t sums_bytes = epilogue_.accumulator_bytes(out);
    if (args.workspace_bytes < sums_bytes) return Status::bad("a matrix product has too little workspace");
    std::span<std::byte> room{static_cast<std::byte*>(args.workspace) + sums_bytes,
                              size_t(args.workspace_bytes - sums_bytes)};
    float* sums = sums_bytes ? static_cast<float*>(args.workspace) : out.as<float>();

    const int64_t inner = s.batch_rank ? s.batch_dims[s.batch_rank - 1] : 1;
    GemmProblem p = problem(args, s, inner);
    p.bias = bias;
    if (folds(s)) {
      p.c = sums, p.residual = residual;
      if (multiply(folded(p), room)) return epilogue_.finish(args, sums, pool_);
    }
    const GemmProblem first = p;
    for (int64_t i = 0; i < s.batch; i += inner) {
      int64_t a, b;
      s.item(i, a, b);
      p = first;
      p.a.view.data = offset(args.inputs[size_t(a_)], a * s.m * s.k);
      if (!packed_.present) p.b.view.data = offset(args.inputs[size_t(b_)], b * s.k * s.n);
      p.c = sums + i * s.m * s.n;
      if (residual) p.residual = residual + i * s.m * s.n;
      if (!multiply(p, room)) return Status::bad("a matrix product has too little workspace");
    }
    return epilogue_.finish(args, sums, pool_);
  }

 private:
  static const void* offset(const TensorArg& t, int64_t elements) {
    return static_cast<const std::byte*>(t.data) + elements * (t.dtype == DataType::kFloat32 ? 4 : 2);
  }

  Status shape(const KernelArgs& args, MatMulShape& s) const noexcept {
    if (args.outputs.size() != 1 || size_t(a_) >= args.inputs.size() || (b_ >= 0 && size_t(b_) >= args.inputs.size())) {
      return Status::bad("a matrix product got a wrong number of operands");
    }
    const TensorArg& a = args.inputs[size_t(a_)];
    const TensorArg* b = b_ < 0 ? nullptr : &args.inputs[size_t(b_)];
    PackType type;
    if (!pack_type_of(a.dtype, type) || (b && !pack_type_of(b->dtype, type)))
      return Status::bad("a matrix product got an operand of another dtype");
    if (args.outputs[0].dtype != DataType::kFloat32 && !epilogue_.post)
      return Status::bad("a matrix product has an output of another dtype");
    return make_matmul_shape(a, b, packed_, args.outputs[0], transpose_a_, transpose_b_, s);
  }

  GemmProblem problem(const KernelArgs& args, const MatMulShape& s, int64_t batch) const noexcept {
    GemmProblem p;
    p.batch = batch, p.m = s.m, p.n = s.n, p.k = s.k;
    const TensorArg& a = args.inputs[size_t(a_)];
    p.a.view = {a.data, PackType::kFloat32, s.a_row, s.a_col};
    pack_type_of(a.dtype, p.a.view.type);
    const int last = s.batch_rank - 1;
    p.a.batch_stride = last >= 0 ? s.a_strides[last] * s.m * s.k : 0;
    if (packed_.present) {
      p.b.packed = true;
      p.b.view.data = panels_;
    } else {
      const TensorArg& b = args.inputs[size_t(b_)];
      p.b.view = {b.data, PackType::kFloat32, s.b_row, s.b_col};
      pack_type_of(b.dtype, p.b.view.type);
      p.b.batch_stride = last >= 0 ? s.b_strides[last] * s.k * s.n : 0;
    }
    p.ldc = p.ldr = s.n;
    p.c_batch_stride = p.residual_batch_stride = s.m * s.n;
    p.blocking = blocking_;
    return p;
  }

  /// A batch that shares B and whose rows of A follow each other is one product of more rows.
  bool folds(const MatMulShape& s) const noexcept {
    return s.batch_rank == 1 && s.b_strides[0] == 0 && s.a_strides[0] == 1 && s.a_row == s.k && s.a_col == 1;
  }
  static GemmProblem folded(GemmProblem p) noexcept {
    p.m *= p.batch;
    p.batch = 1;
    p.a.batch_stride = p.b.batch_stride = 0;
    return p;
  }

  bool multiply(const GemmProblem& p, std::span<std::byte> room) const noexcept {
    const auto parallel = [this](int64_t n, ParallelBody body) { pool_.parallel_for(n, 1, body); };
    return gemm(*epilogue_.kernel, p, parallel, pool_.threads(), room);
  }

  ThreadPool& pool_;
  GemmBlocking blocking_;
  bool transpose_a_, transpose_b_;
  int64_t a_, b_;
  PackedMatrix packed_;
  const float* panels_ = nullptr;
  int64_t bias_count_ = 0;
  GemmEpilogue epilogue_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_matmul_gemm(const LoadContext& c) { return std::make_unique<MatMulGemm>(c); }

}  // namespace sinter::cpu
