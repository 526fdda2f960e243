// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/plan_memory.h"

#include <gtest/gtest.h>

#include <random>

#include "sinter/error.h"

namespace sinter::plan {
namespace {

bool lives_overlap(const Life& a, const Life& b) { return a.first <= b.last && b.first <= a.last; }

// No two blocks alive at one time share a byte; all lie in [0, total); offsets are aligned.
void expect_valid(const std::vector<Life>& lives, const Placement& p) {
  ASSERT_EQ(p.offsets.size(), lives.size());
  for (size_t i = 0; i < lives.size(); ++i) {
    EXPECT_EQ(p.offsets[i] % 64, 0);
    EXPECT_GE(p.offsets[i], 0);
    EXPECT_LE(p.offsets[i] + lives[i].bytes, p.total);
    for (size_t k = 0; k < i; ++k) {
      if (!lives_overlap(lives[i], lives[k]) || lives[i].bytes == 0 || lives[k].bytes == 0) continue;
      const bool apart = p.offsets[i] + lives[i].bytes <= p.offsets[k] || p.offsets[k] + lives[k].bytes <= p.offsets[i];
      EXPECT_TRUE(apart) << "blocks " << k << " and " << i;
    }
  }
}

int64_t rounded(int64_t bytes) { return (bytes + 63) / 64 * 64; }

// What is alive at once at the worst step: no placement can need less.
int64_t lower_bound_of(const std::vector<Life>& lives, uint32_t steps) {
  int64_t most = 0;
  for (uint32_t s = 0; s < steps; ++s) {
    int64_t sum = 0;
    for (const auto& l : lives)
      if (l.first <= s && s <= l.last) sum += rounded(l.bytes);
    most = std::max(most, sum);
  }
  return most;
}

TEST(PlanMemory, RandomLivesNeverOverlap) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    const uint32_t steps = 1 + random() % 40;
    std::vector<Life> lives(random() % 60);
    int64_t sum = 0;
    for (auto& l : lives) {
      l.bytes = random() % 5 == 0 ? 0 : int64_t(random() % (round % 3 == 0 ? 200 : 100000));
      l.first = random() % steps;
      l.last = std::min(steps - 1, l.first + uint32_t(random() % 8));
      sum += rounded(l.bytes);
    }
    const Placement p = place(lives);
    expect_valid(lives, p);
    EXPECT_GE(p.total, lower_bound_of(lives, steps));
    EXPECT_LE(p.total, sum);
  }
}

TEST(PlanMemory, ChainOfEqualBlocksNeedsTwo) {
  std::vector<Life> lives;
  for (uint32_t i = 0; i < 20; ++i) lives.push_back({1024, i, i + 1});
  EXPECT_EQ(place(lives).total, 2048);
}

TEST(PlanMemory, IsDeterministic) {
  const std::vector<Life> lives = {{100, 0, 3}, {100, 1, 2}, {640, 2, 5}, {64, 0, 9}};
  EXPECT_EQ(place(lives).offsets, place(lives).offsets);
}

TEST(PlanMemory, RefusesImpossibleSizes) {
  EXPECT_THROW(place(std::vector<Life>{{-1, 0, 0}}), Error);
  EXPECT_THROW(place(std::vector<Life>{{INT64_MAX, 0, 0}}), Error);
  const std::vector<Life> huge(4, {INT64_MAX / 4, 0, 0});
  EXPECT_THROW(place(huge), Error);
}

TEST(PlanMemory, NothingNeedsNothing) { EXPECT_EQ(place({}).total, 0); }

}  // namespace
}  // namespace sinter::plan
