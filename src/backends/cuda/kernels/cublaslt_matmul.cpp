// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/kernels/cublaslt_matmul.h"

#include <algorithm>
#include <atomic>
#include <new>
#include <utility>

#include "backends/cuda/kernels/lt_call.h"
#include "backends/cuda/runtime/cuda_device.h"
#include "sinter/error.h"

namespace sinter::cuda {
namespace {

constexpr int64_t kLtWorkspaceAlignment = 256;  // what the library asks for
constexpr int64_t kLtLeastWorkspace = 64 << 10;
constexpr int64_t kLtMaxBatch = INT32_MAX;

// The algorithms chosen so far, one per shape. Readers walk the list without a lock; entries are only ever added in
// front. Two threads that meet a new shape at once may both add it, which does no harm.
class AlgorithmCache {
 public:
  ~AlgorithmCache() {
    for (Entry* e = head_.load(); e;) delete std::exchange(e, e->next);
  }
  const LtAlgorithm* find(const MatmulShape& shape) const noexcept {
    for (const Entry* e = head_.load(std::memory_order_acquire); e; e = e->next)
      if (e->shape == shape) return &e->algorithm;
    return nullptr;
  }
  const LtAlgorithm* add(const MatmulShape& shape, const LtAlgorithm& algorithm) noexcept {
    auto* e = new (std::nothrow) Entry{shape, algorithm, head_.load(std::memory_order_relaxed)};
    if (!e) return nullptr;
    while (!head_.compare_exchange_weak(e->next, e, std::memory_order_release, std::memory_order_relaxed)) {
    }
    return &e->algorithm;
  }

 private:
  struct Entry {
    MatmulShape shape;
    LtAlgorithm algorithm;
    Entry* next;
  };
  std::atomic<Entry*> head_{nullptr};
};

class CublasLtMatmul final : public Kernel {
 public:
  CublasLtMatmul(CudaDevice& device, const CublasLtRecipe& recipe)
      : context_(device.context()), recipe_(recipe), handle_(device.cublaslt()) {
    std::string why;
    api_ = cublaslt_api(why);
  }

  int64_t workspace(const KernelArgs& args) const noexcept override {
    MatmulShape s;
    if (!operands_match(args) || !shape_of(args, s).ok()) return recipe_.max_workspace + kLtWorkspaceAlignment;
    return workspace_limit(s) + kLtWorkspaceAlignment;
  }

  Status enqueue(Stream& stream, const KernelArgs& args) const noexcept override {
    if (!stream.native()) return Status::bad("a CUDA kernel needs a CUDA stream");
    if (!operands_match(args)) return Status::bad("a matrix product got other operands than it was made for");
    MatmulShape s;
    if (Status bad = shape_of(args, s); !bad.ok()) return bad;
    const TensorArg& c = args.outputs[0];
    if (c.count() != s.batch * s.m * s.n) return Status::bad("the output of a matrix product has a wrong shape");
    if (c.count() == 0) return {};
    if (s.batch > kLtMaxBatch) return Status::bad("a matrix product has too many batch items");
    ContextScope scope(context_);
    if (scope.result() != kCuSuccess) return Status::bad("the GPU cannot be used", scope.result());
    const auto native = static_cast<CuStream>(stream.native());
    return s.k == 0 ? empty_sum(native, c) : multiply(native, args, s);
  }

 private:
  bool operands_match(const KernelArgs& args) const noexcept {
    const auto has = [&](int64_t i) {
      return size_t(i) < args.inputs.size() && args.inputs[size_t(i)].dtype == recipe_.dtype;
    };
    return has(recipe_.a) && has(recipe_.b) && (!recipe_.bias || has(recipe_.bias_input)) && args.outputs.size() == 1 &&
           args.outputs[0].dtype == recipe_.dtype;
  }

  Status shape_of(const KernelArgs& args, MatmulShape& s) const noexcept {
    Status status = matmul_shape(args.inputs[size_t(recipe_.a)], args.inputs[size_t(recipe_.b)], recipe_.transpose_a,
                                 recipe_.transpose_b, s);
    if (status.ok() && recipe_.bias && args.inputs[size_t(recipe_.bias_input)].count() != s.n)
      return Status::bad("the bias of a matrix product has a wrong size");
    return status;
  }

  // Room for split sums: grows with the result up to the recipe's limit, so small products do not ask for megabytes.
  int64_t workspace_limit(const MatmulShape& s) const noexcept {
    const double wanted = double(s.batch) * double(s.m) * double(s.n) * 4 * 8;
    const double most = double(recipe_.max_workspace);
    return int64_t(std::min(most, std::max(wanted, double(kLtLeastWorkspace)))) & ~(kLtWorkspaceAlignment - 1);
  }

  // A sum of nothing is 0, and so is its relu.
  Status empty_sum(CuStream stream, const TensorArg& c) const noexcept {
    if (recipe_.bias) return Status::bad("a matrix product with a bias got operands without columns");
    const auto bytes = size_t(c.count()) * size_t(bits_of(c.dtype) / 8);
    return context_.api->status(context_.api->memset_8(device_ptr(c.data), 0, bytes, stream), "clearing a result");
  }

  const LtAlgorithm* choose(const MatmulShape& s, Status& status) const noexcept {
    if (const LtAlgorithm* known = cache_.find(s)) return known;
    // Only the address's alignment counts here; the choice must hold for every bias.
    LtCall call(*api_, recipe_, s, reinterpret_cast<const void*>(uintptr_t{16}));
    LtAlgorithm algorithm{};
    status = call.choose(handle_, size_t(workspace_limit(s)), algorithm);
    if (!status.ok()) return nullptr;
    const LtAlgorithm* kept = cache_.add(s, algorithm);
    if (!kept) status = Status::bad("out of memory");
    return kept;
  }

  Status multiply(CuStream stream, const KernelArgs& args, const MatmulShape& s) const noexcept {
    Status status;
    const LtAlgorithm* algorithm = choose(s, status);
    if (!algorithm) return status;
    const uintptr_t start = reinterpret_cast<uintptr_t>(args.workspace);
    const uintptr_t aligned = (start + kLtWorkspaceAlignment - 1) & ~uintptr_t(kLtWorkspaceAlignment - 1);
    if (algorithm->workspace > 0 && aligned + algorithm->workspace > start + uintptr_t(args.workspace_bytes))
      return Status::bad("a matrix product got too little workspace", args.workspace_bytes);
    const TensorArg& a = args.inputs[size_t(recipe_.a)];
    const TensorArg& b = args.inputs[size_t(recipe_.b)];
    const void* bias = recipe_.bias ? args.inputs[size_t(recipe_.bias_input)].data : nullptr;
    for (const void* p : {static_cast<const void*>(a.data), static_cast<const void*>(b.data), bias,
                          static_cast<const void*>(args.outputs[0].data)})
      if (reinterpret_cast<uintptr_t>(p) % 16 != 0)
        return Status::bad("an operand of a matrix product is not aligned to 16 bytes");
    LtCall call(*api_, recipe_, s, bias);
    return call.run(handle_, *algorithm, a.data, b.data, args.outputs[0].data, reinterpret_cast<void*>(aligned),
                    stream);
  }

  const CudaContext& context_;
  const CublasLtRecipe recipe_;
  LtHandle handle_;
  const CublasLtApi* api_ = nullptr;
  mutable AlgorithmCache cache_;
};

}  // namespace

std::vector<std::byte> CublasLtRecipe::write() const {
  RecipeWriter w;
  w.i64(int64_t(dtype))
      .i64(transpose_a)
      .i64(transpose_b)
      .i64(bias)
      .i64(relu)
      .i64(a)
      .i64(b)
      .i64(bias_input)
      .i64(max_workspace);
  return w.take();
}

CublasLtRecipe CublasLtRecipe::read(ByteSpan bytes) {
  RecipeReader r(bytes);
  CublasLtRecipe p;
  p.dtype = DataType(r.i64(int64_t(DataType::kFloat32), int64_t(DataType::kFloat64)));
  p.transpose_a = r.i64(0, 1) != 0;
  p.transpose_b = r.i64(0, 1) != 0;
  p.bias = r.i64(0, 1) != 0;
  p.relu = r.i64(0, 1) != 0;
  p.a = r.i64(0, 2);
  p.b = r.i64(0, 2);
  p.bias_input = r.i64(0, 2);
  p.max_workspace = r.i64(0, int64_t{1} << 32);
  r.done();
  return p;
}

std::unique_ptr<Kernel> load_cublaslt_matmul(CudaDevice& device, const KernelRecord& record) {
  if (record.version != kCublasLtVersion)
    fail(ErrorCode::kIncompatiblePlan,
         "a cublaslt_matmul kernel has format " + std::to_string(record.version) + ", this version reads " +
             std::to_string(kCublasLtVersion),
         "build the plan with this version");
  return std::make_unique<CublasLtMatmul>(device, CublasLtRecipe::read(record.recipe));
}

}  // namespace sinter::cuda
