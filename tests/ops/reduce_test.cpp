// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/reduce.h"

#include "ops/op_test.h"

namespace sinter::test {
namespace {

const CaseInput kRow = of_values(kF32, {1, 4}, {1, -2, 3, 4});

double reduced(ReduceKind kind) { return run_op(Reduce{.kind = kind, .axes = {1}}, {kRow})[0].to_doubles()[0]; }

TEST(Reduce, Kinds) {
  EXPECT_EQ(reduced(ReduceKind::kSum), 6);
  EXPECT_EQ(reduced(ReduceKind::kMean), 1.5);
  EXPECT_EQ(reduced(ReduceKind::kMax), 4);
  EXPECT_EQ(reduced(ReduceKind::kMin), -2);
  EXPECT_EQ(reduced(ReduceKind::kProd), -24);
  EXPECT_EQ(reduced(ReduceKind::kL1), 10);
  EXPECT_NEAR(reduced(ReduceKind::kL2), 5.477225575051661, 1e-6);
  EXPECT_NEAR(reduced(ReduceKind::kLogSum), 1.791759469228055, 1e-6);
  EXPECT_NEAR(reduced(ReduceKind::kLogSumExp), 4.350759163364269, 1e-6);
  EXPECT_EQ(reduced(ReduceKind::kSumSquare), 30);
}

TEST(Reduce, AxesAndDims) {
  const auto x = of_values(kF32, {2, 3}, {1, 2, 3, 4, 5, 6});
  expect_values(Reduce{.axes = {0}, .keep_dims = false}, {x}, {3}, {5, 7, 9});
  expect_values(Reduce{.axes = {-1}}, {x}, {2, 1}, {6, 15});
  expect_values(Reduce{.axes = {}, .keep_dims = false}, {x}, {}, {21});
  expect_values(Reduce{.axes = {1, 0}}, {x}, {1, 1}, {21});
}

TEST(Reduce, OfNothing) {
  const auto nothing = of_values(kF32, {1, 0}, {});
  auto of = [&](ReduceKind kind, double v) {
    expect_values(Reduce{.kind = kind, .axes = {1}}, {nothing}, {1, 1}, {v});
  };
  of(ReduceKind::kSum, 0), of(ReduceKind::kProd, 1), of(ReduceKind::kMax, -kInf), of(ReduceKind::kMin, kInf);
  of(ReduceKind::kMean, kNaN), of(ReduceKind::kLogSum, -kInf), of(ReduceKind::kLogSumExp, -kInf),
      of(ReduceKind::kL2, 0);
  expect_values(Reduce{.kind = ReduceKind::kMax, .axes = {0}}, {of_values(DataType::kInt8, {0}, {})}, {1}, {-128});
  expect_values(Reduce{.kind = ReduceKind::kMin, .axes = {0}}, {of_values(DataType::kUInt8, {0}, {})}, {1}, {255});
}

TEST(Reduce, SpecialValues) {
  expect_values(Reduce{.kind = ReduceKind::kMax}, {of_values(kF32, {3}, {1, kNaN, 2})}, {1}, {kNaN});
  expect_values(Reduce{.kind = ReduceKind::kLogSumExp}, {of_values(kF32, {2}, {1000, 1000})}, {1},
                {1000.6931471805599});
  expect_values(Reduce{.kind = ReduceKind::kLogSumExp}, {of_values(kF32, {2}, {kInf, -kInf})}, {1}, {kInf});
  expect_values(Reduce{.kind = ReduceKind::kMean}, {of_values(kI32, {2}, {-3, 0})}, {1}, {-1});
  expect_values(Reduce{.kind = ReduceKind::kSum}, {of_values(DataType::kUInt8, {2}, {200, 100})}, {1}, {44});
}

TEST(Reduce, Inference) {
  const auto x = typed(kF32, {sym("N"), 3, sym("H")});
  EXPECT_EQ(inferred(Reduce{.axes = {1, 2}}, {x}), "f32[N,1,1]");
  EXPECT_EQ(inferred(Reduce{.axes = {-3}, .keep_dims = false}, {x}), "f32[3,H]");
  EXPECT_EQ(inferred_elements(Reduce{.kind = ReduceKind::kProd, .axes = {0}, .keep_dims = false},
                              {of_ints({2, 3, 4}).fixed()}),
            "[24]");
  build_error(Reduce{.axes = {3}}, {x});
  build_error(Reduce{.axes = {1, -2}}, {x});
}

}  // namespace
}  // namespace sinter::test
