// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/quantize.h"
#include "ops/dequantize.h"
#include "ops/dynamic_quantize.h"

#include "ops/op_test.h"

namespace sinter::test {
namespace {

const DataType kI8 = DataType::kInt8, kU8 = DataType::kUInt8;

TEST(Quantize, RoundsHalvesToEvenAndSaturates) {
  const auto x = of_values(kF32, {6}, {0.5, 1.5, 2.5, -0.5, 500, -500});
  expect_values(Quantize{}, {x, of_values(kF32, {}, {1})}, {6}, {0, 2, 2, 0, 127, -128});
  expect_values(Quantize{.to = kU8}, {x, of_values(kF32, {}, {1}), of_values(kU8, {}, {128})}, {6},
                {128, 130, 130, 128, 255, 0});
  expect_values(Quantize{.to = DataType::kInt4}, {x, of_values(kF32, {1}, {0.5})}, {6}, {1, 3, 5, -1, 7, -8});
  expect_values(Quantize{}, {of_values(kF32, {2}, {kInf, kNaN}), of_values(kF32, {}, {1})}, {2}, {127, 0});
}

TEST(Quantize, DividesInF32) {
  // As floats 0.15 / 0.1 is exactly 1.5, a half; the decimal numbers' quotient would not matter.
  expect_values(Quantize{}, {of_values(kF32, {1}, {0.15f}), of_values(kF32, {}, {0.1f})}, {1}, {2});
}

TEST(Quantize, AxesAndBlocks) {
  const auto x = of_values(kF32, {2, 3}, {1, 2, 3, 4, 5, 6});
  expect_values(Quantize{.axis = 0}, {x, of_values(kF32, {2}, {1, 2})}, {2, 3}, {1, 2, 3, 2, 2, 3});
  expect_values(Quantize{.axis = -1}, {x, of_values(kF32, {3}, {1, 2, 3})}, {2, 3}, {1, 1, 1, 4, 2, 2});
  expect_values(Quantize{.axis = 1, .block_size = 2}, {x, of_values(kF32, {2, 2}, {1, 3, 2, 6})}, {2, 3},
                {1, 2, 1, 2, 2, 1});
  build_error(Quantize{.axis = 1}, {x, of_values(kF32, {2}, {1, 2})});
  build_error(Quantize{.axis = 1, .block_size = 2}, {x, of_values(kF32, {2, 3}, {1, 1, 1, 1, 1, 1})});
  build_error(Quantize{.to = kI32}, {x, of_values(kF32, {}, {1})});
  build_error(Quantize{}, {x, of_values(kF32, {}, {1}), of_values(kU8, {}, {1})});
}

TEST(Quantize, FloatTargets) {
  expect_values(Quantize{.to = DataType::kFloat8E4M3FN},
                {of_values(kF32, {3}, {1.07, 1000, -0.5}), of_values(kF32, {}, {1})}, {3}, {1.125, 448, -0.5});
}

TEST(Dequantize, Values) {
  const auto q = of_values(kI8, {2, 2}, {-128, 0, 1, 127});
  expect_values(Dequantize{}, {q, of_values(kF32, {}, {0.5}), of_values(kI8, {}, {-1})}, {2, 2}, {-63.5, 0.5, 1, 64});
  expect_values(Dequantize{.axis = 0, .to = DataType::kFloat16}, {q, of_values(kF32, {2}, {1, 2})}, {2, 2},
                {-128, 0, 2, 254});
  EXPECT_EQ(inferred(Dequantize{.to = DataType::kBFloat16}, {typed(kI8, {sym("N"), 4}), typed(kF32, {})}), "bf16[N,4]");
  build_error(Dequantize{}, {of_values(kF32, {1}, {1}), of_values(kF32, {}, {1})});
}

TEST(DynamicQuantize, Values) {
  const auto x = of_values(kF32, {3}, {0, 2, -3});  // scale 5 / 255, zero point 153
  expect_values(DynamicQuantize{}, {x}, {3}, {153, 255, 0});
  expect_values(DynamicQuantize{}, {x}, {}, {5.0 / 255}, 1);
  expect_values(DynamicQuantize{}, {x}, {}, {153}, 2);
  expect_values(DynamicQuantize{}, {of_values(kF32, {2}, {0, 0})}, {}, {1}, 1);
}

}  // namespace
}  // namespace sinter::test
