// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "base/large_bytes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <thread>

#include "base/thread_pool.h"

namespace sinter::test {
namespace {

void fill(LargeBytes& bytes, int value) { std::fill_n(bytes.data(), bytes.size(), std::byte(value)); }
bool holds_only(const LargeBytes& bytes, int value) {
  return std::ranges::all_of(bytes.span(), [&](std::byte b) { return b == std::byte(value); });
}

TEST(LargeBytes, AreAlignedAndKeptAlive) {
  for (size_t n : {size_t{0}, size_t{1}, size_t{100}, size_t{5} << 20}) {
    LargeBytes bytes(n);
    EXPECT_EQ(bytes.size(), n);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(bytes.data()) % 64, 0u);
    fill(bytes, 3);
    const ByteSpan view = bytes.span();
    const auto owner = bytes.owner();
    bytes = LargeBytes();
    EXPECT_TRUE(bytes.empty());
    EXPECT_TRUE(std::ranges::all_of(view, [](std::byte b) { return b == std::byte(3); }));
  }
  const std::byte some[3] = {std::byte(1), std::byte(2), std::byte(3)};
  EXPECT_TRUE(std::ranges::equal(LargeBytes(ByteSpan(some)).span(), some));
}

TEST(LargeBlocks, PiecesDoNotOverlap) {
  const auto blocks = std::make_shared<LargeBlocks>();
  std::vector<LargeBytes> pieces;
  {
    const LargeBlocksScope scope(blocks);
    const size_t large = size_t{20} << 20;
    for (size_t n : {size_t{1}, size_t{64}, size_t{65}, large, large, 2 * large, size_t{7}}) pieces.emplace_back(n);
    const LargeBlocksScope none(nullptr);
    pieces.emplace_back(size_t{9});
  }
  pieces.emplace_back(size_t{10});
  EXPECT_EQ(blocks.use_count(), 1 + 7);  // what was made inside the scope refers to it
  for (size_t i = 0; i < pieces.size(); ++i) fill(pieces[i], int(i));
  for (size_t i = 0; i < pieces.size(); ++i) {
    EXPECT_TRUE(holds_only(pieces[i], int(i))) << i;
    EXPECT_EQ(reinterpret_cast<uintptr_t>(pieces[i].data()) % 64, 0u);
  }
}

TEST(LargeBlocks, GiveTheSameMemoryAgain) {
  const auto blocks = std::make_shared<LargeBlocks>();
  const LargeBlocksScope scope(blocks);
  const auto places = [] {
    std::vector<LargeBytes> made;
    for (int mib : {1, 20, 20, 40, 3}) made.emplace_back(size_t(mib) << 20);
    std::set<std::byte*> out;
    for (const auto& m : made) out.insert(m.data());
    return out;
  };
  const auto first = places();
  EXPECT_EQ(first.size(), 5u);
  EXPECT_NE(places(), first);
  blocks->reuse();
  EXPECT_EQ(places(), first);
  blocks->reuse();
  LargeBytes most(size_t{100} << 20);  // larger than all there are
  fill(most, 1);
}

TEST(LargeBlocks, ServesManyThreads) {
  const auto blocks = std::make_shared<LargeBlocks>();
  std::vector<std::vector<LargeBytes>> made(4);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      const LargeBlocksScope scope(blocks);
      for (int i = 0; i < 50; ++i) {
        made[size_t(t)].emplace_back(size_t(1000 + i));
        fill(made[size_t(t)].back(), t * 50 + i);
      }
    });
  for (auto& t : threads) t.join();
  for (int t = 0; t < 4; ++t)
    for (int i = 0; i < 50; ++i) EXPECT_TRUE(holds_only(made[size_t(t)][size_t(i)], t * 50 + i));
}

TEST(PreparePages, ChangesNothing) {
  LargeBytes bytes(size_t{9} << 20);
  fill(bytes, 5);
  ThreadPool pool(2);
  prepare_pages(bytes.data(), bytes.size(), &pool);
  prepare_pages(bytes.data() + 1, 3, nullptr);
  EXPECT_TRUE(holds_only(bytes, 5));
}

}  // namespace
}  // namespace sinter::test
