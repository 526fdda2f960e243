// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The fake device's own address space. Two reservations of equal size: the device addresses, which nobody may touch
// (PROT_NONE: the host traps there), and a shadow at a constant distance that holds the bytes and that only the
// device's worker thread uses. Memory never written and memory given back is full of 0xFF: NaN in every float type,
// -1 in every integer.
#pragma once
#include <cstdint>
#include <map>
#include <mutex>

#include "base/allocator.h"

namespace sinter::fake {

class FakeMemory final : public Allocator {
 public:
  /// Reserves addresses, no memory yet; Error(kDevice) if there are none.
  FakeMemory();
  ~FakeMemory() override;
  FakeMemory(const FakeMemory&) = delete;
  FakeMemory& operator=(const FakeMemory&) = delete;

  void* allocate(int64_t bytes, int64_t alignment) noexcept override;
  /// A pointer that is not the start of a live allocation of that many bytes is ignored.
  void free(void* p, int64_t bytes) noexcept override;

  /// Whether this is an address of the device at all.
  bool owns(const void* p) const noexcept;
  /// The shadow of [p, p + bytes), which must lie within one live allocation; else null.
  void* shadow(const void* p, int64_t bytes) const noexcept;
  int64_t capacity() const { return capacity_; }

  /// What memory is filled with before its first use and after its last.
  static constexpr int kPoison = 0xFF;

 private:
  int64_t find_gap(int64_t bytes, int64_t alignment) const;

  char* device_ = nullptr;
  char* shadow_ = nullptr;
  int64_t capacity_ = 0;
  mutable std::mutex mutex_;
  std::map<int64_t, int64_t> live_;  // offset -> bytes
};

}  // namespace sinter::fake
