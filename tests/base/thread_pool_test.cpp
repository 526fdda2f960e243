// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "base/thread_pool.h"

#include <gtest/gtest.h>

#include <chrono>
#include <numeric>

namespace sinter {
namespace {

/// Every item of [0, n) is visited once.
void expect_covers(ThreadPool& pool, int64_t n, int64_t grain) {
  std::vector<std::atomic<int>> seen(size_t(n) + 1);
  pool.parallel_for(n, grain, [&](int64_t begin, int64_t end) {
    ASSERT_LE(begin, end);
    for (int64_t i = begin; i < end; ++i) ++seen[size_t(i)];
  });
  for (int64_t i = 0; i < n; ++i) ASSERT_EQ(seen[size_t(i)], 1) << i << " of " << n;
}

TEST(ThreadPool, CoversEveryItemOnce) {
  for (int threads : {1, 2, 5}) {
    ThreadPool pool(threads);
    EXPECT_EQ(pool.threads(), threads);
    for (int64_t n : {0, 1, 2, 7, 64, 1000})
      for (int64_t grain : {0, 1, 3, 100, 5000}) expect_covers(pool, n, grain);
  }
}

TEST(ThreadPool, FewerThanOneThreadIsTheCallerAlone) {
  ThreadPool pool(-3);
  EXPECT_EQ(pool.threads(), 1);
  expect_covers(pool, 10, 1);
}

TEST(ThreadPool, NestedLoopsRunOnTheirCaller) {
  ThreadPool pool(3);
  std::atomic<int64_t> sum{0};
  pool.parallel_for(20, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      pool.parallel_for(10, 1, [&](int64_t b, int64_t e) { sum += e - b; });
  });
  EXPECT_EQ(sum, 200);
}

TEST(ThreadPool, ManyCallersShareIt) {
  ThreadPool pool(2);
  std::atomic<int64_t> sum{0};
  std::vector<std::thread> callers;
  for (int t = 0; t < 4; ++t)
    callers.emplace_back([&] {
      for (int i = 0; i < 500; ++i) pool.parallel_for(16, 1, [&](int64_t b, int64_t e) { sum += e - b; });
    });
  for (auto& c : callers) c.join();
  EXPECT_EQ(sum, 4 * 500 * 16);
}

TEST(ThreadPool, WakesAfterParking) {
  ThreadPool pool(2);
  for (int i = 0; i < 20; ++i) {
    expect_covers(pool, 100, 1);
    std::this_thread::sleep_for(std::chrono::microseconds(i % 2 ? 200 : 20));  // about when workers park
  }
}

}  // namespace
}  // namespace sinter
