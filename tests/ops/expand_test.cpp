// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/expand.h"

#include "ops/op_test.h"

namespace sinter::test {
namespace {

TEST(Expand, Values) {
  const auto x = of_values(kF32, {2, 1}, {1, 2});
  expect_values(Expand{.dims = {2, 3}}, {x}, {2, 3}, {1, 1, 1, 2, 2, 2});
  expect_values(Expand{.dims = {2, 1, 1}}, {x}, {2, 2, 1}, {1, 2, 1, 2});
  expect_values(Expand{}, {of_values(kF32, {}, {7}), of_ints({2}).fixed()}, {2}, {7, 7});
  EXPECT_EQ(inferred(Expand{.dims = {sym("N"), 1}}, {typed(kF32, {1, 5})}), "f32[N,5]");
  EXPECT_EQ(inferred_elements(Expand{.dims = {3}}, {int_scalar(4).fixed()}), "[4,4,4]");
  build_error(Expand{.dims = {3, 3}}, {x});
  build_error(Expand{}, {x, of_ints({2, 2})});
}

}  // namespace
}  // namespace sinter::test
