// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/pad.h"

#include "ops/op_test.h"

namespace sinter::test {
namespace {

Pad one(PadMode mode, int64_t begin, int64_t end) { return {.mode = mode, .begin = {begin}, .end = {end}}; }

TEST(Pad, AgreesWithNumpy) {
  const auto x = of_values(kF32, {3}, {1, 2, 3});
  expect_values(one(PadMode::kConstant, 1, 2), {x}, {6}, {0, 1, 2, 3, 0, 0});
  expect_values(one(PadMode::kReflect, 4, 3), {x}, {10}, {1, 2, 3, 2, 1, 2, 3, 2, 1, 2});
  expect_values(one(PadMode::kEdge, 2, 1), {x}, {6}, {1, 1, 1, 2, 3, 3});
  expect_values(one(PadMode::kWrap, 4, 2), {x}, {9}, {3, 1, 2, 3, 1, 2, 3, 1, 2});
  expect_values(one(PadMode::kConstant, -1, 1), {x}, {3}, {2, 3, 0});
  expect_values(one(PadMode::kReflect, 2, 2), {of_values(kF32, {1}, {5})}, {5}, {5, 5, 5, 5, 5});
  expect_values(one(PadMode::kConstant, 1, 0), {x, absent_input(), of_values(kF32, {}, {9})}, {4}, {9, 1, 2, 3});
  expect_values(Pad{}, {of_values(kI64, {1, 1}, {7}), of_ints({0, 1, 1, 0}).fixed(), of_values(kI64, {}, {-1})}, {2, 2},
                {-1, 7, -1, -1});
}

TEST(Pad, Inference) {
  EXPECT_EQ(inferred(one(PadMode::kConstant, 1, 2), {typed(kF32, {sym("N")})}), "f32[N+3]");
  EXPECT_EQ(inferred(Pad{.begin = {sym("N")}, .end = {0}}, {typed(kF32, {sym("N")})}), "f32[2*N]");
  build_error(one(PadMode::kConstant, -2, -2), {typed(kF32, {3})});
  build_error(one(PadMode::kEdge, 1, 0), {typed(kF32, {0})});
  build_error(Pad{.begin = {1, 1}, .end = {1}}, {typed(kF32, {3})});
  build_error(Pad{}, {typed(kF32, {3}), of_ints({1, 1})});
}

}  // namespace
}  // namespace sinter::test
