// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A pool for short parallel loops. A fork costs a few hundred nanoseconds while the workers spin; after some tens of
// microseconds without work they park, so an idle engine uses no processor time.
#pragma once
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include "base/function_ref.h"

namespace sinter {

/// Sees when threads of a pool work, for traces. Called on those threads: it may not throw and should return at once.
class PoolObserver {
 public:
  virtual ~PoolObserver() = default;
  /// Thread 0 is whoever called parallel_for. Nanoseconds of the steady clock.
  virtual void worked(int thread, int64_t begin_ns, int64_t end_ns) noexcept = 0;
};

/// Threads of one engine. parallel_for may be called from any thread, also from inside a body: one loop at a time is
/// spread over the workers, and a loop that finds the pool busy (nested, or from another thread) runs on its caller.
class ThreadPool {
 public:
  /// `threads` counts the caller of parallel_for: threads - 1 workers are started. Values below 1 mean 1. Fewer threads
  /// run if the system gives no more.
  explicit ThreadPool(int threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int threads() const noexcept { return int(workers_.size()) + 1; }
  /// Null: nobody looks. An observer must live as long as the pool: a thread may still be on its way to it.
  void observe(PoolObserver* observer) noexcept { observer_.store(observer, std::memory_order_release); }

  /// Runs body over disjoint ranges that cover [0, n), each of at least `grain` items but the last, and returns when
  /// all are done. Ranges are handed out dynamically, so a slow thread does not hold up the rest; nothing may depend
  /// on how they are cut. The body must not throw. Allocates nothing.
  void parallel_for(int64_t n, int64_t grain, ParallelBody body) noexcept;

 private:
  void work(int thread) noexcept;
  void run_chunks() noexcept;
  void run_watched(int thread) noexcept;
  uint32_t wait_for_job(uint32_t seen) noexcept;

  // The loop being run. Written by its caller while open_ is false and users_ is 0, read by workers in between.
  const ParallelBody* body_ = nullptr;
  int64_t n_ = 0, chunk_ = 1;
  alignas(64) std::atomic<int64_t> next_{0};
  alignas(64) std::atomic<int32_t> users_{0};  // workers that may look at the loop
  std::atomic<bool> open_{false};
  alignas(64) std::atomic<uint32_t> epoch_{0};  // raised for each loop; parked workers wait for it to change
  std::atomic<int32_t> parked_{0};
  std::atomic<bool> stop_{false};
  std::atomic<PoolObserver*> observer_{nullptr};
  alignas(64) std::atomic<bool> busy_{false};
  std::vector<std::thread> workers_;
};

/// The processor's hint that this thread is spinning.
inline void spin_pause() noexcept {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#endif
}

}  // namespace sinter
