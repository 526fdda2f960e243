// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/runtime/cuda_allocator.h"

namespace sinter::cuda {
namespace {

constexpr int64_t kMaxAlignment = 256;  // the driver aligns to at least this much

}  // namespace

void* CudaAllocator::allocate(int64_t bytes, int64_t alignment) noexcept {
  if (bytes < 0 || alignment > kMaxAlignment) return nullptr;
  CuDevicePtr p = 0;
  const Status s = with_context(context_, "allocating device memory",
                                [&] { return context_.api->mem_alloc(&p, size_t(bytes > 0 ? bytes : 1)); });
  return s.ok() ? reinterpret_cast<void*>(uintptr_t(p)) : nullptr;
}

void CudaAllocator::free(void* p, int64_t) noexcept {
  if (!p) return;
  (void)with_context(context_, "freeing device memory", [&] { return context_.api->mem_free(device_ptr(p)); });
}

void* PinnedAllocator::allocate(int64_t bytes, int64_t alignment) noexcept {
  if (bytes < 0 || alignment > kMaxAlignment) return nullptr;
  void* p = nullptr;
  const Status s = with_context(context_, "allocating pinned memory", [&] {
    return context_.api->host_alloc(&p, size_t(bytes > 0 ? bytes : 1), kCuHostAllocPortable);
  });
  return s.ok() ? p : nullptr;
}

void PinnedAllocator::free(void* p, int64_t) noexcept {
  if (!p) return;
  (void)with_context(context_, "freeing pinned memory", [&] { return context_.api->host_free(p); });
}

}  // namespace sinter::cuda
