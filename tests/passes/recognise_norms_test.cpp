// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/recognise_norms.h"

#include <gtest/gtest.h>

#include "passes/fixture.h"

namespace sinter::test {
namespace {

TEST(RecogniseNorms, LayerNormOfBert) {
  expect_pass(recognise_norms, R"(
    graph main(%x: f32[N,S,4]) -> (%y) {
      %two = Constant {value=f32[][2.0]}
      %eps = Constant {value=f32[][1e-5]}
      %g = Constant {value=f32[4][1.0,2.0,3.0,4.0]}
      %b = Constant {value=f32[4][0.5,0.25,0.0,1.0]}
      %m = Reduce(%x) {kind="mean", axes=[-1]} from ["mean"]
      %d = Sub(%x, %m) from ["sub"]
      %q = Pow(%d, %two) from ["pow"]
      %v = Reduce(%q) {kind="mean", axes=[-1]} from ["var"]
      %e = Add(%v, %eps) from ["eps"]
      %s = Sqrt(%e) from ["sqrt"]
      %n = Div(%d, %s) from ["div"]
      %k = Mul(%n, %g) from ["scale"]
      %y = Add(%k, %b) from ["bias"]
    })",
              R"(
    graph main(%x: f32[N,S,4]) -> (%y) {
      %g = Constant {value=f32[4][1.0,2.0,3.0,4.0]}
      %b = Constant {value=f32[4][0.5,0.25,0.0,1.0]}
      %y = LayerNorm(%x, %g, %b) {axis=2, epsilon=9.999999747378752e-06}
        from ["mean","sub","pow","var","eps","sqrt","div","scale","bias"]
    })",
              1e-5);
}

TEST(RecogniseNorms, LayerNormWithReciprocalAndOverTwoDims) {
  expect_pass(recognise_norms, R"(
    graph main(%x: f32[2,3,4]) -> (%y) {
      %eps = Constant {value=f32[1][1e-3]}
      %m = Reduce(%x) {kind="mean", axes=[1,2]}
      %d = Sub(%x, %m)
      %q = Mul(%d, %d)
      %v = Reduce(%q) {kind="mean", axes=[1,2]}
      %e = Add(%eps, %v)
      %s = Sqrt(%e)
      %r = Reciprocal(%s)
      %y = Mul(%r, %d)
    })",
              R"(
    graph main(%x: f32[2,3,4]) -> (%y) {
      %y = LayerNorm(%x) {axis=1, epsilon=0.0010000000474974513}
    })",
              1e-5);
}

TEST(RecogniseNorms, LayerNormOfTensorFlow) {
  expect_pass(recognise_norms, R"(
    graph main(%x: f32[2,4]) -> (%y) {
      %eps = Constant {value=f32[][1e-3]}
      %g = Constant {value=f32[4][1.0,2.0,3.0,4.0]}
      %b = Constant {value=f32[4][0.5,0.25,0.0,1.0]}
      %m = Reduce(%x) {kind="mean", axes=[1]}
      %d = Sub(%x, %m)
      %q = Mul(%d, %d)
      %v = Reduce(%q) {kind="mean", axes=[1]}
      %e = Add(%v, %eps)
      %s = Sqrt(%e)
      %r = Reciprocal(%s)
      %a = Mul(%r, %g)
      %xa = Mul(%x, %a)
      %ma = Mul(%m, %a)
      %o = Sub(%b, %ma)
      %y = Add(%xa, %o)
    })",
              R"(
    graph main(%x: f32[2,4]) -> (%y) {
      %g = Constant {value=f32[4][1.0,2.0,3.0,4.0]}
      %b = Constant {value=f32[4][0.5,0.25,0.0,1.0]}
      %y = LayerNorm(%x, %g, %b) {axis=1, epsilon=0.0010000000474974513}
    })",
              1e-5);
}

TEST(RecogniseNorms, RmsNormOfLlama) {
  expect_pass(recognise_norms, R"(
    graph main(%x: f32[N,4]) -> (%y) {
      %two = Constant {value=f32[][2.0]}
      %eps = Constant {value=f32[][1e-6]}
      %g = Constant {value=f32[4][1.0,2.0,3.0,4.0]}
      %q = Pow(%x, %two)
      %v = Reduce(%q) {kind="mean", axes=[-1]}
      %e = Add(%v, %eps)
      %s = Sqrt(%e)
      %one = Constant {value=f32[][1.0]}
      %r = Div(%one, %s)
      %n = Mul(%x, %r)
      %y = Mul(%g, %n)
    })",
              R"(
    graph main(%x: f32[N,4]) -> (%y) {
      %g = Constant {value=f32[4][1.0,2.0,3.0,4.0]}
      %y = LayerNorm(%x, %g) {axis=1, epsilon=9.999999974752427e-07, centred=false}
    })",
              1e-5);
}

TEST(RecogniseNorms, RmsNormWithAPower) {
  expect_pass(recognise_norms, R"(
    graph main(%x: f32[2,4]) -> (%y) {
      %eps = Constant {value=f32[][1e-6]}
      %h = Constant {value=f32[][-0.5]}
      %q = Mul(%x, %x)
      %v = Reduce(%q) {kind="mean", axes=[1]}
      %e = Add(%v, %eps)
      %r = Pow(%e, %h)
      %y = Mul(%x, %r)
    })",
              R"(
    graph main(%x: f32[2,4]) -> (%y) {
      %y = LayerNorm(%x) {axis=1, epsilon=9.999999974752427e-07, centred=false}
    })",
              1e-5);
}

TEST(RecogniseNorms, SoftmaxWithItsMaximum) {
  expect_pass(recognise_norms, R"(
    graph main(%x: f32[2,3,4]) -> (%y) {
      %m = Reduce(%x) {kind="max", axes=[1]}
      %d = Sub(%x, %m)
      %e = Exp(%d)
      %s = Reduce(%e) {kind="sum", axes=[1]}
      %y = Div(%e, %s)
    })",
              R"(
    graph main(%x: f32[2,3,4]) -> (%y) {
      %y = Softmax(%x) {axis=1}
    })",
              1e-6);
}

TEST(RecogniseNorms, TheLengthOfAVector) {
  expect_pass(recognise_norms, R"(
    graph main(%x: f32[2,4]) -> (%y, %z) {
      %q = Mul(%x, %x)
      %s = Reduce(%q) {kind="sum", axes=[1]}
      %l = Sqrt(%s)
      %y = Div(%x, %l)
      %a = Abs(%x)
      %z = Reduce(%a) {kind="sum", axes=[0], keep_dims=false}
    })",
              R"(
    graph main(%x: f32[2,4]) -> (%y, %z) {
      %l = Reduce(%x) {kind="l2", axes=[1]}
      %y = Div(%x, %l)
      %z = Reduce(%x) {kind="l1", axes=[0], keep_dims=false}
    })",
              1e-6);
}

TEST(RecogniseNorms, LeavesWhatIsNoNorm) {
  expect_unchanged(recognise_norms, R"(
    graph main(%x: f32[2,4], %p: f32[2,1]) -> (%a, %b, %c, %d) {
      %eps = Constant {value=f32[][1e-5]}
      %m = Reduce(%x) {kind="mean", axes=[1]}
      %e = Sub(%x, %m)
      %q = Mul(%e, %e)
      %v = Reduce(%q) {kind="mean", axes=[1]}
      %s = Sqrt(%v)
      %o = Add(%s, %eps)
      %a = Div(%e, %o)
      %m0 = Reduce(%x) {kind="mean", axes=[0]}
      %e0 = Sub(%x, %m0)
      %q0 = Mul(%e0, %e0)
      %v0 = Reduce(%q0) {kind="mean", axes=[0]}
      %o0 = Add(%v0, %eps)
      %s0 = Sqrt(%o0)
      %b = Div(%e0, %s0)
      %x1 = Exp(%x)
      %t1 = Reduce(%x1) {kind="sum", axes=[1]}
      %c = Div(%x1, %t1)
      %n = LayerNorm(%x) {axis=1}
      %d = Mul(%n, %p)
    })");
}

}  // namespace
}  // namespace sinter::test
