// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "backend/kernel.h"
#include "base/recipe.h"
#include "base/thread_pool.h"

namespace sinter::cpu {

/// A kernel on host memory. `run` does the work on the calling thread (and the pool's workers) and may be called from
/// anywhere, by several threads at once.
class CpuKernel : public Kernel {
 public:
  virtual Status run(const KernelArgs& args) const noexcept = 0;

  /// Runs at once, whatever the stream: the runtime queues host kernels itself (backend/inline_stream.h).
  Status enqueue(Stream&, const KernelArgs& args) const noexcept final { return run(args); }
};

/// What a loader gets: everything in it comes from a plan that may be damaged.
struct LoadContext {
  RecipeReader& recipe;
  std::span<const LoadedConstant> constants;
  ThreadPool& pool;

  /// Constant i, which must have at least `bytes` bytes, else Error(kCorruptFile).
  const void* constant(size_t i, int64_t bytes) const {
    if (i >= constants.size() || bytes < 0 || constants[i].bytes < bytes) RecipeReader::corrupt();
    return constants[i].data;
  }
};

using KernelLoader = std::unique_ptr<CpuKernel> (*)(const LoadContext& context);

}  // namespace sinter::cpu
