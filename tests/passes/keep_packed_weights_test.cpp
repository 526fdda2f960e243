// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/keep_packed_weights.h"

#include <gtest/gtest.h>

#include "passes/fixture.h"

namespace sinter::test {
namespace {

TEST(KeepPackedWeights, BlocksAlongRowsOfTransposedWeights) {
  expect_pass(keep_packed_weights, R"(
    graph main(%a: f32[N,4]) -> (%y) {
      %w = Constant {value=u4[2,4][1,2,3,4,5,6,7,8]}
      %s = Constant {value=f32[2,2][1.0,2.0,0.5,4.0]}
      %z = Constant {value=u4[2,2][1,2,3,4]}
      %d = Dequantize(%w, %s, %z) {block_size=2} from ["dq"]
      %y = MatMul(%a, %d) {transpose_b=true} from ["mm"]
    })",
              R"(
    graph main(%a: f32[N,4]) -> (%y) {
      %w = Constant {value=u4[2,4][1,2,3,4,5,6,7,8]}
      %s = Constant {value=f32[2,2][1.0,2.0,0.5,4.0]}
      %z = Constant {value=u4[2,2][1,2,3,4]}
      %y = QuantizedMatMul(%a, %w, %s, %z) {block_size=2} from ["dq","mm"]
    })",
              1e-6);
}

TEST(KeepPackedWeights, ColumnsAreTransposed) {
  expect_pass(keep_packed_weights, R"(
    graph main(%a: f32[3,4]) -> (%y) {
      %w = Constant {value=i4[4,2][1,2,3,4,-5,-6,-7,-8]}
      %s = Constant {value=f32[2][0.5,4.0]}
      %d = Dequantize(%w, %s) {axis=1}
      %y = MatMul(%a, %d)
    })",
              R"(
    graph main(%a: f32[3,4]) -> (%y) {
      %w = Constant {value=i4[2,4][1,3,-5,-7,2,4,-6,-8]}
      %s = Constant {value=f32[2,1][0.5,4.0]}
      %y = QuantizedMatMul(%a, %w, %s) {block_size=4}
    })",
              1e-6);
}

TEST(KeepPackedWeights, OneScaleForAll) {
  expect_pass(keep_packed_weights, R"(
    graph main(%a: f32[1,2]) -> (%y) {
      %w = Constant {value=u2[2,2][1,2,3,0]}
      %s = Constant {value=f32[][0.5]}
      %d = Dequantize(%w, %s)
      %y = MatMul(%a, %d) {transpose_b=true}
    })",
              R"(
    graph main(%a: f32[1,2]) -> (%y) {
      %w = Constant {value=u2[2,2][1,2,3,0]}
      %s = Constant {value=f32[2,1][0.5,0.5]}
      %y = QuantizedMatMul(%a, %w, %s) {block_size=2}
    })",
              1e-6);
}

TEST(KeepPackedWeights, BytesAreForFoldConstants) {
  expect_unchanged(keep_packed_weights, R"(
    graph main(%a: f32[1,2]) -> (%y) {
      %w = Constant {value=i8[2,2][1,2,3,0]}
      %s = Constant {value=f32[][0.5]}
      %d = Dequantize(%w, %s)
      %y = MatMul(%a, %d)
    })");
}

TEST(KeepPackedWeights, ScalesAlongTheWrongAxisStay) {
  expect_unchanged(keep_packed_weights, R"(
    graph main(%a: f32[1,2]) -> (%y) {
      %w = Constant {value=u4[2,2][1,2,3,0]}
      %s = Constant {value=f32[2][0.5,2.0]}
      %d = Dequantize(%w, %s) {axis=0}
      %y = MatMul(%a, %d)
    })");
}

TEST(KeepPackedWeights, WeightsThatOthersReadStay) {
  expect_unchanged(keep_packed_weights, R"(
    graph main(%a: f32[1,2]) -> (%y, %d) {
      %w = Constant {value=u4[2,2][1,2,3,0]}
      %s = Constant {value=f32[][0.5]}
      %d = Dequantize(%w, %s)
      %y = MatMul(%a, %d)
    })");
}

}  // namespace
}  // namespace sinter::test
