// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/recognise_attention.h"

#include <gtest/gtest.h>

#include "passes/fixture.h"

namespace sinter::test {
namespace {

TEST(RecogniseAttention, ScaleOnTheScoresAndAnAddedMask) {
  expect_pass(recognise_attention, R"(
    graph main(%q: f32[B,2,S,4], %k: f32[B,2,T,4], %v: f32[B,2,T,3], %m: f32[B,1,1,T]) -> (%y) {
      %t = Transpose(%k) {perm=[0,1,3,2]} from ["transpose"]
      %s = MatMul(%q, %t) from ["qk"]
      %c = Constant {value=f32[][2.0]}
      %d = Div(%s, %c) from ["scale"]
      %a = Add(%d, %m) from ["mask"]
      %p = Softmax(%a) {axis=3} from ["softmax"]
      %y = MatMul(%p, %v) from ["out"]
    })",
              R"(
    graph main(%q: f32[B,2,S,4], %k: f32[B,2,T,4], %v: f32[B,2,T,3], %m: f32[B,1,1,T]) -> (%y) {
      %y = Attention(%q, %k, %v, %m) {scale=0.5} from ["transpose","qk","scale","mask","softmax","out"]
    })",
              1e-5);
}

TEST(RecogniseAttention, ScaleOnTheQueriesAndKeysThatTheProductTransposes) {
  expect_pass(recognise_attention, R"(
    graph main(%q: f32[B,2,S,4], %k: f32[B,2,T,4], %v: f32[B,2,T,3]) -> (%y) {
      %c = Constant {value=f32[][0.5]}
      %qs = Mul(%q, %c)
      %s = MatMul(%qs, %k) {transpose_b=true}
      %p = Softmax(%s)
      %y = MatMul(%p, %v)
    })",
              R"(
    graph main(%q: f32[B,2,S,4], %k: f32[B,2,T,4], %v: f32[B,2,T,3]) -> (%y) {
      %y = Attention(%q, %k, %v) {scale=0.5}
    })",
              1e-5);
}

TEST(RecogniseAttention, TheRootOfTheScaleOnBothAndTheGuardOfSdpa) {
  expect_pass(recognise_attention, R"(
    graph main(%q: f32[B,2,S,4], %k: f32[B,T,2,4], %v: f32[B,2,T,3], %m: f32[S,T]) -> (%y) {
      %c = Constant {value=f32[1][0.5]}
      %zero = Constant {value=f32[][0.0]}
      %kt = Transpose(%k) {perm=[0,2,3,1]}
      %qs = Mul(%q, %c)
      %ks = Mul(%kt, %c)
      %s = MatMul(%qs, %ks)
      %a = Add(%s, %m)
      %e = Softmax(%a) {axis=-1}
      %n = IsNaN(%e)
      %p = Select(%n, %zero, %e)
      %y = MatMul(%p, %v)
    })",
              R"(
    graph main(%q: f32[B,2,S,4], %k: f32[B,T,2,4], %v: f32[B,2,T,3], %m: f32[S,T]) -> (%y) {
      %v0 = Transpose(%k) {perm=[0,2,1,3]}
      %y = Attention(%q, %v0, %v, %m) {scale=0.25}
    })",
              1e-5);
}

// As einsums over [batch, key, head, query] are exported.
TEST(RecogniseAttention, ProbabilitiesOfKeysByQueries) {
  expect_pass(recognise_attention, R"(
    graph main(%q: f32[B,2,S,4], %k: f32[B,2,T,4], %v: f32[B,2,3,T], %m: f32[B,1,T,1]) -> (%y) {
      %s = MatMul(%k, %q) {transpose_b=true} from ["qk"]
      %a = Add(%s, %m) from ["mask"]
      %p = Softmax(%a) {axis=2} from ["softmax"]
      %y = MatMul(%p, %v) {transpose_a=true, transpose_b=true} from ["out"]
    })",
              R"(
    graph main(%q: f32[B,2,S,4], %k: f32[B,2,T,4], %v: f32[B,2,3,T], %m: f32[B,1,T,1]) -> (%y) {
      %v0 = Transpose(%m) {perm=[0,1,3,2]} from ["mask"]
      %v1 = Transpose(%v) {perm=[0,1,3,2]} from ["out"]
      %y = Attention(%q, %k, %v1, %v0) {scale=1.0} from ["qk","mask","softmax","out"]
    })",
              1e-5);
}

TEST(RecogniseAttention, ASoftmaxOverTheQueriesIsNone) {
  expect_unchanged(recognise_attention, R"(
    graph main(%q: f32[B,2,S,4], %k: f32[B,2,T,4], %v: f32[B,2,T,3]) -> (%y) {
      %s = MatMul(%k, %q) {transpose_b=true}
      %p = Softmax(%s) {axis=3}
      %y = MatMul(%p, %v) {transpose_a=true}
    })");
}

TEST(RecogniseAttention, AMaskThatReplacesScores) {
  expect_pass(recognise_attention, R"(
    graph main(%q: f32[1,2,3,4], %k: f32[1,2,5,4], %v: f32[1,2,5,3], %m: bool[1,1,3,5]) -> (%y) {
      %low = Constant {value=f32[][-1e9]}
      %s = MatMul(%q, %k) {transpose_b=true}
      %a = Select(%m, %low, %s)
      %p = Softmax(%a) {axis=3}
      %y = MatMul(%p, %v)
    })",
              R"(
    graph main(%q: f32[1,2,3,4], %k: f32[1,2,5,4], %v: f32[1,2,5,3], %m: bool[1,1,3,5]) -> (%y) {
      %v0 = Not(%m)
      %v1 = Constant {value=f32[][0.0]}
      %v2 = Constant {value=f32[][-3.4028234663852886e+38]}
      %v3 = Select(%v0, %v1, %v2)
      %y = Attention(%q, %k, %v, %v3) {scale=1.0}
    })",
              1e-5);
}

TEST(RecogniseAttention, ConditionsBecomeABoolMask) {
  expect_pass(recognise_attention, R"(
    graph main(%q: f32[1,2,3,4], %k: f32[1,2,5,4], %v: f32[1,2,5,3], %m: bool[1,1,1,5]) -> (%y) {
      %zero = Constant {value=f32[][0.0]}
      %low = Constant {value=f32[][-inf]}
      %f = Select(%m, %zero, %low)
      %s = MatMul(%q, %k) {transpose_b=true}
      %a = Add(%s, %f)
      %e = Softmax(%a) {axis=3}
      %n = IsNaN(%e)
      %p = Select(%n, %zero, %e)
      %y = MatMul(%p, %v)
    })",
              R"(
    graph main(%q: f32[1,2,3,4], %k: f32[1,2,5,4], %v: f32[1,2,5,3], %m: bool[1,1,1,5]) -> (%y) {
      %y = Attention(%q, %k, %v, %m) {scale=1.0}
    })",
              1e-5);
}

TEST(RecogniseAttention, ATriangleOfConstantsIsCausal) {
  expect_pass(recognise_attention, R"(
    graph main(%q: f32[1,2,3,4], %k: f32[1,2,3,4], %v: f32[1,2,3,3]) -> (%y) {
      %m = Constant {value=bool[1,1,3,3][1,0,0,1,1,0,1,1,1]}
      %low = Constant {value=f32[][-10000.0]}
      %s = MatMul(%q, %k) {transpose_b=true}
      %a = Select(%m, %s, %low)
      %p = Softmax(%a) {axis=3}
      %y = MatMul(%p, %v)
    })",
              R"(
    graph main(%q: f32[1,2,3,4], %k: f32[1,2,3,4], %v: f32[1,2,3,3]) -> (%y) {
      %y = Attention(%q, %k, %v) {scale=1.0, causal=true}
    })",
              1e-5);
}

TEST(RecogniseAttention, PositionsComparedBehindACacheAreCausal) {
  expect_pass(recognise_attention, R"(
    graph main(%q: f32[B,2,S,4], %past: f32[B,2,P,4], %k: f32[B,2,S,4], %v: f32[B,2,P+S,3],
               %pad: bool[B,1,1,P+S]) -> (%y, %all) {
      %all = Concat(%past, %k) {axis=2}
      %sv = Shape(%k) {start=2, end=3}
      %pv = Shape(%past) {start=2, end=3}
      %s0 = Reshape(%sv) {dims=[]}
      %p0 = Reshape(%pv) {dims=[]}
      %t0 = Add(%p0, %s0)
      %zero = Constant {value=i64[][0]}
      %one = Constant {value=i64[][1]}
      %rows = Range(%zero, %s0, %one)
      %late = Add(%rows, %p0)
      %keys = Range(%zero, %t0, %one)
      %r = Reshape(%late) {dims=<1,1,S,1>}
      %c = Reshape(%keys) {dims=<1,1,1,P+S>}
      %le = LessOrEqual(%c, %r)
      %keep = And(%le, %pad)
      %fz = Constant {value=f32[][0.0]}
      %low = Constant {value=f32[][-inf]}
      %f = Select(%keep, %fz, %low)
      %s = MatMul(%q, %all) {transpose_b=true}
      %a = Add(%s, %f)
      %e = Softmax(%a) {axis=3}
      %n = IsNaN(%e)
      %p = Select(%n, %fz, %e)
      %y = MatMul(%p, %v)
    })",
              R"(
    graph main(%q: f32[B,2,S,4], %past: f32[B,2,P,4], %k: f32[B,2,S,4], %v: f32[B,2,P+S,3],
               %pad: bool[B,1,1,P+S]) -> (%y, %all) {
      %all = Concat(%past, %k) {axis=2}
      %y = Attention(%q, %all, %v, %pad) {scale=1.0, causal=true, align="bottom_right"}
    })",
              1e-5);
}

TEST(RecogniseAttention, HeadsRepeatedForGroups) {
  expect_pass(recognise_attention, R"(
    graph main(%q: f32[B,4,S,4], %k: f32[B,2,T,4], %v: f32[B,2,T,3]) -> (%y) {
      %k1 = Reshape(%k) {dims=<B,2,1,T,4>}
      %k2 = Expand(%k1) {dims=<B,2,2,T,4>}
      %k3 = Reshape(%k2) {dims=<B,4,T,4>}
      %v1 = Reshape(%v) {dims=<B,2,1,T,3>}
      %v2 = Expand(%v1) {dims=<B,2,2,T,3>}
      %v3 = Reshape(%v2) {dims=<B,4,T,3>}
      %s = MatMul(%q, %k3) {transpose_b=true}
      %p = Softmax(%s) {axis=3}
      %y = MatMul(%p, %v3)
    })",
              R"(
    graph main(%q: f32[B,4,S,4], %k: f32[B,2,T,4], %v: f32[B,2,T,3]) -> (%y) {
      %k1 = Reshape(%k) {dims=<B,2,1,T,4>}
      %v0 = Reshape(%v) {dims=<B,2,1,T,3>}
      %v1 = Reshape(%k1) {dims=<B,2,T,4>}
      %v2 = Reshape(%v0) {dims=<B,2,T,3>}
      %y = Attention(%q, %v1, %v2) {scale=1.0}
    })",
              1e-5);
}

TEST(RecogniseAttention, SoftcapAndAMaskBehindIt) {
  expect_pass(recognise_attention, R"(
    graph main(%q: f32[1,2,3,4], %k: f32[1,2,5,4], %v: f32[1,2,5,3], %m: f32[3,5]) -> (%y) {
      %c = Constant {value=f32[][0.5]}
      %cap = Constant {value=f32[][30.0]}
      %s = MatMul(%q, %k) {transpose_b=true}
      %d = Mul(%s, %c)
      %e = Div(%d, %cap)
      %t = Tanh(%e)
      %f = Mul(%t, %cap)
      %a = Add(%f, %m)
      %p = Softmax(%a) {axis=3}
      %y = MatMul(%p, %v)
    })",
              R"(
    graph main(%q: f32[1,2,3,4], %k: f32[1,2,5,4], %v: f32[1,2,5,3], %m: f32[3,5]) -> (%y) {
      %y = Attention(%q, %k, %v, %m) {scale=0.5, softcap=30.0}
    })",
              1e-5);
}

TEST(RecogniseAttention, BatchesOfProductsOfRankThree) {
  expect_pass(recognise_attention, R"(
    graph main(%q: f32[6,3,4], %k: f32[6,5,4], %v: f32[6,5,3], %m: f32[6,1,5]) -> (%y) {
      %s = MatMul(%q, %k) {transpose_b=true}
      %a = Add(%s, %m)
      %p = Softmax(%a) {axis=2}
      %y = MatMul(%p, %v)
    })",
              R"(
    graph main(%q: f32[6,3,4], %k: f32[6,5,4], %v: f32[6,5,3], %m: f32[6,1,5]) -> (%y) {
      %v0 = Reshape(%q) {dims=<6,1,3,4>}
      %v1 = Reshape(%k) {dims=<6,1,5,4>}
      %v2 = Reshape(%v) {dims=<6,1,5,3>}
      %v3 = Reshape(%m) {dims=<6,1,1,5>}
      %v4 = Attention(%v0, %v1, %v2, %v3) {scale=1.0}
      %y = Reshape(%v4) {dims=<6,3,3>}
    })",
              1e-5);
}

TEST(RecogniseAttention, APositionBiasAndAMask) {
  expect_pass(recognise_attention, R"(
    graph main(%q: f32[1,2,3,4], %k: f32[1,2,5,4], %v: f32[1,2,5,3], %b: f32[1,2,3,5], %m: f32[1,1,1,5]) -> (%y) {
      %s = MatMul(%q, %k) {transpose_b=true}
      %a = Add(%s, %b)
      %d = Add(%a, %m)
      %p = Softmax(%d) {axis=3}
      %y = MatMul(%p, %v)
    })",
              R"(
    graph main(%q: f32[1,2,3,4], %k: f32[1,2,5,4], %v: f32[1,2,5,3], %b: f32[1,2,3,5], %m: f32[1,1,1,5]) -> (%y) {
      %v0 = Add(%m, %b)
      %y = Attention(%q, %k, %v, %v0) {scale=1.0}
    })",
              1e-5);
}

TEST(RecogniseAttention, HalfWithScoresInSingle) {
  expect_pass(recognise_attention, R"(
    graph main(%q: f16[1,2,3,4], %k: f16[1,2,5,4], %v: f16[1,2,5,3]) -> (%y) {
      %s = MatMul(%q, %k) {transpose_b=true}
      %w = Cast(%s) {to=f32}
      %e = Softmax(%w) {axis=3}
      %p = Cast(%e) {to=f16}
      %y = MatMul(%p, %v)
    })",
              R"(
    graph main(%q: f16[1,2,3,4], %k: f16[1,2,5,4], %v: f16[1,2,5,3]) -> (%y) {
      %y = Attention(%q, %k, %v) {scale=1.0}
    })",
              3e-3);
}

TEST(RecogniseAttention, LeavesProbabilitiesThatAreUsedAndOtherAxes) {
  expect_unchanged(recognise_attention, R"(
    graph main(%q: f32[1,2,3,4], %k: f32[1,2,3,4], %v: f32[1,2,3,3], %w: f32[3,5],
               %m: f32[2,2,3,3]) -> (%p, %y, %a, %b, %c) {
      %s = MatMul(%q, %k) {transpose_b=true}
      %p = Softmax(%s) {axis=3}
      %y = MatMul(%p, %v)
      %s1 = MatMul(%q, %k) {transpose_b=true}
      %p1 = Softmax(%s1) {axis=2}
      %a = MatMul(%p1, %v)
      %s2 = MatMul(%q, %k) {transpose_b=true}
      %p2 = Softmax(%s2) {axis=3}
      %b = MatMul(%p2, %w)
      %s3 = MatMul(%q, %k) {transpose_b=true}
      %a3 = Add(%s3, %m)
      %p3 = Softmax(%a3) {axis=3}
      %c = MatMul(%p3, %v)
    })");
}

}  // namespace
}  // namespace sinter::test
