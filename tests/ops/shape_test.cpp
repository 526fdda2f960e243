// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/shape.h"
#include "ops/size.h"
#include "ops/range.h"

#include "ops/op_test.h"

namespace sinter::test {
namespace {

const SymDims kN3S = {Dim::symbol("N"), 3, Dim::symbol("S")};

TEST(Shape, KnowsDims) {
  EXPECT_EQ(inferred_elements(Shape{}, {typed(kF32, kN3S)}), "[N,3,S]");
  EXPECT_EQ(inferred_elements(Shape{.start = -1}, {typed(kF32, kN3S)}), "[S]");
  EXPECT_EQ(inferred_elements(Shape{.start = 1, .end = -1}, {typed(kF32, kN3S)}), "[3]");
  EXPECT_EQ(inferred_elements(Shape{.start = 2, .end = 1}, {typed(kF32, kN3S)}), "[]");
  EXPECT_EQ(inferred(Shape{.start = -100, .end = 100}, {typed(kF32, kN3S)}), "i64[3]");
  expect_values(Shape{}, {of_values(kF32, {1, 2}, {1, 2})}, {2}, {1, 2});
}

TEST(Size, KnowsTheProduct) {
  EXPECT_EQ(inferred_elements(Size{}, {typed(kF32, kN3S)}), "[3*N*S]");
  expect_values(Size{}, {of_values(kF32, {1, 2}, {1, 2})}, {}, {2});
  expect_values(Size{}, {of_values(kF32, {0, 2}, {})}, {}, {0});
}

TEST(Range, Values) {
  auto ints = [](int64_t a, int64_t b, int64_t c) {
    return std::vector<CaseInput>{int_scalar(a).fixed(), int_scalar(b).fixed(), int_scalar(c).fixed()};
  };
  expect_values(Range{}, ints(1, 8, 3), {3}, {1, 4, 7});
  expect_values(Range{}, ints(5, 0, -2), {3}, {5, 3, 1});
  expect_values(Range{}, ints(5, 5, 1), {0}, {});
  EXPECT_EQ(inferred_elements(Range{}, ints(0, 3, 1)), "[0,1,2]");
  build_error(Range{}, ints(0, 3, 0));
  build_error(Range{}, {int_scalar(0).fixed(), int_scalar(3), int_scalar(1).fixed()});
}

}  // namespace
}  // namespace sinter::test
