// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/bit_cast.h"
#include "ops/cum_sum.h"
#include "ops/matrix_inverse.h"
#include "ops/op_test.h"
#include "ops/quantized_matmul.h"
#include "ops/scatter_elements.h"
#include "ops/unique.h"

namespace sinter::test {
namespace {

TEST(BitCast, ValuesAndWidths) {
  expect_values(BitCast{.to = DataType::kUInt8}, {of_values(DataType::kInt8, {3}, {1, -1, -128})}, {3}, {1, 255, 128});
  EXPECT_EQ(inferred(BitCast{.to = DataType::kFloat64}, {typed(kI64, {sym("N"), 2})}), "f64[N,2]");
  EXPECT_NE(build_error(BitCast{.to = kI32}, {typed(kI64, {2})}).find("differ in width"), std::string::npos);
  build_error(BitCast{.to = DataType::kString}, {typed(kI64, {2})});
}

TEST(CumSum, Products) {
  const auto x = of_values(kF32, {3}, {1, 2, 3});
  expect_values(CumSum{.product = true}, {x}, {3}, {1, 2, 6});
  expect_values(CumSum{.exclusive = true, .product = true}, {x}, {3}, {1, 1, 2});
  expect_values(CumSum{.reverse = true, .product = true}, {x}, {3}, {6, 6, 3});
  expect_values(CumSum{.exclusive = true, .reverse = true, .product = true}, {x}, {3}, {6, 3, 1});
}

TEST(ScatterElements, ValuesAndErrors) {
  const auto x = of_values(kF32, {2, 3}, {1, 2, 3, 4, 5, 6}), u = of_values(kF32, {1, 2}, {10, 20});
  expect_values(ScatterElements{.axis = 0}, {x, of_values(kI64, {1, 2}, {1, -2}), u}, {2, 3}, {1, 20, 3, 10, 5, 6});
  expect_values(ScatterElements{.axis = 1, .reduction = ScatterReduction::kMul},
                {x, of_values(kI64, {1, 2}, {2, 2}), u}, {2, 3}, {1, 2, 600, 4, 5, 6});
  run_error(ScatterElements{.axis = 0}, {x, of_values(kI64, {1, 2}, {2, 0}), u});
  run_error(ScatterElements{.axis = 0}, {x, of_values(kI64, {1, 2}, {-3, 0}), u});
  build_error(ScatterElements{.axis = 2}, {x, of_values(kI64, {1, 2}, {0, 0}), u});
  build_error(ScatterElements{}, {x, of_values(kI64, {1, 4}, {0, 0, 0, 0}), of_values(kF32, {1, 4}, {1, 2, 3, 4})});
  build_error(ScatterElements{}, {x, of_values(kI64, {1, 1}, {0}), u});
}

TEST(Unique, Values) {
  const auto x = of_values(kF32, {2, 3}, {kNaN, 1, 0, 1, kNaN, 0});
  expect_values(Unique{}, {x}, {3}, {0, 1, kNaN});
  expect_values(Unique{}, {x}, {3}, {2, 1, 0}, 1);
  expect_values(Unique{}, {x}, {6}, {2, 1, 0, 1, 2, 0}, 2);
  expect_values(Unique{}, {x}, {3}, {2, 2, 2}, 3);
  expect_values(Unique{.sorted = false}, {x}, {3}, {kNaN, 1, 0});
  const auto rows = of_values(kI32, {3, 2}, {2, 3, 1, 0, 2, 3});
  expect_values(Unique{.flatten = false, .axis = 0}, {rows}, {2, 2}, {1, 0, 2, 3});
  expect_values(Unique{.flatten = false, .axis = 0, .sorted = false}, {rows}, {2, 2}, {2, 3, 1, 0});
  expect_values(Unique{.flatten = false, .axis = 1}, {rows}, {3, 2}, {2, 3, 1, 0, 2, 3}, 0);
  EXPECT_EQ(inferred(Unique{}, {typed(kF32, {2, 3})}, 2), "i64[6]");
}

TEST(MatrixInverse, ValuesAndErrors) {
  expect_values(MatrixInverse{}, {of_values(kF32, {2, 1, 1}, {4, -0.5})}, {2, 1, 1}, {0.25, -2});
  expect_values(MatrixInverse{}, {of_values(kF32, {2, 2}, {1, 2, 3, 4})}, {2, 2}, {-2, 1, 1.5, -0.5});
  build_error(MatrixInverse{}, {typed(kF32, {2, 3})});
  build_error(MatrixInverse{}, {typed(kF32, {2})});
}

TEST(QuantizedMatMul, TypesAndErrors) {
  const DataType u4 = DataType::kUInt4;
  const Op op = QuantizedMatMul{.block_size = 16};
  EXPECT_EQ(inferred(op, {typed(kF32, {sym("N"), 30}), typed(u4, {7, 32}), typed(kF32, {7, 2})}), "f32[N,7]");
  EXPECT_EQ(inferred(op, {typed(DataType::kFloat16, {30}), typed(u4, {7, 32}), typed(kF32, {7, 2})}), "f16[7]");
  build_error(op, {typed(kF32, {1, 33}), typed(u4, {7, 32}), typed(kF32, {7, 2})});
  build_error(op, {typed(kF32, {1, 32}), typed(u4, {7, 32}), typed(kF32, {7, 3})});
  build_error(op, {typed(kF32, {1, 32}), typed(u4, {7, 32}), typed(kF32, {7, 2}), typed(kI32, {7, 2})});
  build_error(op, {typed(kF32, {1, 32}), typed(kI32, {7, 32}), typed(kF32, {7, 2})});
}

}  // namespace
}  // namespace sinter::test
