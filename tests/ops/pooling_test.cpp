// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/pooling.h"

#include "ops/op_test.h"

namespace sinter::test {
namespace {

const CaseInput kImage = of_values(kF32, {1, 1, 3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9});

TEST(Pooling, Values) {
  expect_values(Pooling{.kernel = {2, 2}}, {kImage}, {1, 1, 2, 2}, {5, 6, 8, 9});
  expect_values(Pooling{.kind = PoolingKind::kAverage, .kernel = {2, 2}}, {kImage}, {1, 1, 2, 2}, {3, 4, 6, 7});
  expect_values(Pooling{.kind = PoolingKind::kLp, .kernel = {1, 2}}, {of_values(kF32, {1, 1, 1, 2}, {3, -4})},
                {1, 1, 1, 1}, {5});
  expect_values(Pooling{.kernel = {2, 2}, .dilations = {2, 2}}, {kImage}, {1, 1, 1, 1}, {9});
}

TEST(Pooling, PaddingCountsOnRequest) {
  Pooling p{
      .kind = PoolingKind::kAverage, .kernel = {2, 2}, .strides = {2, 2}, .pads_begin = {1, 1}, .pads_end = {0, 0}};
  expect_values(p, {kImage}, {1, 1, 2, 2}, {1, 2.5, 5.5, 7});
  p.count_include_pad = true;
  expect_values(p, {kImage}, {1, 1, 2, 2}, {0.25, 1.25, 2.75, 7});
}

TEST(Pooling, CeilModeAddsAWindowThatIsNotPadded) {
  Pooling p{.kind = PoolingKind::kAverage, .kernel = {2}, .strides = {2}, .ceil_mode = true, .count_include_pad = true};
  expect_values(p, {of_values(kF32, {1, 1, 3}, {1, 2, 6})}, {1, 1, 2}, {1.5, 6});
  // A window that would start behind the input is dropped.
  p.strides = {3};
  expect_values(p, {of_values(kF32, {1, 1, 3}, {1, 2, 6})}, {1, 1, 1}, {1.5});
}

TEST(Pooling, NaNAndPadding) {
  expect_values(Pooling{.kernel = {2}}, {of_values(kF32, {1, 1, 3}, {1, kNaN, 2})}, {1, 1, 2}, {kNaN, kNaN});
  expect_values(Pooling{.kernel = {2}, .pads_begin = {1}, .pads_end = {0}}, {of_values(kF32, {1, 1, 1}, {-7})},
                {1, 1, 1}, {-7});
  expect_values(Pooling{.kernel = {2}, .pads_begin = {1}, .pads_end = {0}},
                {of_values(DataType::kInt8, {1, 1, 1}, {-128})}, {1, 1, 1}, {-128});
}

TEST(Pooling, Shapes) {
  const Pooling p{.kernel = {3, 3}, .strides = {2, 2}, .pads_begin = {1, 1}, .pads_end = {1, 1}};
  EXPECT_EQ(inferred(p, {typed(kF32, {sym("N"), 64, 112, 112})}), "f32[N,64,56,56]");
  build_error(p, {typed(kI32, {1, 1})});
  build_error(Pooling{.kernel = {3}}, {typed(kF32, {1, 1, 4, 4})});
  build_error(Pooling{.kind = PoolingKind::kAverage, .kernel = {3}}, {typed(kI32, {1, 1, 4})});
}

}  // namespace
}  // namespace sinter::test
