// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "base/deep_stack.h"

#include <pthread.h>

#include <cstddef>
#include <cstdint>
#include <exception>

namespace sinter {
namespace {

// More than a level of any recursion takes, in a sanitizer build too.
constexpr size_t kPlenty = size_t{384} << 10;
// Taken from the system page by page, as it is used.
constexpr size_t kNewStack = size_t{64} << 20;

// The lowest address of this thread's stack; 0 if the system does not tell.
uintptr_t stack_end() noexcept {
  thread_local uintptr_t end = 1;
  if (end != 1) return end;
  end = 0;
  pthread_attr_t attr;
  if (pthread_getattr_np(pthread_self(), &attr) != 0) return end;
  void* base = nullptr;
  size_t size = 0;
  if (pthread_attr_getstack(&attr, &base, &size) == 0) end = reinterpret_cast<uintptr_t>(base);
  pthread_attr_destroy(&attr);
  return end;
}

struct Call {
  FunctionRef<void()> f;
  std::exception_ptr error;
};

void* run(void* p) {
  Call& call = *static_cast<Call*>(p);
  try {
    call.f();
  } catch (...) {
    call.error = std::current_exception();
  }
  return nullptr;
}

}  // namespace

void with_deep_stack(FunctionRef<void()> f) {
  const uintptr_t end = stack_end(), here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  if (end == 0 || here < end || here - end > kPlenty) return f();
  pthread_attr_t attr;
  pthread_t thread;
  Call call{f, nullptr};
  const bool ready = pthread_attr_init(&attr) == 0;
  const bool started = ready && pthread_attr_setstacksize(&attr, kNewStack) == 0 &&
                       pthread_create(&thread, &attr, run, &call) == 0;
  if (ready) pthread_attr_destroy(&attr);
  if (!started) return f();  // the little that is left may do
  pthread_join(thread, nullptr);
  if (call.error) std::rethrow_exception(call.error);
}

}  // namespace sinter
