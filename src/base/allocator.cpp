// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "base/allocator.h"

#include <cstdlib>
#include <string>

#include "sinter/error.h"

namespace sinter {
namespace {

class HostAllocator : public Allocator {
 public:
  void* allocate(int64_t bytes, int64_t alignment) noexcept override {
    const size_t align = size_t(alignment < Buffer::kAlignment ? Buffer::kAlignment : alignment);
    if (bytes < 0 || size_t(bytes) > SIZE_MAX - align) return nullptr;
    const size_t size = (size_t(bytes == 0 ? 1 : bytes) + align - 1) / align * align;
    return std::aligned_alloc(align, size);
  }
  void free(void* p, int64_t) noexcept override { std::free(p); }
};

}  // namespace

Allocator& host_allocator() {
  static HostAllocator a;
  return a;
}

void* CountingAllocator::allocate(int64_t bytes, int64_t alignment) noexcept {
  void* p = base_->allocate(bytes, alignment);
  if (!p) return p;
  const int64_t now = in_use_.fetch_add(bytes, std::memory_order_relaxed) + bytes;
  int64_t high = high_water_.load(std::memory_order_relaxed);
  while (now > high && !high_water_.compare_exchange_weak(high, now, std::memory_order_relaxed)) {
  }
  return p;
}
void CountingAllocator::free(void* p, int64_t bytes) noexcept {
  if (!p) return;
  base_->free(p, bytes);
  in_use_.fetch_sub(bytes, std::memory_order_relaxed);
}

Buffer::Buffer(Allocator& a, int64_t bytes, const char* what)
    : allocator_(&a), data_(a.allocate(bytes, kAlignment)), bytes_(bytes) {
  if (!data_)
    fail(ErrorCode::kOutOfMemory, "no memory for " + std::to_string(bytes) + " bytes of " + what,
         "use smaller shapes or a smaller batch, or free memory");
}
Buffer::~Buffer() {
  if (data_) allocator_->free(data_, bytes_);
}

}  // namespace sinter
