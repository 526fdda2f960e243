// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/fake/fake_memory.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>

#include "sinter/error.h"

namespace sinter::fake {
namespace {

constexpr int64_t kMostBytes = int64_t{64} << 30, kLeastBytes = int64_t{256} << 20;
constexpr int64_t kGranule = 256;  // distance and alignment of allocations, like CUDA's

char* reserve(int64_t bytes, int protection) {
  void* p = mmap(nullptr, size_t(bytes), protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return p == MAP_FAILED ? nullptr : static_cast<char*>(p);
}

int64_t align_up(int64_t v, int64_t alignment) { return (v + alignment - 1) / alignment * alignment; }

}  // namespace

FakeMemory::FakeMemory() {
  for (capacity_ = kMostBytes; capacity_ >= kLeastBytes; capacity_ /= 2) {
    device_ = reserve(capacity_, PROT_NONE);
    shadow_ = device_ ? reserve(capacity_, PROT_READ | PROT_WRITE) : nullptr;
    if (shadow_) break;
    if (device_) munmap(device_, size_t(capacity_));
  }
  if (!shadow_)
    fail(ErrorCode::kDevice, "no address space could be reserved for the fake device",
         "raise the limit of virtual memory (ulimit -v)");
  madvise(shadow_, size_t(capacity_), MADV_DONTDUMP);
}

FakeMemory::~FakeMemory() {
  munmap(device_, size_t(capacity_));
  munmap(shadow_, size_t(capacity_));
}

// First fit; a granule stays free behind each block, so that a pointer one past the end belongs to no block.
int64_t FakeMemory::find_gap(int64_t bytes, int64_t alignment) const {
  int64_t at = 0;
  for (const auto& [offset, size] : live_) {
    if (offset - at >= bytes + kGranule) break;
    at = align_up(offset + size + kGranule, alignment);
  }
  return at <= capacity_ - bytes - kGranule ? at : -1;
}

void* FakeMemory::allocate(int64_t bytes, int64_t alignment) noexcept {
  if (bytes < 0 || bytes > capacity_ - 2 * kGranule || alignment > capacity_ / 2) return nullptr;
  alignment = std::max(alignment, kGranule);
  try {
    std::lock_guard lock(mutex_);
    const int64_t at = find_gap(bytes, alignment);
    if (at < 0) return nullptr;
    live_[at] = bytes;
    std::memset(shadow_ + at, kPoison, size_t(bytes));
    return device_ + at;
  } catch (...) {
    return nullptr;
  }
}

void FakeMemory::free(void* p, int64_t bytes) noexcept {
  if (!owns(p)) return;
  std::lock_guard lock(mutex_);
  const int64_t at = static_cast<char*>(p) - device_;
  const auto it = live_.find(at);
  if (it == live_.end() || it->second != bytes) return;
  std::memset(shadow_ + at, kPoison, size_t(bytes));
  live_.erase(it);
}

bool FakeMemory::owns(const void* p) const noexcept {
  const auto* c = static_cast<const char*>(p);
  return c >= device_ && c < device_ + capacity_;
}

void* FakeMemory::shadow(const void* p, int64_t bytes) const noexcept {
  if (!owns(p) || bytes < 0) return nullptr;
  const int64_t at = static_cast<const char*>(p) - device_;
  std::lock_guard lock(mutex_);
  auto it = live_.upper_bound(at);
  if (it == live_.begin()) return nullptr;
  --it;
  return at - it->first <= it->second && bytes <= it->second - (at - it->first) ? shadow_ + at : nullptr;
}

}  // namespace sinter::fake
