// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/convolution.h"

#include "ops/op_test.h"

namespace sinter::test {
namespace {

TEST(Convolution, Values) {
  const auto x = of_values(kF32, {1, 1, 3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  const auto sum = of_values(kF32, {1, 1, 2, 2}, {1, 1, 1, 1});
  expect_values(Convolution{}, {x, sum}, {1, 1, 2, 2}, {12, 16, 24, 28});
  expect_values(Convolution{.strides = {2, 2}, .pads_begin = {1, 1}, .pads_end = {0, 0}}, {x, sum}, {1, 1, 2, 2},
                {1, 5, 11, 28});
  expect_values(Convolution{.dilations = {2, 2}}, {x, sum}, {1, 1, 1, 1}, {20});
}

TEST(Convolution, GroupsSeeTheirOwnChannels) {
  // Two groups of one channel each, two outputs a group.
  expect_values(Convolution{.group = 2},
                {of_values(kF32, {1, 2, 2}, {1, 2, 10, 20}), of_values(kF32, {4, 1, 1}, {1, 2, 3, 4}),
                 of_values(kF32, {4}, {0, 100, 0, 0})},
                {1, 4, 2}, {1, 2, 102, 104, 30, 60, 40, 80});
}

TEST(Convolution, IntegersAreExact) {
  expect_values(Convolution{}, {of_values(kI32, {1, 2, 1}, {2147483647, 1}), of_values(kI32, {1, 2, 1}, {1, 1})},
                {1, 1, 1}, {-2147483648.0});
}

TEST(Convolution, PaddingIsZeroTimesTheWeight) {
  expect_values(Convolution{.pads_begin = {1}, .pads_end = {0}},
                {of_values(kF32, {1, 1, 1}, {1}), of_values(kF32, {1, 1, 2}, {kInf, 1})}, {1, 1, 1}, {kNaN});
}

TEST(Convolution, Shapes) {
  const auto w = typed(kF32, {8, 3, 3, 3});
  const Convolution same{.pads_begin = {1, 1}, .pads_end = {1, 1}};
  EXPECT_EQ(inferred(same, {typed(kF32, {sym("N"), 3, sym("H"), 224}), w}), "f32[N,8,H,224]");
  const Convolution half{.strides = {2, 2}, .pads_begin = {1, 1}, .pads_end = {1, 1}};
  EXPECT_EQ(inferred(half, {typed(kF32, {1, 3, 224, 225}), w}), "f32[1,8,112,113]");
  EXPECT_EQ(inferred(half, {typed(kF32, {1, 3, sym("H") * Dim(2), 8}), w}), "f32[1,8,H,4]");
}

TEST(Convolution, Refuses) {
  const auto x = typed(kF32, {1, 3, 8, 8});
  build_error(Convolution{}, {x, typed(kF32, {8, 4, 3, 3})});
  build_error(Convolution{}, {x, typed(kF32, {8, 3, 9, 3})});
  build_error(Convolution{}, {x, typed(kI32, {8, 3, 3, 3})});
  build_error(Convolution{.strides = {0, 1}}, {x, typed(kF32, {8, 3, 3, 3})});
  build_error(Convolution{.strides = {1}}, {x, typed(kF32, {8, 3, 3, 3})});
  build_error(Convolution{.group = 3}, {x, typed(kF32, {8, 1, 3, 3})});
  build_error(Convolution{}, {x, typed(kF32, {8, 3, 3, 3}), typed(kF32, {7})});
}

}  // namespace
}  // namespace sinter::test
