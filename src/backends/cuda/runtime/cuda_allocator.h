// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The two memories of a GPU: its own (plain cuMemAlloc, never managed memory) and pinned host memory, which it copies
// from and to without a detour.
#pragma once
#include "backends/cuda/runtime/cuda_context.h"
#include "base/allocator.h"

namespace sinter::cuda {

class CudaAllocator final : public Allocator {
 public:
  explicit CudaAllocator(const CudaContext& context) : context_(context) {}
  void* allocate(int64_t bytes, int64_t alignment) noexcept override;
  void free(void* p, int64_t bytes) noexcept override;

 private:
  const CudaContext& context_;
};

class PinnedAllocator final : public Allocator {
 public:
  explicit PinnedAllocator(const CudaContext& context) : context_(context) {}
  void* allocate(int64_t bytes, int64_t alignment) noexcept override;
  void free(void* p, int64_t bytes) noexcept override;

 private:
  const CudaContext& context_;
};

inline CuDevicePtr device_ptr(const void* p) { return CuDevicePtr(reinterpret_cast<uintptr_t>(p)); }

}  // namespace sinter::cuda
