// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/concat.h"

#include "ops/op_test.h"

namespace sinter::test {
namespace {

TEST(Concat, Values) {
  const auto a = of_values(kF32, {2, 1}, {1, 2}), b = of_values(kF32, {2, 2}, {3, 4, 5, 6});
  expect_values(Concat{.axis = 1}, {a, b}, {2, 3}, {1, 3, 4, 2, 5, 6});
  expect_values(Concat{.axis = -2}, {a, a}, {4, 1}, {1, 2, 1, 2});
  const auto nibbles = of_values(DataType::kInt4, {3}, {1, -2, 3});
  expect_values(Concat{}, {nibbles, nibbles}, {6}, {1, -2, 3, 1, -2, 3});
  EXPECT_EQ(inferred(Concat{.axis = 1}, {typed(kF32, {sym("N"), sym("S")}), typed(kF32, {sym("N"), 3})}), "f32[N,S+3]");
  EXPECT_EQ(inferred_elements(Concat{}, {of_ints({1, 2}).fixed(), of_ints({3}).fixed()}), "[1,2,3]");
  build_error(Concat{}, {a, b});
  build_error(Concat{.axis = 1}, {a, of_values(kI32, {2, 1}, {1, 2})});
  build_error(Concat{.axis = 2}, {a, a});
}

}  // namespace
}  // namespace sinter::test
