// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Memory comes from malloc, so that the sanitizers still see overruns and leaks.
#include "limits/faults.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdlib>
#include <new>

namespace {

struct Counter {
  std::atomic<bool> armed{false};
  std::atomic<int64_t> calls{0}, fatal{0};
  bool fails() {
    if (!armed.load(std::memory_order_relaxed)) return false;
    return calls.fetch_add(1, std::memory_order_relaxed) + 1 == fatal.load(std::memory_order_relaxed);
  }
};
Counter g_counters[2];

bool memory_fails() { return g_counters[int(sinter::test::Fault::kMemory)].fails(); }
bool write_fails() {
  if (!g_counters[int(sinter::test::Fault::kWrite)].fails()) return false;
  errno = ENOSPC;
  return true;
}

void* plain_new(size_t n) noexcept { return memory_fails() ? nullptr : std::malloc(n ? n : 1); }
void* aligned_new(size_t n, size_t alignment) noexcept {
  void* p = nullptr;
  if (memory_fails()) return nullptr;
  return ::posix_memalign(&p, alignment < sizeof(void*) ? sizeof(void*) : alignment, n ? n : 1) == 0 ? p : nullptr;
}
void* or_throw(void* p) {
  if (!p) throw std::bad_alloc();
  return p;
}

}  // namespace

void* operator new(size_t n) { return or_throw(plain_new(n)); }
void* operator new[](size_t n) { return or_throw(plain_new(n)); }
void* operator new(size_t n, const std::nothrow_t&) noexcept { return plain_new(n); }
void* operator new[](size_t n, const std::nothrow_t&) noexcept { return plain_new(n); }
void* operator new(size_t n, std::align_val_t a) { return or_throw(aligned_new(n, size_t(a))); }
void* operator new[](size_t n, std::align_val_t a) { return or_throw(aligned_new(n, size_t(a))); }
void operator delete(void* p) noexcept { std::free(p); }
void operator delete[](void* p) noexcept { std::free(p); }
void operator delete(void* p, size_t) noexcept { std::free(p); }
void operator delete[](void* p, size_t) noexcept { std::free(p); }
void operator delete(void* p, const std::nothrow_t&) noexcept { std::free(p); }
void operator delete[](void* p, const std::nothrow_t&) noexcept { std::free(p); }
void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete[](void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete(void* p, size_t, std::align_val_t) noexcept { std::free(p); }
void operator delete[](void* p, size_t, std::align_val_t) noexcept { std::free(p); }

extern "C" {

void* aligned_alloc(size_t alignment, size_t n) noexcept { return aligned_new(n, alignment); }

ssize_t write(int fd, const void* data, size_t n) {
  return write_fails() ? -1 : ssize_t(::syscall(SYS_write, fd, data, n));
}
int fsync(int fd) { return write_fails() ? -1 : int(::syscall(SYS_fsync, fd)); }
int ftruncate(int fd, off_t n) noexcept { return write_fails() ? -1 : int(::syscall(SYS_ftruncate, fd, n)); }
int rename(const char* from, const char* to) noexcept {
  return write_fails() ? -1 : int(::syscall(SYS_rename, from, to));
}
int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return write_fails() ? -1 : int(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}

}  // extern "C"

namespace sinter::test {

FailAt::FailAt(Fault kind, int64_t n) : kind_(kind) {
  Counter& c = g_counters[int(kind)];
  c.calls = 0;
  c.fatal = n;
  c.armed = true;
}
FailAt::~FailAt() { g_counters[int(kind_)].armed = false; }
int64_t FailAt::count() const { return g_counters[int(kind_)].calls; }
bool FailAt::struck() const {
  const Counter& c = g_counters[int(kind_)];
  return c.fatal > 0 && c.calls >= c.fatal;
}

}  // namespace sinter::test
