// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/random.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "ir/interpret.h"

namespace sinter {
namespace {

std::vector<double> numbers(Random op) {
  Graph g;
  g.set_outputs({g.add_value(std::move(op), {})});
  return interpret(g, {})[0].to_doubles();
}

// Known answers of the Random123 library (kat_vectors, philox4x32-10).
TEST(Random, PhiloxGivesTheKnownWords) {
  const PhiloxBlock zeros = philox(0, 0);
  EXPECT_EQ(zeros.word[0], 0x6627e8d5u);
  EXPECT_EQ(zeros.word[1], 0xe169c58du);
  EXPECT_EQ(zeros.word[2], 0xbc57ac4cu);
  EXPECT_EQ(zeros.word[3], 0x9b00dbd8u);
}

TEST(Random, UniformFillsItsInterval) {
  const auto x = numbers(Random{.a = -1, .b = 3, .seeded = true, .seed = 3, .dims = {20001}});
  double sum = 0, squares = 0;
  for (double v : x) {
    ASSERT_GE(v, -1);
    ASSERT_LT(v, 3);
    sum += v;
    squares += v * v;
  }
  const double n = double(x.size()), mean = sum / n;
  EXPECT_NEAR(mean, 1, 0.05);
  EXPECT_NEAR(squares / n - mean * mean, 16.0 / 12, 0.05);
}

TEST(Random, NormalHasItsMomentsAndTails) {
  const auto x = numbers(
      Random{.distribution = RandomDistribution::kNormal, .a = 2, .b = 3, .seeded = true, .seed = 5, .dims = {20000}});
  double sum = 0, squares = 0;
  int64_t within = 0;
  for (double v : x) {
    sum += v;
    squares += (v - 2) * (v - 2);
    within += std::fabs(v - 2) < 3;
  }
  EXPECT_NEAR(sum / double(x.size()), 2, 0.1);
  EXPECT_NEAR(squares / double(x.size()), 9, 0.4);
  EXPECT_NEAR(double(within) / double(x.size()), 0.6827, 0.02);
}

TEST(Random, SeedsDecide) {
  const Random seeded{.seeded = true, .seed = 1, .dims = {64}}, other{.seeded = true, .seed = 2, .dims = {64}};
  const Random free{.dims = {64}};
  EXPECT_EQ(numbers(seeded), numbers(seeded));
  EXPECT_NE(numbers(seeded), numbers(other));
  EXPECT_NE(numbers(free), numbers(free));
}

}  // namespace
}  // namespace sinter
