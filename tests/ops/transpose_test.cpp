// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/transpose.h"

#include "ops/op_test.h"

namespace sinter::test {
namespace {

TEST(Transpose, Values) {
  const auto x = of_values(kF32, {2, 1, 3}, {1, 2, 3, 4, 5, 6});
  expect_values(Transpose{}, {x}, {3, 1, 2}, {1, 4, 2, 5, 3, 6});
  expect_values(Transpose{.perm = {1, 0, 2}}, {x}, {1, 2, 3}, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(inferred(Transpose{.perm = {0, 2, 1}}, {typed(kF32, {sym("B"), sym("S"), 4})}), "f32[B,4,S]");
  build_error(Transpose{.perm = {0, 1}}, {x});
  build_error(Transpose{.perm = {0, 1, 1}}, {x});
  build_error(Transpose{.perm = {0, 1, 3}}, {x});
}

}  // namespace
}  // namespace sinter::test
