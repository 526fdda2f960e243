// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/scatter_nd.h"
#include "ops/one_hot.h"

#include "ops/op_test.h"

namespace sinter::test {
namespace {

TEST(ScatterND, Values) {
  const auto x = of_values(kF32, {3, 2}, {1, 2, 3, 4, 5, 6}), rows = of_values(kI64, {2, 1}, {-1, -1});
  const auto updates = of_values(kF32, {2, 2}, {10, 20, 30, 1});
  auto with = [&](ScatterReduction r, double a, double b) {
    expect_values(ScatterND{.reduction = r}, {x, rows, updates}, {3, 2}, {1, 2, 3, 4, a, b});
  };
  with(ScatterReduction::kNone, 30, 1);
  with(ScatterReduction::kAdd, 45, 27);
  with(ScatterReduction::kMul, 1500, 120);
  with(ScatterReduction::kMax, 30, 20);
  with(ScatterReduction::kMin, 5, 1);
  run_error(ScatterND{}, {x, of_values(kI64, {1, 1}, {3}), of_values(kF32, {1, 2}, {0, 0})});
  build_error(ScatterND{}, {x, rows, of_values(kF32, {2}, {0, 0})});
}

TEST(OneHot, Values) {
  const auto off_on = of_values(kF32, {2}, {-1, 5});
  expect_values(OneHot{}, {of_values(kI64, {3}, {0, -1, 2}), int_scalar(2).fixed(), off_on}, {3, 2},
                {5, -1, -1, 5, -1, -1});
  expect_values(OneHot{.axis = 0}, {of_values(kI64, {2}, {0, 1}), int_scalar(2).fixed(), off_on}, {2, 2},
                {5, -1, -1, 5});
  EXPECT_EQ(inferred(OneHot{}, {typed(kI64, {sym("N")}), int_scalar(3).fixed(), off_on}), "f32[N,3]");
  build_error(OneHot{}, {typed(kI64, {2}), int_scalar(3), off_on});
}

}  // namespace
}  // namespace sinter::test
