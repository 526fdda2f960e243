// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/batch_norm.h"
#include "ops/group_norm.h"
#include "ops/instance_norm.h"
#include "ops/layer_norm.h"

#include "ops/op_test.h"

namespace sinter::test {
namespace {

// Mean 2.5, variance 1.25.
const CaseInput kX = of_values(kF32, {1, 1, 4}, {1, 2, 3, 4});
constexpr double kD = 1.118033988749895;  // sqrt(1.25)

TEST(LayerNorm, Values) {
  expect_values(LayerNorm{.epsilon = 0}, {kX}, {1, 1, 4}, {-1.5 / kD, -0.5 / kD, 0.5 / kD, 1.5 / kD});
  expect_values(LayerNorm{.epsilon = 1}, {kX, of_values(kF32, {4}, {1, 2, 0, 1}), of_values(kF32, {1}, {10})},
                {1, 1, 4}, {9, 10 - 1 / 1.5, 10, 11});
  const double rms = std::sqrt(7.5);  // mean of 1, 4, 9, 16
  expect_values(LayerNorm{.epsilon = 0, .centred = false}, {of_values(kF32, {4}, {1, 2, 3, 4})}, {4},
                {1 / rms, 2 / rms, 3 / rms, 4 / rms});
  build_error(LayerNorm{}, {kX, of_values(kF32, {3}, {1, 1, 1})});
  EXPECT_EQ(inferred(LayerNorm{}, {typed(kF32, {sym("B"), sym("S"), 8}), typed(kF32, {8})}), "f32[B,S,8]");
}

TEST(BatchNorm, Values) {
  const auto x = of_values(kF32, {1, 2, 2}, {1, 2, 3, 4});
  auto v = [](double a, double b) { return of_values(kF32, {2}, {a, b}); };
  expect_values(BatchNorm{.epsilon = 0}, {x, v(2, 1), v(0, 10), v(1, 0), v(4, 0.25)}, {1, 2, 2}, {0, 1, 16, 18});
  build_error(BatchNorm{}, {x, v(1, 1), v(1, 1), v(1, 1), of_values(kF32, {3}, {1, 1, 1})});
}

TEST(InstanceNorm, Values) {
  expect_values(InstanceNorm{.epsilon = 0}, {kX, of_values(kF32, {1}, {2}), of_values(kF32, {1}, {1})}, {1, 1, 4},
                {1 - 3 / kD, 1 - 1 / kD, 1 + 1 / kD, 1 + 3 / kD});
}

TEST(InstanceNorm, HalvesDoNotOverflow) {
  const auto f16 = DataType::kFloat16;
  expect_values(InstanceNorm{.epsilon = 0},
                {of_values(f16, {1, 1, 2}, {-1000, 1000}), of_values(f16, {1}, {1}), of_values(f16, {1}, {0})},
                {1, 1, 2}, {-1, 1});
}

TEST(GroupNorm, Values) {
  const auto x = of_values(kF32, {1, 4, 1}, {1, 3, 10, 30}), one = of_values(kF32, {4}, {1, 1, 1, 2}),
             zero = of_values(kF32, {4}, {0, 0, 5, 0});
  expect_values(GroupNorm{.groups = 2, .epsilon = 0}, {x, one, zero}, {1, 4, 1}, {-1, 1, 4, 2});
  build_error(GroupNorm{.groups = 3}, {x, one, zero});
}

}  // namespace
}  // namespace sinter::test
