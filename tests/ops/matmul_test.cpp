// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/matmul.h"

#include "ops/op_test.h"

namespace sinter::test {
namespace {

TEST(MatMul, Values) {
  const auto a = of_values(kF32, {2, 3}, {1, 2, 3, 4, 5, 6}), b = of_values(kF32, {3, 2}, {1, 0, 0, 1, 1, 1});
  expect_values(MatMul{}, {a, b}, {2, 2}, {4, 5, 10, 11});
  expect_values(MatMul{.transpose_a = true}, {a, of_values(kF32, {2, 1}, {1, 10})}, {3, 1}, {41, 52, 63});
  expect_values(MatMul{.transpose_b = true}, {a, of_values(kF32, {1, 3}, {1, 10, 100})}, {2, 1}, {321, 654});
  expect_values(MatMul{}, {of_values(kF32, {2}, {1, 2}), of_values(kF32, {2}, {3, 4})}, {}, {11});
  expect_values(MatMul{}, {of_values(kF32, {2, 0}, {}), of_values(kF32, {0, 1}, {})}, {2, 1}, {0, 0});
  expect_values(MatMul{}, {of_values(kI64, {1, 2}, {3, 4}), of_values(kI64, {2, 1, 2, 1}, {1, 2, 10, 20})},
                {2, 1, 1, 1}, {11, 110});
}

TEST(MatMul, NaNSpreadsOnlyAlongItsRow) {
  expect_values(MatMul{}, {of_values(kF32, {2, 2}, {kNaN, 1, 1, 1}), of_values(kF32, {2, 1}, {0, 1})}, {2, 1},
                {kNaN, 1});
}

TEST(MatMul, Shapes) {
  EXPECT_EQ(inferred(MatMul{}, {typed(kF32, {sym("B"), sym("S"), 768}), typed(kF32, {768, 64})}), "f32[B,S,64]");
  EXPECT_EQ(inferred(MatMul{.transpose_b = true},
                     {typed(kF32, {sym("B"), 12, sym("S"), 64}), typed(kF32, {1, 1, sym("T"), 64})}),
            "f32[B,12,S,T]");
  EXPECT_EQ(inferred(MatMul{}, {typed(kF32, {5}), typed(kF32, {2, 5, 3})}), "f32[2,3]");
  EXPECT_EQ(inferred(MatMul{}, {typed(kF32, {2, 3, 5}), typed(kF32, {5})}), "f32[2,3]");
  build_error(MatMul{}, {typed(kF32, {2, 3}), typed(kF32, {4, 2})});
  build_error(MatMul{}, {typed(kF32, {2, 3}), typed(kF32, {})});
  build_error(MatMul{}, {typed(kF32, {2, 3}), typed(DataType::kFloat16, {3, 2})});
}

}  // namespace
}  // namespace sinter::test
