// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/merge_movement.h"

#include <gtest/gtest.h>

#include "passes/fixture.h"

namespace sinter::test {
namespace {

TEST(MergeMovement, KeysTransposedAsBatchesOfMatrices) {
  expect_pass(merge_movement, R"(
    graph main(%x: f32[B,4,S,16]) -> (%y) {
      %a = Reshape(%x) {dims=<4*B,S,16>} from ["a"]
      %b = Transpose(%a) {perm=[0,2,1]} from ["b"]
      %y = Reshape(%b) {dims=<B,4,16,S>} from ["c"]
    })",
              R"(
    graph main(%x: f32[B,4,S,16]) -> (%y) {
      %y = Transpose(%x) {perm=[0,1,3,2]} from ["a","b","c"]
    })");
}

TEST(MergeMovement, SplitHeadsOfMultiheadAttention) {
  expect_pass(merge_movement, R"(
    graph main(%x: f32[7,B,8]) -> (%y) {
      %a = Reshape(%x) {dims=<7,2*B,4>}
      %b = Transpose(%a) {perm=[1,0,2]}
      %y = Reshape(%b) {dims=<B,2,7,4>}
    })",
              R"(
    graph main(%x: f32[7,B,8]) -> (%y) {
      %v0 = Reshape(%x) {dims=<7,B,2,4>}
      %y = Transpose(%v0) {perm=[1,2,0,3]}
    })");
}

TEST(MergeMovement, WhatComesBackVanishes) {
  expect_pass(merge_movement, R"(
    graph main(%x: f32[2,3,4]) -> (%y) {
      %a = Transpose(%x) {perm=[2,0,1]}
      %b = Reshape(%a) {dims=<4,6>}
      %c = Transpose(%b) {perm=[1,0]}
      %d = Reshape(%c) {dims=<2,3,4>}
      %y = Relu(%d)
    })",
              R"(
    graph main(%x: f32[2,3,4]) -> (%y) {
      %y = Relu(%x)
    })");
}

TEST(MergeMovement, APairAroundAProductMeets) {
  expect_pass(merge_movement, R"(
    graph main(%x: f32[2,3,4,2], %w: f32[8,5]) -> (%y) {
      %a = Transpose(%x) {perm=[2,0,1,3]}
      %r = Reshape(%a) {dims=<4,2,6>}
      %v = Constant {value=f32[6,2][1.0,2.0,3.0,4.0,5.0,6.0,7.0,8.0,9.0,10.0,11.0,12.0]}
      %c = MatMul(%r, %v)
      %b = Constant {value=f32[2][1.0,2.0]}
      %d = Add(%c, %b)
      %y = Transpose(%d) {perm=[1,0,2]}
    })",
              R"(
    graph main(%x: f32[2,3,4,2], %w: f32[8,5]) -> (%y) {
      %v = Constant {value=f32[6,2][1.0,2.0,3.0,4.0,5.0,6.0,7.0,8.0,9.0,10.0,11.0,12.0]}
      %b = Constant {value=f32[2][1.0,2.0]}
      %v0 = Transpose(%x) {perm=[0,2,1,3]}
      %v1 = Reshape(%v0) {dims=<2,4,6>}
      %v2 = MatMul(%v1, %v)
      %y = Add(%v2, %b)
    })",
              1e-5);
}

TEST(MergeMovement, ChainsThatAreShortOrSharedStay) {
  expect_unchanged(merge_movement, R"(
    graph main(%x: f32[2,3,4], %s: f32[A,B]) -> (%a, %b, %c, %e, %f) {
      %a = Transpose(%x) {perm=[2,0,1]}
      %b = Reshape(%a) {dims=<8,3>}
      %d = Reshape(%x) {dims=<6,4>}
      %c = Transpose(%d) {perm=[1,0]}
      %e = Relu(%c)
      %g = Transpose(%s) {perm=[1,0]}
      %f = Reshape(%g) {dims=<A,B>}
    })");
}

}  // namespace
}  // namespace sinter::test
