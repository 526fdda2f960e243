// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/canonicalise.h"

#include <gtest/gtest.h>

#include "passes/fixture.h"

namespace sinter::test {
namespace {

TEST(CanonicaliseRules, PowersAndNegations) {
  expect_pass(canonicalise, R"(
    graph main(%x: f32[16], %z: f32[16]) -> (%a, %b, %c, %d, %e, %f) {
      %two = Constant {value=f32[][2.0]}
      %minus = Constant {value=f32[][-1.0]}
      %one = Constant {value=f32[][1.0]}
      %a = Pow(%x, %two)
      %b = Pow(%x, %minus)
      %c = Div(%one, %x)
      %n = Mul(%x, %minus)
      %d = Add(%z, %n)
      %m = Neg(%x)
      %e = Sub(%z, %m)
      %k = Neg(%m)
      %f = Exp(%k)
    })",
              R"(
    graph main(%x: f32[16], %z: f32[16]) -> (%a, %b, %c, %d, %e, %f) {
      %a = Mul(%x, %x)
      %b = Reciprocal(%x)
      %c = Reciprocal(%x)
      %d = Sub(%z, %x)
      %e = Add(%z, %x)
      %f = Exp(%x)
    })");
}

TEST(CanonicaliseRules, ZeroAddedToASum) {
  expect_pass(canonicalise, R"(
    graph main(%x: f32[2,3], %w: f32[3,2]) -> (%y) {
      %zero = Constant {value=f32[2][0.0,0.0]}
      %a = MatMul(%x, %w)
      %b = Add(%a, %zero)
      %y = Relu(%b)
    })",
              R"(
    graph main(%x: f32[2,3], %w: f32[3,2]) -> (%y) {
      %a = MatMul(%x, %w)
      %y = Relu(%a)
    })",
              1e-6);
}

TEST(CanonicaliseRules, KnownConditions) {
  expect_pass(canonicalise, R"(
    graph main(%c: bool[4], %x: f32[4], %z: f32[4]) -> (%a, %b, %d, %e) {
      %true = Constant {value=bool[1][1]}
      %false = Constant {value=bool[4][0,0,0,0]}
      %p = And(%c, %true)
      %q = Or(%p, %false)
      %n = Not(%q)
      %m = Not(%n)
      %a = Select(%m, %x, %z)
      %b = Select(%n, %x, %z)
      %f = And(%c, %false)
      %s = Select(%f, %x, %z)
      %d = Exp(%s)
      %e = Or(%c, %true)
    })",
              R"(
    graph main(%c: bool[4], %x: f32[4], %z: f32[4]) -> (%a, %b, %d, %e) {
      %a = Select(%c, %x, %z)
      %b = Select(%c, %z, %x)
      %d = Exp(%z)
      %v0 = Constant {value=bool[][1]}
      %e = Expand(%v0) {dims=<4>}
    })");
}

TEST(CanonicaliseRules, PositionsAreNotNegative) {
  expect_pass(canonicalise, R"(
    graph main(%x: f32[N]) -> (%y) {
      %n = Shape(%x)
      %s = Reshape(%n) {dims=[]}
      %zero = Constant {value=i64[][0]}
      %one = Constant {value=i64[][1]}
      %r = Range(%zero, %s, %one)
      %k = Reshape(%r) {dims=<1,N>}
      %y = GreaterOrEqual(%k, %zero)
    })",
              R"(
    graph main(%x: f32[N]) -> (%y) {
      %v0 = Constant {value=bool[][1]}
      %y = Expand(%v0) {dims=<1,N>}
    })");
}

TEST(CanonicaliseRules, BoundsAreClips) {
  expect_pass(canonicalise, R"(
    graph main(%x: f32[16]) -> (%a, %b, %c) {
      %zero = Constant {value=f32[][0.0]}
      %six = Constant {value=f32[][6.0]}
      %low = Max(%x, %zero)
      %a = Min(%low, %six)
      %b = Max(%zero, %x)
      %r = Relu(%x)
      %s = Relu(%r)
      %c = Exp(%s)
    })",
              R"(
    graph main(%x: f32[16]) -> (%a, %b, %c) {
      %a = Clip(%x) {min=0.0, max=6.0}
      %b = Relu(%x)
      %r = Relu(%x)
      %c = Exp(%r)
    })",
              1e-6);
}

TEST(CanonicaliseRules, SlicesAndJoints) {
  expect_pass(canonicalise, R"(
    graph main(%x: f32[N,8], %z: f32[N,2]) -> (%a, %b, %c, %d, %e) {
      %s = Slice(%x) {axes=[1], starts=<2>, ends=<8>, steps=[1]}
      %a = Slice(%s) {axes=[1], starts=<1>, ends=<3>, steps=[1]}
      %j = Concat(%x, %z) {axis=1}
      %b = Slice(%j) {axes=[1], starts=<8>, ends=<9>, steps=[1]}
      %p = Slice(%x) {axes=[1], starts=<0>, ends=<3>, steps=[1]}
      %q = Slice(%x) {axes=[1], starts=<3>, ends=<8>, steps=[1]}
      %w = Concat(%p, %q) {axis=1}
      %c = Relu(%w)
      %k = Concat(%x, %z) {axis=1}
      %d = Concat(%k, %z) {axis=-1}
      %i = Constant {value=i64[][-1]}
      %e = Gather(%x, %i) {axis=1}
    })",
              R"(
    graph main(%x: f32[N,8], %z: f32[N,2]) -> (%a, %b, %c, %d, %e) {
      %a = Slice(%x) {axes=[1], starts=<3>, ends=<5>, steps=[1]}
      %b = Slice(%z) {axes=[1], starts=<0>, ends=<1>, steps=[1]}
      %c = Relu(%x)
      %d = Concat(%x, %z, %z) {axis=1}
      %v0 = Slice(%x) {axes=[1], starts=<7>, ends=<8>, steps=[1]}
      %e = Reshape(%v0) {dims=<N>}
    })");
}

TEST(CanonicaliseRules, SlicesThatOverlapJointsAndUnknownPlacesStay) {
  expect_unchanged(canonicalise, R"(
    graph main(%x: f32[N,8], %z: f32[N,2], %i: i64[1]) -> (%a, %b, %c, %d) {
      %j = Concat(%x, %z) {axis=1}
      %a = Slice(%j) {axes=[1], starts=<6>, ends=<9>, steps=[1]}
      %b = Gather(%x, %i) {axis=1}
      %k = Constant {value=i64[1][3]}
      %c = Gather(%x, %k) {axis=0}
      %p = Slice(%x) {axes=[1], starts=<0>, ends=<3>, steps=[1]}
      %q = Slice(%x) {axes=[1], starts=<4>, ends=<8>, steps=[1]}
      %d = Concat(%p, %q) {axis=1}
    })");
}

TEST(CanonicaliseRules, AConstantOfTerabytesStaysOneElement) {
  expect_pass(canonicalise, R"(
    graph main(%x: f32[2]) -> (%y, %z) {
      %c = Constant {value=f32[1][0.5]}
      %e = Expand(%c) {dims=<1000000,2,1>}
      %r = Reshape(%e) {dims=<2,1000000>}
      %t = Transpose(%r) {perm=[1,0]}
      %s = Slice(%t) {axes=[0], starts=<0>, ends=<3>, steps=[1]}
      %y = Add(%s, %x)
      %z = Relu(%x)
    })",
              R"(
    graph main(%x: f32[2]) -> (%y, %z) {
      %c = Constant {value=f32[1][0.5]}
      %v0 = Reshape(%c)
      %s = Expand(%v0) {dims=<3,2>}
      %y = Add(%s, %x)
      %z = Relu(%x)
    })");
}

TEST(CanonicaliseRules, ProductsReadTransposedOperands) {
  expect_pass(canonicalise, R"(
    graph main(%x: f32[2,3,4], %w: f32[2,3,5]) -> (%y) {
      %t = Transpose(%x) {perm=[0,2,1]}
      %y = MatMul(%t, %w)
    })",
              R"(
    graph main(%x: f32[2,3,4], %w: f32[2,3,5]) -> (%y) {
      %y = MatMul(%x, %w) {transpose_a=true}
    })",
              1e-6);
}

TEST(CanonicaliseRules, ProductsWithoutBatchDimsOfExtentOne) {
  expect_pass(canonicalise, R"(
    graph main(%a: f32[B,2,1,3,4], %b: f32[B,2,1,4,5]) -> (%y) {
      %y = MatMul(%a, %b) from ["product"]
    })",
              R"(
    graph main(%a: f32[B,2,1,3,4], %b: f32[B,2,1,4,5]) -> (%y) {
      %v0 = Reshape(%a) {dims=<B,2,3,4>}
      %v1 = Reshape(%b) {dims=<B,2,4,5>}
      %v2 = MatMul(%v0, %v1) from ["product"]
      %y = Reshape(%v2) {dims=<B,2,1,3,5>} from ["product"]
    })",
              1e-6);
  expect_unchanged(canonicalise, R"(
    graph main(%a: f32[B,1,3,4], %b: f32[B,1,4,5], %c: f32[1,2,6,3,4], %d: f32[2,2,6,4,5]) -> (%x, %y) {
      %x = MatMul(%a, %b)
      %y = MatMul(%c, %d)
    })");
}

TEST(CanonicaliseRules, SizesInFloats) {
  expect_pass(canonicalise, R"(
    graph main(%x: f32[N,M], %z: f32[K,3]) -> (%y) {
      %n = Shape(%x) {start=0, end=1}
      %k = Shape(%z) {start=0, end=1}
      %nf = Cast(%n) {to=f32}
      %kf = Cast(%k) {to=f32}
      %m = Min(%nf, %kf)
      %h = Constant {value=f32[][2.0]}
      %d = Div(%m, %h)
      %f = Floor(%d)
      %y = Cast(%f) {to=i64}
    })",
              R"(
    graph main(%x: f32[N,M], %z: f32[K,3]) -> (%y) {
      %n = Shape(%x) {end=1}
      %k = Shape(%z) {end=1}
      %v0 = Min(%n, %k)
      %v1 = Constant {value=i64[][2]}
      %y = Div(%v0, %v1)
    })");
}

TEST(CanonicaliseRules, SizesInFloatsThatAreNoIntegersStay) {
  expect_unchanged(canonicalise, R"(
    graph main(%x: f32[N,M], %s: f32[1]) -> (%y, %z) {
      %n = Shape(%x) {start=0, end=1}
      %nf = Cast(%n) {to=f32}
      %h = Constant {value=f32[][1.5]}
      %m = Mul(%nf, %h)
      %y = Cast(%m) {to=i64}
      %k = Mul(%nf, %s)
      %z = Cast(%k) {to=i64}
    })");
}

TEST(CanonicaliseRules, PowersThatAreNoProductsStay) {
  expect_unchanged(canonicalise, R"(
    graph main(%x: f32[4], %i: i32[4], %w: f32[1,4]) -> (%a, %b, %c, %d) {
      %half = Constant {value=f32[][0.5]}
      %three = Constant {value=f32[][3.0]}
      %two = Constant {value=f32[4,1][2.0,2.0,2.0,2.0]}
      %a = Pow(%x, %half)
      %b = Pow(%x, %three)
      %k = Constant {value=i32[][2]}
      %c = Pow(%i, %k)
      %d = Pow(%w, %two)
    })");
}

}  // namespace
}  // namespace sinter::test
