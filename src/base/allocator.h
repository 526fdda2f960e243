// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// One replaceable allocator interface per memory space; every buffer of an engine or context goes through it, so that
// the high-water mark is known and users can bring their own memory.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

namespace sinter {

/// Thread-safe. `allocate` returns null when memory is short; it never throws.
class Allocator {
 public:
  virtual ~Allocator() = default;
  virtual void* allocate(int64_t bytes, int64_t alignment) noexcept = 0;
  virtual void free(void* p, int64_t bytes) noexcept = 0;
};

/// aligned_alloc with at least 64-byte alignment.
Allocator& host_allocator();

/// Counts what passes through; owns nothing.
class CountingAllocator : public Allocator {
 public:
  explicit CountingAllocator(Allocator& base) : base_(&base) {}
  void* allocate(int64_t bytes, int64_t alignment) noexcept override;
  void free(void* p, int64_t bytes) noexcept override;
  int64_t high_water() const { return high_water_.load(std::memory_order_relaxed); }

 private:
  Allocator* base_;
  std::atomic<int64_t> in_use_{0}, high_water_{0};
};

/// An owned block from an allocator. Throws Error(kOutOfMemory) naming `what` if there is no memory.
class Buffer {
 public:
  Buffer() = default;
  Buffer(Allocator& a, int64_t bytes, const char* what);
  Buffer(Buffer&& o) noexcept { swap(o); }
  Buffer& operator=(Buffer&& o) noexcept {
    swap(o);
    return *this;
  }
  ~Buffer();
  void* data() const { return data_; }
  int64_t size() const { return bytes_; }
  static constexpr int64_t kAlignment = 64;

 private:
  void swap(Buffer& o) noexcept {
    std::swap(allocator_, o.allocator_);
    std::swap(data_, o.data_);
    std::swap(bytes_, o.bytes_);
  }
  Allocator* allocator_ = nullptr;
  void* data_ = nullptr;
  int64_t bytes_ = 0;
};

}  // namespace sinter
