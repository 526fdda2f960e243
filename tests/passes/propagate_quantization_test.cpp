// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/propagate_quantization.h"

#include <gtest/gtest.h>

#include "passes/fixture.h"

namespace sinter::test {
namespace {

TEST(PropagateQuantization, PairsCancelBehindWhatMovesAndPools) {
  expect_pass(propagate_quantization, R"(
    graph main(%x: i8[1,2,4]) -> (%y) {
      %s = Constant {value=f32[][0.5]}
      %z = Constant {value=i8[][3]}
      %d = Dequantize(%x, %s, %z) from ["dq"]
      %t = Transpose(%d) {perm=[0,2,1]} from ["t"]
      %p = Pooling(%t) {kernel=[2]} from ["pool"]
      %q = Quantize(%p, %s, %z) from ["q"]
      %y = Neg(%q)
    })",
              R"(
    graph main(%x: i8[1,2,4]) -> (%y) {
      %v0 = Transpose(%x) {perm=[0,2,1]} from ["t"]
      %v1 = Pooling(%v0) {kernel=[2]} from ["pool"]
      %y = Neg(%v1)
    })");
}

TEST(PropagateQuantization, QuantizeGoesUp) {
  expect_pass(propagate_quantization, R"(
    graph main(%x: f32[2,3]) -> (%y) {
      %s = Constant {value=f32[][0.5]}
      %r = Relu(%x)
      %t = Reshape(%r) {dims=<3,2>}
      %y = Quantize(%t, %s)
    })",
              R"(
    graph main(%x: f32[2,3]) -> (%y) {
      %s = Constant {value=f32[][0.5]}
      %r = Relu(%x)
      %v0 = Quantize(%r, %s) {axis=0}
      %y = Reshape(%v0) {dims=<3,2>}
    })");
}

TEST(PropagateQuantization, AConcatOfEqualScales) {
  expect_pass(propagate_quantization, R"(
    graph main(%x: u8[2,3], %w: u8[2,1]) -> (%y) {
      %s = Constant {value=f32[][0.5]}
      %s2 = Constant {value=f32[1][0.5]}
      %a = Dequantize(%x, %s)
      %b = Dequantize(%w, %s2)
      %y = Concat(%a, %b) {axis=1}
    })",
              R"(
    graph main(%x: u8[2,3], %w: u8[2,1]) -> (%y) {
      %s = Constant {value=f32[][0.5]}
      %v0 = Concat(%x, %w) {axis=1}
      %y = Dequantize(%v0, %s) {axis=0}
    })");
}

TEST(PropagateQuantization, LeavesOtherScalesAxesAndTheQdqFormOfAProduct) {
  expect_unchanged(propagate_quantization, R"(
    graph main(%x: i8[2,3], %w: i8[3,2]) -> (%a, %b, %c, %d) {
      %s = Constant {value=f32[][0.5]}
      %t = Constant {value=f32[][0.25]}
      %k = Constant {value=f32[3][0.5,0.25,1.0]}
      %e = Dequantize(%x, %s)
      %a = Quantize(%e, %t)
      %f = Dequantize(%x, %k) {axis=1}
      %b = Transpose(%f) {perm=[1,0]}
      %g = Dequantize(%x, %s)
      %h = Dequantize(%w, %s)
      %m = MatMul(%g, %h)
      %c = Quantize(%m, %t)
      %p = Dequantize(%x, %s)
      %q = Dequantize(%x, %t)
      %d = Concat(%p, %q) {axis=0}
    })");
}

}  // namespace
}  // namespace sinter::test
