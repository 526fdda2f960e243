// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Recipes are data from a file: a changed value gives an Error at load, a failed status, or another result, never a
// crash (the sanitizer builds look closely). One plan of every op case, with its kernels' recipes damaged.
#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "sinter/error.h"
#include "support/op_cases.h"
#include "support/plan_runner.h"

namespace sinter::test {
namespace {

/// Overwrites one aligned 8-byte value, most often with a small or extreme one, or cuts the end off.
void damage(std::vector<std::byte>& recipe, std::mt19937& rng) {
  if (recipe.empty()) return;
  const int64_t values[] = {0, 1, -1, 2, 3, 7, 64, 1000, INT32_MAX, INT64_MAX, INT64_MIN, int64_t(rng())};
  if (rng() % 16 == 0 || recipe.size() < 8) {
    recipe.resize(rng() % recipe.size());
    return;
  }
  const int64_t v = values[rng() % std::size(values)];
  std::memcpy(recipe.data() + rng() % (recipe.size() / 8) * 8, &v, 8);
}

TEST(DamagedRecipe, NeverCrashes) {
  std::mt19937 rng(1);
  int refused = 0, ran = 0;
  BuildOptions o = quick_options({"cpu"});
  for (const auto& [name, doc] : list_passes()) o.disabled_passes.push_back(name);
  for (const auto& c : all_op_cases()) {
    PlanRun built;
    try {
      built = build_graph(*c.build(), o);
    } catch (const Error&) {
      continue;  // not on this backend
    }
    for (int round = 0; round < 6; ++round) {
      PlanRun run = built;
      bool any = false;
      for (auto& k : run.plan.kernels) {
        if (k.backend != "cpu" || k.recipe.empty()) continue;
        damage(k.recipe, rng);
        any = true;
      }
      if (!any) break;
      try {
        run_plan(run, c.inputs);
        ++ran;
      } catch (const Error&) {
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, 100);
  EXPECT_GT(ran, 100);
}

}  // namespace
}  // namespace sinter::test
