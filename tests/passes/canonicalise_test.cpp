// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/canonicalise.h"

#include <gtest/gtest.h>

#include "passes/fixture.h"

namespace sinter::test {
namespace {

TEST(Canonicalise, ConstantsGoToTheRight) {
  expect_pass(canonicalise, R"(
    graph main(%x: f32[2]) -> (%y) {
      %c = Constant {value=f32[2][1.0,2.0]}
      %y = Add(%c, %x)
    })",
              R"(
    graph main(%x: f32[2]) -> (%y) {
      %c = Constant {value=f32[2][1.0,2.0]}
      %y = Add(%x, %c)
    })");
}

TEST(Canonicalise, SubtractionAndDivisionByConstants) {
  expect_pass(canonicalise, R"(
    graph main(%x: f32[16]) -> (%z) {
      %c = Constant {value=f32[1][3.5]}
      %d = Constant {value=f32[1][8.0]}
      %y = Sub(%x, %c)
      %z = Div(%y, %d)
    })",
              R"(
    graph main(%x: f32[16]) -> (%z) {
      %v0 = Constant {value=f32[1][-3.5]}
      %y = Add(%x, %v0)
      %v1 = Constant {value=f32[1][0.125]}
      %z = Mul(%y, %v1)
    })");
}

TEST(Canonicalise, DivisionThatWouldRoundTwiceStays) {
  expect_unchanged(canonicalise, R"(
    graph main(%x: f32[4], %i: i32[4]) -> (%y, %j, %k) {
      %c = Constant {value=f32[2,1][4.0,3.0]}
      %y = Div(%x, %c)
      %d = Constant {value=i32[1][2]}
      %j = Div(%i, %d)
      %k = Sub(%i, %d)
    })");
}

TEST(Canonicalise, TransposesMergeAndVanish) {
  expect_pass(canonicalise, R"(
    graph main(%x: f32[2,3,4]) -> (%y, %z) {
      %a = Transpose(%x) {perm=[1,2,0]} from ["a"]
      %b = Transpose(%a) {perm=[1,0,2]} from ["b"]
      %y = Relu(%b)
      %c = Transpose(%a) {perm=[2,0,1]}
      %z = Exp(%c)
    })",
              R"(
    graph main(%x: f32[2,3,4]) -> (%y, %z) {
      %b = Transpose(%x) {perm=[2,1,0]} from ["b", "a"]
      %y = Relu(%b)
      %z = Exp(%x)
    })");
}

TEST(Canonicalise, ATransposeOfDimsOfOneIsAReshape) {
  expect_pass(canonicalise, R"(
    graph main(%x: f32[N,1,4]) -> (%y) {
      %y = Transpose(%x) {perm=[0,2,1]}
    })",
              R"(
    graph main(%x: f32[N,1,4]) -> (%y) {
      %y = Reshape(%x) {dims=<N,4,1>}
    })");
}

TEST(Canonicalise, ReshapesMerge) {
  expect_pass(canonicalise, R"(
    graph main(%x: f32[2,6]) -> (%z) {
      %y = Reshape(%x) {dims=[3,4]}
      %z = Reshape(%y) {dims=[12]}
    })",
              R"(
    graph main(%x: f32[2,6]) -> (%z) {
      %z = Reshape(%x) {dims=[12]}
    })");
}

TEST(Canonicalise, NodesThatChangeNothingGo) {
  expect_pass(canonicalise, R"(
    graph main(%x: f32[N,6]) -> (%y) {
      %a = Cast(%x) {to=f32}
      %b = Reshape(%a) {dims=<N,6>}
      %c = Expand(%b) {dims=[1,6]}
      %d = Slice(%c) {axes=[1], starts=[0], ends=[100]}
      %e = Transpose(%d) {perm=[0,1]}
      %f = Concat(%e) {axis=0}
      %one = Constant {value=f32[1][1.0]}
      %g = Mul(%f, %one)
      %h = Div(%g, %one)
      %minus_zero = Constant {value=f32[6][-0.0,-0.0,-0.0,-0.0,-0.0,-0.0]}
      %i = Add(%h, %minus_zero)
      %zero = Constant {value=f32[][0.0]}
      %j = Sub(%i, %zero)
      %p = Pad(%j) {begin=[0,0], end=[0,0]}
      %y = Relu(%p)
    })",
              R"(
    graph main(%x: f32[N,6]) -> (%y) {
      %y = Relu(%x)
    })");
}

TEST(Canonicalise, NodesThatChangeSomethingStay) {
  expect_unchanged(canonicalise, R"(
    graph main(%x: f32[2,2], %n: f32[1,2]) -> (%a, %b, %c, %d, %e, %p) {
      %zero = Constant {value=f32[][0.0]}
      %a = Add(%x, %zero)
      %one = Constant {value=f32[2,1][1.0,1.0]}
      %b = Mul(%n, %one)
      %c = Transpose(%x) {perm=[1,0]}
      %d = Slice(%x) {axes=[0], starts=[1], ends=[-3], steps=[-1]}
      %e = Cast(%x) {to=f16}
      %p = Pad(%x) {begin=[1,0], end=[-1,0]}
    })");
}

TEST(Canonicalise, AnOutputThatIsAnInputKeepsItsNode) {
  expect_unchanged(canonicalise, R"(
    graph main(%x: f32[4]) -> (%y, %z, %r) {
      %y = Reshape(%x) {dims=[4]}
      %z = Relu(%x)
      %r = Reshape(%z) {dims=[4]}
    })");
}

TEST(Canonicalise, CastsThatWidenFirstMerge) {
  expect_pass(canonicalise, R"(
    graph main(%x: f16[8], %i: i8[8]) -> (%y, %j) {
      %a = Cast(%x) {to=f32}
      %b = Cast(%a) {to=f16}
      %y = Relu(%b)
      %k = Cast(%i) {to=i32}
      %j = Cast(%k) {to=u8}
    })",
              R"(
    graph main(%x: f16[8], %i: i8[8]) -> (%y, %j) {
      %y = Relu(%x)
      %j = Cast(%i) {to=u8}
    })");
}

TEST(Canonicalise, CastsThatNarrowOrChangeKindStay) {
  expect_unchanged(canonicalise, R"(
    graph main(%x: f32[8], %i: i8[8]) -> (%y, %j) {
      %a = Cast(%x) {to=f16}
      %y = Cast(%a) {to=f32}
      %k = Cast(%i) {to=f32}
      %j = Cast(%k) {to=u8}
    })");
}

TEST(Canonicalise, PointwiseOpsNeedNoExpand) {
  expect_pass(canonicalise, R"(
    graph main(%x: f32[N,3], %b: f32[3]) -> (%y) {
      %e = Expand(%b) {dims=<N,3>}
      %y = Add(%x, %e)
    })",
              R"(
    graph main(%x: f32[N,3], %b: f32[3]) -> (%y) {
      %y = Add(%x, %b)
    })");
}

TEST(Canonicalise, AnExpandThatGivesTheShapeStays) {
  expect_unchanged(canonicalise, R"(
    graph main(%x: f32[1,3], %b: f32[3]) -> (%y) {
      %e = Expand(%b) {dims=[2,3]}
      %y = Add(%x, %e)
    })");
}

}  // namespace
}  // namespace sinter::test
