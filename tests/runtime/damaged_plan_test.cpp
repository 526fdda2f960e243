// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Every single-byte change and every truncation of small plans, once as they are and once with checksums that fit
// again, gives an error or a run; the sanitized stage looks for memory errors on the way. SINTER_LONG_TESTS=1 tries
// every bit.
#include "support/damaged_plan.h"

#include <gtest/gtest.h>

#include <chrono>

namespace sinter::test {
namespace {

struct Count {
  size_t refused = 0, loaded = 0, ran = 0;
  void add(PlanOutcome o) { ++(o == PlanOutcome::kRan ? ran : o == PlanOutcome::kLoaded ? loaded : refused); }
};

class DamagedPlan : public testing::TestWithParam<size_t> {
 protected:
  const std::vector<std::byte>& plan() const { return small_plans()[GetParam()].bytes; }
  MemoryLimit limit_;
};

TEST_P(DamagedPlan, IsSmallAndRunsAsItIs) {
  EXPECT_LT(plan().size(), 32u << 10);
  EXPECT_EQ(try_plan(plan()), PlanOutcome::kRan);
}

TEST_P(DamagedPlan, EveryChangedByte) {
  const auto start = std::chrono::steady_clock::now();
  Count as_is, fitting;
  std::vector<int> flips = {0x01, 0xFF};
  if (long_tests()) flips = {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xFF, 0x7F};
  for (size_t i = 0; i < plan().size(); ++i)
    for (const int flip : flips) {
      std::vector<std::byte> changed = plan();
      changed[i] ^= std::byte(flip);
      as_is.add(try_plan(changed));
      const std::vector<std::byte> before = changed;
      fix_plan_checksums(changed);
      if (changed == before) continue;  // between the sections
      fitting.add(try_plan(changed));
    }
  // Bytes between sections may be anything; all others are under a checksum, which the second round makes fit.
  EXPECT_GT(as_is.refused, plan().size() / 2);
  EXPECT_GT(fitting.refused, 100u);
  EXPECT_GT(fitting.ran, 100u);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::printf("%s, %zu bytes: as is %zu refused, %zu run; checksums fitted %zu refused, %zu loaded, %zu run; %.1f s\n",
              small_plans()[GetParam()].name.c_str(), plan().size(), as_is.refused, as_is.ran, fitting.refused,
              fitting.loaded, fitting.ran, seconds);
}

TEST_P(DamagedPlan, EveryTruncation) {
  for (size_t n = 0; n < plan().size(); ++n) {
    std::vector<std::byte> cut(plan().begin(), plan().begin() + ptrdiff_t(n));
    EXPECT_EQ(try_plan(cut), PlanOutcome::kRefused) << n;
    fix_plan_checksums(cut);
    try_plan(cut);
  }
}

INSTANTIATE_TEST_SUITE_P(All, DamagedPlan, testing::Range<size_t>(0, 5));

}  // namespace
}  // namespace sinter::test
