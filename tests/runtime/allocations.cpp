// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The program's operators new and delete, and aligned_alloc.
#include "runtime/allocations.h"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SINTER_OWN_NEW 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define SINTER_OWN_NEW 0
#endif
#endif
#ifndef SINTER_OWN_NEW
#define SINTER_OWN_NEW 1
#endif

namespace {
std::atomic<int64_t> g_allocations{0};
}  // namespace

namespace sinter::test {
int64_t allocations() { return g_allocations.load(); }
bool allocations_are_counted() { return SINTER_OWN_NEW != 0; }
}  // namespace sinter::test

#if SINTER_OWN_NEW
void* operator new(size_t n) {
  g_allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* p = std::malloc(n ? n : 1)) return p;
  throw std::bad_alloc();
}
void* operator new(size_t n, const std::nothrow_t&) noexcept {
  g_allocations.fetch_add(1, std::memory_order_relaxed);
  return std::malloc(n ? n : 1);
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, size_t) noexcept { std::free(p); }
void operator delete(void* p, const std::nothrow_t&) noexcept { std::free(p); }

extern "C" void* aligned_alloc(size_t alignment, size_t size) noexcept {
  g_allocations.fetch_add(1, std::memory_order_relaxed);
  return memalign(alignment, size);
}
#endif
