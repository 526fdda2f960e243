// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/fuse_matmul.h"

#include <gtest/gtest.h>

#include "passes/fixture.h"

namespace sinter::test {
namespace {

TEST(FuseMatmul, BiasActivationAndResidual) {
  expect_pass(fuse_matmul, R"(
    graph main(%x: f32[N,S,2], %r: f32[N,S,3]) -> (%y) {
      %w = Constant {value=f32[2,3][1.0,2.0,3.0,4.0,5.0,6.0]}
      %c = MatMul(%x, %w) from ["fc"]
      %b = Constant {value=f32[3][1.0,2.0,3.0]}
      %d = Add(%c, %b) from ["fc"]
      %g = Gelu(%d) from ["gelu"]
      %y = Add(%g, %r) from ["add"]
    })",
              R"(
    graph main(%x: f32[N,S,2], %r: f32[N,S,3]) -> (%y) {
      %w = Constant {value=f32[2,3][1.0,2.0,3.0,4.0,5.0,6.0]}
      %b = Constant {value=f32[3][1.0,2.0,3.0]}
      %y = Fusion(%x, %w, %b, %r) {kind="matmul"} from ["fc", "gelu", "add"] {
        graph region(%x: f32[N,S,2], %w: f32[2,3], %b: f32[3], %r: f32[N,S,3]) -> (%y) {
          %c = MatMul(%x, %w) from ["fc"]
          %d = Add(%c, %b) from ["fc"]
          %g = Gelu(%d) from ["gelu"]
          %y = Add(%g, %r) from ["add"]
        }
      }
    })",
              1e-6);
}

TEST(FuseMatmul, TakesAMaskThatBroadcastsAndLeavesASecondResidual) {
  expect_pass(fuse_matmul, R"(
    graph main(%q: f32[2,3,4], %k: f32[2,3,4], %m: f32[2,1,3], %r: f32[2,3,3], %s: f32[2,3,3]) -> (%y, %z) {
      %c = MatMul(%q, %k) {transpose_b=true}
      %h = Constant {value=f32[][0.5]}
      %d = Mul(%c, %h)
      %y = Add(%d, %m)
      %e = MatMul(%r, %s)
      %f = Add(%e, %r)
      %z = Add(%f, %s)
    })",
              R"(
    graph main(%q: f32[2,3,4], %k: f32[2,3,4], %m: f32[2,1,3], %r: f32[2,3,3], %s: f32[2,3,3]) -> (%y, %z) {
      %y = Fusion(%q, %k, %m) {kind="matmul"} {
        graph region(%q: f32[2,3,4], %k: f32[2,3,4], %m: f32[2,1,3]) -> (%y) {
          %c = MatMul(%q, %k) {transpose_b=true}
          %h = Constant {value=f32[][0.5]}
          %d = Mul(%c, %h)
          %y = Add(%d, %m)
        }
      }
      %f = Fusion(%r, %s) {kind="matmul"} {
        graph region(%r: f32[2,3,3], %s: f32[2,3,3]) -> (%f) {
          %e = MatMul(%r, %s)
          %f = Add(%e, %r)
        }
      }
      %z = Add(%f, %s)
    })",
              1e-5);
}

TEST(FuseMatmul, LeavesAMatMulWithoutEpilogue) {
  expect_unchanged(fuse_matmul, R"(
    graph main(%x: f32[2,3], %w: f32[3,4]) -> (%y) {
      %a = MatMul(%x, %w)
      %y = Softmax(%a) {axis=1}
    })");
}

}  // namespace
}  // namespace sinter::test
