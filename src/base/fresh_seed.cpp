// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "base/fresh_seed.h"

#include <unistd.h>

#include <atomic>
#include <chrono>

namespace sinter {

uint64_t fresh_seed() noexcept {
  static std::atomic<uint64_t> calls{0};
  const auto now = uint64_t(std::chrono::system_clock::now().time_since_epoch().count());
  const uint64_t process = now ^ uint64_t(getpid()) << 40;
  // The finalizer of SplitMix64 (Steele et al., 2014) spreads neighbouring numbers.
  uint64_t x = process + calls.fetch_add(1, std::memory_order_relaxed) * 0x9E3779B97F4A7C15u;
  x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
  x = (x ^ x >> 27) * 0x94D049BB133111EBu;
  return x ^ x >> 31;
}

}  // namespace sinter
