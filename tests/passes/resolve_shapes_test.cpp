// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/resolve_shapes.h"

#include <gtest/gtest.h>

#include "passes/fixture.h"

namespace sinter::test {
namespace {

TEST(ResolveShapes, AReshapeByAComputedShapeGetsItsDims) {
  expect_pass(resolve_shapes, R"(
    graph main(%x: f32[N,4,6]) -> (%y) {
      %s = Shape(%x)
      %zero = Constant {value=i64[1][0]}
      %n = Gather(%s, %zero) {axis=0}
      %rest = Constant {value=i64[1][-1]}
      %shape = Concat(%n, %rest) {axis=0}
      %y = Reshape(%x, %shape) from ["flatten"]
    })",
              R"(
    graph main(%x: f32[N,4,6]) -> (%y) {
      %y = Reshape(%x) {dims=<N,24>} from ["flatten"]
    })");
}

TEST(ResolveShapes, AMinusOneIsWrittenOut) {
  expect_pass(resolve_shapes, R"(
    graph main(%x: f32[4,6]) -> (%y) {
      %y = Reshape(%x) {dims=[3,-1]}
    })",
              R"(
    graph main(%x: f32[4,6]) -> (%y) {
      %y = Reshape(%x) {dims=<3,8>}
    })");
}

TEST(ResolveShapes, ASliceUpToAnotherTensorsLength) {
  expect_pass(resolve_shapes, R"(
    graph main(%x: f32[10,3], %z: f32[S]) -> (%y) symbols {S: 1..8} {
      %from = Constant {value=i64[1][0]}
      %to = Shape(%z)
      %axes = Constant {value=i64[1][0]}
      %y = Slice(%x, %from, %to, %axes)
    })",
              R"(
    graph main(%x: f32[10,3], %z: f32[S]) -> (%y) symbols {S: 1..8} {
      %y = Slice(%x) {axes=[0], starts=<0>, ends=<S>}
    })");
}

TEST(ResolveShapes, AnExpandToTheShapeOfAnInput) {
  expect_pass(resolve_shapes, R"(
    graph main(%x: f32[1,3], %z: f32[N,3]) -> (%y) {
      %s = Shape(%z)
      %y = Expand(%x, %s)
    })",
              R"(
    graph main(%x: f32[1,3], %z: f32[N,3]) -> (%y) {
      %y = Expand(%x) {dims=<N,3>}
    })");
}

TEST(ResolveShapes, AShapeOfNumbersIsAConstant) {
  expect_pass(resolve_shapes, R"(
    graph main(%x: f32[2,5]) -> (%y) {
      %s = Shape(%x) from ["shape"]
      %y = Cast(%s) {to=f32}
    })",
              R"(
    graph main(%x: f32[2,5]) -> (%y) {
      %s = Constant {value=i64[2][2,5]} from ["shape"]
      %y = Cast(%s) {to=f32}
    })");
}

TEST(ResolveShapes, LeavesShapesThatOnlyTheRunKnows) {
  expect_unchanged(resolve_shapes, R"(
    graph main(%x: f32[4,6], %shape: i64[2]) -> (%y) {
      %y = Reshape(%x, %shape)
    })");
}

TEST(ResolveShapes, LeavesAShapeThatIsUsedAsData) {
  expect_unchanged(resolve_shapes, R"(
    graph main(%x: f32[N,5]) -> (%y) {
      %s = Shape(%x)
      %y = Cast(%s) {to=f32}
    })");
}

TEST(ResolveShapes, AReshapeSaysTheSimplerOfTwoEqualDims) {
  expect_pass(resolve_shapes, R"(
    graph main(%x: f32[N,S,8], %p: f32[min(512,S),8]) -> (%y) {
      %a = Add(%x, %p)
      %y = Reshape(%a) {dims=<N,min(512,S),4,2>}
    })",
              R"(
    graph main(%x: f32[N,S,8], %p: f32[min(512,S),8]) -> (%y) {
      %a = Add(%x, %p)
      %y = Reshape(%a) {dims=<N,S,4,2>}
    })");
}

TEST(ResolveShapes, AReshapeThatNobodyElseChecksStays) {
  expect_unchanged(resolve_shapes, R"(
    graph main(%x: f32[N,S,8]) -> (%y) {
      %y = Reshape(%x) {dims=<N,min(512,S),4,2>}
    })");
}

TEST(ResolveShapes, ASizeIsReadFromTheInput) {
  expect_pass(resolve_shapes, R"(
    graph main(%x: f32[N,S]) -> (%y) {
      %h = Shape(%x)
      %i = Constant {value=i64[][1]}
      %s = Gather(%h, %i)
      %zero = Constant {value=i64[][0]}
      %one = Constant {value=i64[][1]}
      %y = Range(%zero, %s, %one)
    })",
              R"(
    graph main(%x: f32[N,S]) -> (%y) {
      %v0 = Shape(%x) {start=1, end=2}
      %s = Reshape(%v0)
      %zero = Constant {value=i64[][0]}
      %one = Constant {value=i64[][1]}
      %y = Range(%zero, %s, %one)
    })");
}

TEST(ResolveShapes, ElementsThatAreKnownAfterAll) {
  expect_pass(resolve_shapes, R"(
    graph main(%x: f32[N,S]) -> (%y, %z) {
      %h = Shape(%x)
      %t = ShapeTensor(%h) : i64[2] fresh [a,b]
      %z = Neg(%t)
      %c = Constant {value=f32[][0.5]}
      %y = Expand(%c) {dims=<a,b>}
    })",
              R"(
    graph main(%x: f32[N,S]) -> (%y, %z)
        symbols {a: -9223372036854775808..* element, b: -9223372036854775808..* element} {
      %h = Shape(%x)
      %z = Neg(%h)
      %c = Constant {value=f32[][0.5]}
      %y = Expand(%c) {dims=<N,S>}
    })");
}

}  // namespace
}  // namespace sinter::test
