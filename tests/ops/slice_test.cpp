// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/slice.h"

#include "ops/op_test.h"

namespace sinter::test {
namespace {

Slice along(int64_t start, int64_t end, int64_t step = 1) {
  return {.axes = {0}, .starts = {start}, .ends = {end}, .steps = {step}};
}

TEST(Slice, AgreesWithPython) {
  const auto x = of_values(kF32, {5}, {0, 1, 2, 3, 4});
  expect_values(along(1, 4), {x}, {3}, {1, 2, 3});
  expect_values(along(-2, INT64_MAX), {x}, {2}, {3, 4});
  expect_values(along(-100, 2), {x}, {2}, {0, 1});
  expect_values(along(0, -1, 2), {x}, {2}, {0, 2});
  expect_values(along(3, 0, -1), {x}, {3}, {3, 2, 1});
  expect_values(along(-1, INT64_MIN, -2), {x}, {3}, {4, 2, 0});
  expect_values(along(4, 1), {x}, {0}, {});
  expect_values(along(100, -100, -4), {x}, {2}, {4, 0});
}

TEST(Slice, DynamicDims) {
  const auto x = typed(kF32, {sym("N"), 8});
  EXPECT_EQ(inferred(along(0, INT64_MAX), {x}), "f32[N,8]");
  EXPECT_EQ(inferred(along(-1, INT64_MAX), {x}), "f32[min(1,N),8]");
  EXPECT_EQ(inferred(along(0, INT64_MAX, 2), {x}), "f32[floor(N+1,2),8]");
  EXPECT_EQ(inferred(along(-1, INT64_MIN, -1), {x}), "f32[N,8]");
  EXPECT_EQ(inferred({Slice{.axes = {1}, .starts = {0}, .ends = {sym("N")}}}, {x}), "f32[N,min(8,N)]");
  EXPECT_EQ(inferred_elements(along(1, 3), {of_ints({4, 5, 6, 7}).fixed()}), "[5,6]");
}

TEST(Slice, Refuses) {
  const auto x = typed(kF32, {4});
  build_error(along(0, 1, 0), {x});
  build_error(Slice{.axes = {1}, .starts = {0}, .ends = {1}}, {x});
  build_error(Slice{.axes = {0, 0}, .starts = {0, 0}, .ends = {1, 1}}, {x});
  build_error(Slice{.axes = {0}, .starts = {0}, .ends = {1, 2}}, {x});
  build_error(Slice{}, {x, of_ints({0}), of_ints({1}), of_ints({0})});  // axes at run time
}

}  // namespace
}  // namespace sinter::test
