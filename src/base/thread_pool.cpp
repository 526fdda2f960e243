// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A worker joins a loop by raising users_ and then looking at open_; the caller leaves by clearing open_ and then
// waiting for users_ to be 0. Both sides use sequentially consistent order, so either the worker sees the loop closed
// or the caller waits for it: a worker that wakes late never touches the fields of a later loop.
#include "base/thread_pool.h"

#include <algorithm>
#include <chrono>
#include <system_error>

namespace sinter {
namespace {

using PoolClock = std::chrono::steady_clock;
constexpr std::chrono::microseconds kPoolSpin{40};
constexpr int kPoolChunksPerThread = 4;

}  // namespace

ThreadPool::ThreadPool(int threads) {
  if (threads > 1) workers_.reserve(size_t(threads) - 1);
  for (int i = 1; i < threads; ++i) {
    try {
      workers_.emplace_back([this, i] { work(i); });
    } catch (const std::system_error&) {
      break;  // the system's limit: fewer threads give the same results
    }
  }
}

ThreadPool::~ThreadPool() {
  stop_ = true;
  epoch_.fetch_add(1);
  epoch_.notify_all();
  for (std::thread& t : workers_) t.join();
}

void ThreadPool::parallel_for(int64_t n, int64_t grain, ParallelBody body) noexcept {
  if (n <= 0) return;
  grain = std::max<int64_t>(1, grain);
  if (n <= grain || workers_.empty() || busy_.exchange(true, std::memory_order_acquire)) return body(0, n);
  body_ = &body;
  n_ = n;
  chunk_ = std::max(grain, n / (int64_t(threads()) * kPoolChunksPerThread));
  next_.store(0, std::memory_order_relaxed);
  open_ = true;
  epoch_.fetch_add(1);
  if (parked_ > 0) epoch_.notify_all();
  run_watched(0);
  open_ = false;
  for (int spins = 0; users_ > 0; ++spins) {
    if (spins < 4096) spin_pause();
    else std::this_thread::yield();  // a worker lost its processor in the middle of a chunk
  }
  busy_.store(false, std::memory_order_release);
}

void ThreadPool::run_chunks() noexcept {
  for (;;) {
    const int64_t begin = next_.fetch_add(chunk_, std::memory_order_relaxed);
    if (begin >= n_) return;
    (*body_)(begin, std::min(n_, begin + chunk_));
  }
}

uint32_t ThreadPool::wait_for_job(uint32_t seen) noexcept {
  const auto give_up = PoolClock::now() + kPoolSpin;
  do {
    for (int i = 0; i < 64; ++i) {
      const uint32_t now = epoch_.load(std::memory_order_acquire);
      if (now != seen) return now;
      spin_pause();
    }
  } while (PoolClock::now() < give_up);
  ++parked_;
  epoch_.wait(seen);
  --parked_;
  return epoch_;
}

void ThreadPool::run_watched(int thread) noexcept {
  PoolObserver* const observer = observer_.load(std::memory_order_acquire);
  if (!observer) return run_chunks();
  const auto begin = PoolClock::now();
  run_chunks();
  const auto ns = [](PoolClock::time_point t) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(t.time_since_epoch()).count();
  };
  observer->worked(thread, ns(begin), ns(PoolClock::now()));
}

void ThreadPool::work(int thread) noexcept {
  uint32_t seen = 0;
  while (!stop_) {
    seen = wait_for_job(seen);
    ++users_;
    if (open_) run_watched(thread);
    --users_;
  }
}

}  // namespace sinter
