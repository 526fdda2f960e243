// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/sink_movement.h"

#include <gtest/gtest.h>

#include "passes/fixture.h"

namespace sinter::test {
namespace {

TEST(SinkMovement, BehindPointwiseOpsWithTheirConstants) {
  expect_pass(sink_movement, R"(
    graph main(%x: f32[N,4,2]) -> (%y, %z) {
      %a = Transpose(%x) {perm=[0,2,1]} from ["t"]
      %b = Constant {value=f32[4][1.0,2.0,3.0,4.0]}
      %c = Mul(%a, %b) from ["mul"]
      %y = Relu(%c) from ["relu"]
      %r = Reshape(%x) {dims=<4*N,2>}
      %k = Constant {value=f32[1,2][1.0,2.0]}
      %s = Add(%r, %k)
      %z = Exp(%s)
    })",
              R"(
    graph main(%x: f32[N,4,2]) -> (%y, %z) {
      %b = Constant {value=f32[4][1.0,2.0,3.0,4.0]}
      %v0 = Reshape(%b) {dims=<1,1,4>}
      %v1 = Transpose(%v0) {perm=[0,2,1]}
      %v2 = Mul(%x, %v1) from ["mul"]
      %v3 = Relu(%v2) from ["relu"]
      %y = Transpose(%v3) {perm=[0,2,1]} from ["t"]
      %k = Constant {value=f32[1,2][1.0,2.0]}
      %v4 = Reshape(%k) {dims=<2>}
      %v5 = Add(%x, %v4)
      %v6 = Exp(%v5)
      %z = Reshape(%v6) {dims=<4*N,2>}
    })");
}

TEST(SinkMovement, BehindAConstantThatSpansWhatTheLastDimWasSplitInto) {
  expect_pass(sink_movement, R"(
    graph main(%x: f32[N,6]) -> (%y) {
      %r = Reshape(%x) {dims=<N,3,2>}
      %b = Constant {value=f32[1,3,2][1.0,2.0,3.0,4.0,5.0,6.0]}
      %y = Add(%r, %b)
    })",
              R"(
    graph main(%x: f32[N,6]) -> (%y) {
      %b = Constant {value=f32[1,3,2][1.0,2.0,3.0,4.0,5.0,6.0]}
      %v0 = Reshape(%b) {dims=<6>}
      %v1 = Add(%x, %v0)
      %y = Reshape(%v1) {dims=<N,3,2>}
    })");
  expect_unchanged(sink_movement, R"(
    graph main(%x: f32[N,6], %z: f32[2,3]) -> (%y, %w) {
      %r = Reshape(%x) {dims=<N,3,2>}
      %b = Constant {value=f32[3,1][1.0,2.0,3.0]}
      %y = Add(%r, %b)
      %s = Reshape(%z) {dims=<3,2>}
      %c = Constant {value=f32[3,2][1.0,2.0,3.0,4.0,5.0,6.0]}
      %w = Add(%s, %c)
    })");
}

TEST(SinkMovement, BehindOpsWhoseOperandsMoveAlike) {
  expect_pass(sink_movement, R"(
    graph main(%x: f32[2,3], %w: f32[2,3]) -> (%y) {
      %a = Transpose(%x) {perm=[1,0]}
      %b = Transpose(%w) {perm=[1,0]}
      %y = Add(%a, %b)
    })",
              R"(
    graph main(%x: f32[2,3], %w: f32[2,3]) -> (%y) {
      %v0 = Add(%x, %w)
      %y = Transpose(%v0) {perm=[1,0]}
    })");
}

TEST(SinkMovement, ExpandBehindCheaperOps) {
  expect_pass(sink_movement, R"(
    graph main(%x: f32[1,3], %n: f32[N]) -> (%y) {
      %e = Expand(%x) {dims=<N,3>}
      %y = Sigmoid(%e)
    })",
              R"(
    graph main(%x: f32[1,3], %n: f32[N]) -> (%y) {
      %v0 = Sigmoid(%x)
      %y = Expand(%v0) {dims=<N,3>}
    })");
}

TEST(SinkMovement, BehindProducts) {
  expect_pass(sink_movement, R"(
    graph main(%x: f32[B,S,4], %w: f32[4,3], %q: f32[B,2,S,4], %k: f32[B,2,4,T]) -> (%y, %z) {
      %a = Reshape(%x) {dims=<B*S,4>}
      %c = MatMul(%a, %w)
      %y = Reshape(%c) {dims=<B,S,3>}
      %d = Reshape(%q) {dims=<2*B,S,4>}
      %e = Reshape(%k) {dims=<2*B,4,T>}
      %f = MatMul(%d, %e)
      %z = Softmax(%f) {axis=2}
    })",
              R"(
    graph main(%x: f32[B,S,4], %w: f32[4,3], %q: f32[B,2,S,4], %k: f32[B,2,4,T]) -> (%y, %z) {
      %v0 = MatMul(%x, %w)
      %c = Reshape(%v0) {dims=<B*S,3>}
      %y = Reshape(%c) {dims=<B,S,3>}
      %v1 = MatMul(%q, %k)
      %v2 = Softmax(%v1)
      %z = Reshape(%v2) {dims=<2*B,S,T>}
    })",
              1e-5);
}

TEST(SinkMovement, OnlyTheRowIsFlattenedForAProduct) {
  expect_pass(sink_movement, R"(
    graph main(%x: f32[B,S,2,2], %w: f32[4,3]) -> (%y) {
      %a = Reshape(%x) {dims=<B*S,4>}
      %y = MatMul(%a, %w)
    })",
              R"(
    graph main(%x: f32[B,S,2,2], %w: f32[4,3]) -> (%y) {
      %v0 = Reshape(%x) {dims=<B,S,4>}
      %v1 = MatMul(%v0, %w)
      %y = Reshape(%v1) {dims=<B*S,3>}
    })",
              1e-5);
}

TEST(SinkMovement, ATransposeOfRowsWhereItMeetsAnother) {
  expect_pass(sink_movement, R"(
    graph main(%x: f32[B,S,4], %w: f32[4,3]) -> (%y) {
      %a = Transpose(%x) {perm=[1,0,2]}
      %c = MatMul(%a, %w)
      %y = Transpose(%c) {perm=[1,0,2]}
    })",
              R"(
    graph main(%x: f32[B,S,4], %w: f32[4,3]) -> (%y) {
      %v0 = MatMul(%x, %w)
      %c = Transpose(%v0) {perm=[1,0,2]}
      %y = Transpose(%c) {perm=[1,0,2]}
    })",
              1e-5);
}

TEST(SinkMovement, BehindOpsThatNameAxes) {
  expect_pass(sink_movement, R"(
    graph main(%x: f32[2,3,4], %w: f32[2,3,5], %q: f32[2,6]) -> (%c, %d, %e, %f, %g) {
      %a = Transpose(%x) {perm=[0,2,1]}
      %b = Transpose(%w) {perm=[0,2,1]}
      %c = Concat(%a, %b) {axis=1}
      %a1 = Transpose(%x) {perm=[1,2,0]}
      %d = Reduce(%a1) {kind="sum", axes=[0,2], keep_dims=false}
      %a2 = Transpose(%x) {perm=[2,0,1]}
      %e = Pad(%a2) {begin=<1,0,2>, end=<0,0,0>}
      %a3 = Transpose(%x) {perm=[2,0,1]}
      %f = Slice(%a3) {axes=[0], starts=<1>, ends=<3>, steps=[1]}
      %a4 = Reshape(%q) {dims=<2,3,2>}
      %g = Slice(%a4) {axes=[1], starts=<1>, ends=<3>, steps=[1]}
    })",
              R"(
    graph main(%x: f32[2,3,4], %w: f32[2,3,5], %q: f32[2,6]) -> (%c, %d, %e, %f, %g) {
      %v0 = Concat(%x, %w) {axis=2}
      %c = Transpose(%v0) {perm=[0,2,1]}
      %v1 = Reduce(%x) {axes=[0,1], keep_dims=false}
      %d = Transpose(%v1) {perm=[0]}
      %v2 = Pad(%x) {begin=<0,2,1>, end=<0,0,0>}
      %e = Transpose(%v2) {perm=[2,0,1]}
      %v3 = Slice(%x) {axes=[2], starts=<1>, ends=<3>, steps=[1]}
      %f = Transpose(%v3) {perm=[2,0,1]}
      %v4 = Slice(%q) {axes=[1], starts=<2>, ends=<6>, steps=[1]}
      %g = Reshape(%v4) {dims=<2,2,2>}
    })",
              1e-6);
}

TEST(SinkMovement, StaysWhereItWouldCostOrChangeSomething) {
  expect_unchanged(sink_movement, R"(
    graph main(%x: f32[2,3], %h: f16[2,3], %r: f32[3,2], %z: f32[2,6]) -> (%a, %b, %c, %d, %e) {
      %a = Transpose(%x) {perm=[1,0]}
      %b = Relu(%a)
      %s = Transpose(%h) {perm=[1,0]}
      %c = Cast(%s) {to=f32}
      %t = Transpose(%x) {perm=[1,0]}
      %d = Add(%t, %r)
      %q = Reshape(%z) {dims=<4,3>}
      %e = Softmax(%q) {axis=1}
    })");
}

}  // namespace
}  // namespace sinter::test
