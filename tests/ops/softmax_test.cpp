// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/softmax.h"
#include "ops/log_softmax.h"

#include "ops/op_test.h"

namespace sinter::test {
namespace {

TEST(Softmax, Values) {
  expect_values(Softmax{}, {of_values(kF32, {1, 3}, {1, 2, 3})}, {1, 3},
                {0.09003057317038046, 0.24472847105479764, 0.6652409557748218});
  expect_values(Softmax{.axis = 0}, {of_values(kF32, {2, 2}, {0, 1, 0, 1})}, {2, 2}, {0.5, 0.5, 0.5, 0.5});
  expect_values(Softmax{}, {of_values(kF32, {3}, {-kInf, 0, -kInf})}, {3}, {0, 1, 0});
  expect_values(Softmax{}, {of_values(kF32, {2}, {-kInf, -kInf})}, {2}, {kNaN, kNaN});
  expect_values(Softmax{}, {of_values(kF32, {2}, {1, kNaN})}, {2}, {kNaN, kNaN});
  build_error(Softmax{}, {of_values(kI32, {2}, {1, 2})});
  build_error(Softmax{.axis = 1}, {of_values(kF32, {2}, {1, 2})});
}

TEST(LogSoftmax, Values) {
  expect_values(LogSoftmax{}, {of_values(kF32, {1, 3}, {1, 2, 3})}, {1, 3},
                {-2.4076059644443806, -1.4076059644443806, -0.4076059644443806});
  expect_values(LogSoftmax{}, {of_values(kF32, {2}, {1000, 0})}, {2}, {0, -1000});
  EXPECT_EQ(inferred(LogSoftmax{}, {typed(DataType::kFloat16, {sym("N"), 5})}), "f16[N,5]");
}

}  // namespace
}  // namespace sinter::test
