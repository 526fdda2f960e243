// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Bytes for weights: where there are millions, most of the time to fill them goes into page faults, which large pages
// make rare.
#pragma once
#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sinter {

/// Zeros.
inline std::vector<std::byte> large_bytes(size_t n) {
  constexpr uintptr_t kLargePage = uintptr_t{2} << 20;
  std::vector<std::byte> v;
  v.reserve(n);
#ifdef MADV_HUGEPAGE
  // Only pages that lie wholly inside; a system that does not do it loses nothing.
  const uintptr_t begin = (reinterpret_cast<uintptr_t>(v.data()) + kLargePage - 1) / kLargePage * kLargePage;
  const uintptr_t end = (reinterpret_cast<uintptr_t>(v.data()) + n) / kLargePage * kLargePage;
  if (end > begin) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
#endif
  v.resize(n);
  return v;
}

}  // namespace sinter
