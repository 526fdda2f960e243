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

TEST(RecogniseNorms, SoftmaxWithoutItsMaximum) {
  expect_pass(recognise_norms, R"(
    graph main(%x: f32[2,N,4], %z: f32[2,4]) -> (%y, %w) {
      %e = Exp(%x)
      %s = Reduce(%e) {kind="sum", axes=[1]}
      %y = Div(%e, %s)
      %e2 = Exp(%z)
      %s2 = Reduce(%e2) {kind="sum", axes=[-1]}
      %r2 = Reciprocal(%s2)
      %w = Mul(%r2, %e2)
    })",
              R"(
    graph main(%x: f32[2,N,4], %z: f32[2,4]) -> (%y, %w) {
      %y = Softmax(%x) {axis=1}
      %w = Softmax(%z) {axis=1}
    })",
              1e-6);
}

// Sums over other dims, guarded sums, exponentials of which a part is summed or that are needed elsewhere.
TEST(RecogniseNorms, LeavesWhatIsNoSoftmax) {
  expect_unchanged(recognise_norms, R"(
    graph main(%x: f32[2,4]) -> (%a, %b, %c, %d, %e4) {
      %tiny = Constant {value=f32[][1e-9]}
      %e = Exp(%x)
      %s = Reduce(%e) {kind="sum", axes=[1]}
      %g = Add(%s, %tiny)
      %a = Div(%e, %g)
      %e2 = Exp(%x)
      %s2 = Reduce(%e2) {kind="sum", axes=[0,1]}
      %b = Div(%e2, %s2)
      %e3 = Exp(%x)
      %s3 = Reduce(%e3) {kind="sum", axes=[1]}
      %c = Div(%s3, %e3)
      %e4 = Exp(%x)
      %s4 = Reduce(%e4) {kind="sum", axes=[1]}
      %d = Div(%e4, %s4)
    })");
}

// What torch makes of x.mean(1), (x - u).pow(2).mean(1) in ConvNeXt and SAM.
TEST(RecogniseNorms, LayerNormOverChannels) {
  expect_pass(recognise_norms, R"(
    graph main(%x: f32[N,3,H,2]) -> (%y) {
      %two = Constant {value=f32[][2.0]}
      %eps = Constant {value=f32[][1e-6]}
      %g = Constant {value=f32[3,1,1][1.0,2.0,3.0]}
      %b = Constant {value=f32[3,1,1][0.5,0.25,0.0]}
      %m = Reduce(%x) {kind="mean", axes=[1]} from ["mean"]
      %d = Sub(%x, %m) from ["sub"]
      %q = Pow(%d, %two) from ["pow"]
      %v = Reduce(%q) {kind="mean", axes=[1]} from ["var"]
      %e = Add(%v, %eps) from ["eps"]
      %s = Sqrt(%e) from ["sqrt"]
      %n = Div(%d, %s) from ["div"]
      %k = Mul(%g, %n) from ["scale"]
      %y = Add(%k, %b) from ["bias"]
    })",
              R"(
    graph main(%x: f32[N,3,H,2]) -> (%y) {
      %g = Constant {value=f32[3,1,1][1.0,2.0,3.0]}
      %b = Constant {value=f32[3,1,1][0.5,0.25,0.0]}
      %y = LayerNorm(%x, %g, %b) {axis=1, epsilon=9.999999974752427e-07, dims=1}
        from ["mean","sub","pow","var","eps","sqrt","div","scale","bias"]
    })",
              1e-5);
}

// A scale per element of the last dim is not one of the norm's; sums over dims that are no neighbours are no norm.
TEST(RecogniseNorms, NormsOverDimsInFront) {
  expect_pass(recognise_norms, R"(
    graph main(%x: f32[3,4,2], %p: f32[2]) -> (%y, %z) {
      %eps = Constant {value=f32[][1e-3]}
      %m = Reduce(%x) {kind="mean", axes=[0,1]}
      %d = Sub(%x, %m)
      %q = Mul(%d, %d)
      %v = Reduce(%q) {kind="mean", axes=[0,1]}
      %e = Add(%v, %eps)
      %s = Sqrt(%e)
      %n = Div(%d, %s)
      %y = Mul(%n, %p)
      %o = Mul(%x, %x)
      %w = Reduce(%o) {kind="mean", axes=[0]}
      %f = Add(%w, %eps)
      %t = Sqrt(%f)
      %r = Reciprocal(%t)
      %z = Mul(%x, %r)
    })",
              R"(
    graph main(%x: f32[3,4,2], %p: f32[2]) -> (%y, %z) {
      %n = LayerNorm(%x) {axis=0, epsilon=0.0010000000474974513, dims=2}
      %y = Mul(%n, %p)
      %z = LayerNorm(%x) {axis=0, epsilon=0.0010000000474974513, centred=false, dims=1}
    })",
              1e-5);
  expect_unchanged(recognise_norms, R"(
    graph main(%x: f32[3,4,2]) -> (%y) {
      %eps = Constant {value=f32[][1e-3]}
      %m = Reduce(%x) {kind="mean", axes=[0,2]}
      %d = Sub(%x, %m)
      %q = Mul(%d, %d)
      %v = Reduce(%q) {kind="mean", axes=[0,2]}
      %e = Add(%v, %eps)
      %s = Sqrt(%e)
      %y = Div(%d, %s)
    })");
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
    graph main(%x: f32[2,4], %p: f32[2,1]) -> (%a, %b, %d) {
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
      %q0 = Mul(%x, %x)
      %v0 = Reduce(%q0) {kind="mean", axes=[1]}
      %o0 = Add(%v0, %eps)
      %s0 = Sqrt(%o0)
      %b = Div(%e0, %s0)
      %n = LayerNorm(%x) {axis=1}
      %d = Mul(%n, %p)
    })");
}

}  // namespace
}  // namespace sinter::test
