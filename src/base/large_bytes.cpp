// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "base/large_bytes.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <new>
#include <utility>

#include "base/thread_pool.h"

namespace sinter {
namespace {

constexpr size_t kLargePage = size_t{2} << 20, kLargeBlock = size_t{32} << 20, kBytesAlignment = 64;

struct AddressRange {
  uintptr_t first, last;
};

[[maybe_unused]] AddressRange whole_large_pages(void* begin, size_t bytes) {
  const auto at = reinterpret_cast<uintptr_t>(begin);
  return {(at + kLargePage - 1) / kLargePage * kLargePage, (at + bytes) / kLargePage * kLargePage};
}

thread_local std::shared_ptr<LargeBlocks> shared_blocks;

std::shared_ptr<std::byte> aligned_memory(size_t bytes) {
  const std::align_val_t alignment{bytes >= kLargePage ? kLargePage : kBytesAlignment};
  auto* memory = static_cast<std::byte*>(::operator new(bytes, alignment));
  std::shared_ptr<std::byte> owner(memory, [alignment](std::byte* p) { ::operator delete(p, alignment); });
  advise_large_pages(memory, bytes);
  return owner;
}

}  // namespace

void advise_large_pages([[maybe_unused]] void* begin, [[maybe_unused]] size_t bytes) noexcept {
#ifdef MADV_HUGEPAGE
  const auto [first, last] = whole_large_pages(begin, bytes);
  if (last > first) ::madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);
#endif
}

void prepare_pages(void* begin, size_t bytes, [[maybe_unused]] ThreadPool* pool) noexcept {
  advise_large_pages(begin, bytes);
#ifdef MADV_POPULATE_WRITE
  const AddressRange pages = whole_large_pages(begin, bytes);
  if (!pool || pages.last <= pages.first) return;
  pool->parallel_for(int64_t((pages.last - pages.first) / kLargePage), 4, [&](int64_t from, int64_t to) {
    void* const part = reinterpret_cast<void*>(pages.first + size_t(from) * kLargePage);
    ::madvise(part, size_t(to - from) * kLargePage, MADV_POPULATE_WRITE);  // where it fails, pages come when written
  });
#endif
}

std::byte* LargeBlocks::allocate(size_t bytes) {
  const size_t padded = (bytes + kBytesAlignment - 1) / kBytesAlignment * kBytesAlignment;
  const std::lock_guard lock(mutex_);
  while (padded > left_) {
    if (begun_ == blocks_.size()) {
      const size_t size = std::max(padded, kLargeBlock);
      blocks_.reserve(begun_ + 1);
      blocks_.push_back({aligned_memory(size), size});
    }
    next_ = blocks_[begun_].memory.get();
    left_ = blocks_[begun_].size;
    ++begun_;
  }
  left_ -= padded;
  return std::exchange(next_, next_ + padded);
}

void LargeBlocks::reuse() noexcept {
  const std::lock_guard lock(mutex_);
  begun_ = left_ = 0;
  next_ = nullptr;
}

LargeBlocksScope::LargeBlocksScope(std::shared_ptr<LargeBlocks> blocks) noexcept
    : before_(std::exchange(shared_blocks, std::move(blocks))) {}
LargeBlocksScope::~LargeBlocksScope() { shared_blocks = std::move(before_); }

LargeBytes::LargeBytes(size_t size) : size_(size) {
  if (size == 0) return;
  data_ =
      shared_blocks ? std::shared_ptr<std::byte>(shared_blocks, shared_blocks->allocate(size)) : aligned_memory(size);
}

LargeBytes::LargeBytes(ByteSpan contents) : LargeBytes(contents.size()) {
  if (!contents.empty()) std::memcpy(data_.get(), contents.data(), contents.size());
}

}  // namespace sinter
