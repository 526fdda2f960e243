// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Bytes for weights. Where there are hundreds of megabytes, most of the time to fill them goes into page faults: large
// pages make those rare, and nothing is zeroed that is written anyway.
#pragma once
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "base/bytes.h"

namespace sinter {

class ThreadPool;

/// Asks the system for large pages where whole ones lie in this memory; a system without them loses nothing.
void advise_large_pages(void* begin, size_t bytes) noexcept;

/// The same for memory that is about to be written as a whole, and lets the system provide it now, on all threads of
/// `pool` (null: it does so page by page when they are written).
void prepare_pages(void* begin, size_t bytes, ThreadPool* pool) noexcept;

/// Blocks of large pages that many LargeBytes share: a megabyte for itself would have no large page. Grows only; all is
/// given back when nobody refers to it any more. Thread-safe.
class LargeBlocks {
 public:
  /// Aligned to 64 bytes. Throws std::bad_alloc.
  std::byte* allocate(size_t bytes);
  /// From now on the memory is given out again, without asking the system for other. Only when nothing that came from
  /// it is in use any more.
  void reuse() noexcept;

 private:
  struct Block {
    std::shared_ptr<std::byte> memory;
    size_t size;
  };
  std::mutex mutex_;
  std::vector<Block> blocks_;
  size_t begun_ = 0;           // of the blocks; the last of them is being given out
  std::byte* next_ = nullptr;  // in that one
  size_t left_ = 0;
};

/// While it lives, LargeBytes that this thread makes take their memory from `blocks` (null: each has its own). For work
/// whose results live equally long.
class LargeBlocksScope {
 public:
  explicit LargeBlocksScope(std::shared_ptr<LargeBlocks> blocks) noexcept;
  ~LargeBlocksScope();
  LargeBlocksScope(const LargeBlocksScope&) = delete;
  LargeBlocksScope& operator=(const LargeBlocksScope&) = delete;

 private:
  std::shared_ptr<LargeBlocks> before_;
};

/// Bytes aligned to 64, which hold anything until they are written. Moved, never copied by accident.
class LargeBytes {
 public:
  LargeBytes() = default;
  /// Throws std::bad_alloc.
  explicit LargeBytes(size_t size);
  explicit LargeBytes(ByteSpan contents);
  LargeBytes(LargeBytes&&) noexcept = default;
  LargeBytes& operator=(LargeBytes&&) noexcept = default;

  std::byte* data() const noexcept { return data_.get(); }
  size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  ByteSpan span() const noexcept { return {data_.get(), size_}; }
  /// Keeps the memory alive; nobody may write it any more.
  std::shared_ptr<const void> owner() const noexcept { return data_; }

 private:
  std::shared_ptr<std::byte> data_;
  size_t size_ = 0;
};

}  // namespace sinter
