// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/merge_parallel.h"

#include <gtest/gtest.h>

#include "passes/fixture.h"

namespace sinter::test {
namespace {

TEST(MergeParallel, QueriesKeysAndValues) {
  expect_pass(merge_parallel, R"(
    graph main(%x: f32[N,S,2]) -> (%q, %k, %v) {
      %wq = Constant {value=f32[2,2][1.0,2.0,3.0,4.0]}
      %wk = Constant {value=f32[2,1][5.0,6.0]}
      %wv = Constant {value=f32[2,2][7.0,8.0,9.0,10.0]}
      %bq = Constant {value=f32[2][0.5,0.25]}
      %bv = Constant {value=f32[1][1.0]}
      %a = MatMul(%x, %wq) from ["q"]
      %q = Add(%a, %bq) from ["qb"]
      %k = MatMul(%x, %wk) from ["k"]
      %b = MatMul(%x, %wv) from ["v"]
      %v = Add(%b, %bv) from ["vb"]
    })",
              R"(
    graph main(%x: f32[N,S,2]) -> (%q, %k, %v) {
      %v0 = Constant {value=f32[2,5][1.0,2.0,5.0,7.0,8.0,3.0,4.0,6.0,9.0,10.0]}
      %v1 = MatMul(%x, %v0) from ["q","k","v"]
      %v2 = Constant {value=f32[5][0.5,0.25,0.0,1.0,1.0]}
      %v3 = Add(%v1, %v2) from ["qb","vb"]
      %q = Slice(%v3) {axes=[2], starts=<0>, ends=<2>, steps=[1]} from ["qb"]
      %k = Slice(%v3) {axes=[2], starts=<2>, ends=<3>, steps=[1]} from ["k"]
      %v = Slice(%v3) {axes=[2], starts=<3>, ends=<5>, steps=[1]} from ["vb"]
    })",
              1e-6);
}

TEST(MergeParallel, ConvolutionsWithTheirActivations) {
  expect_pass(merge_parallel, R"(
    graph main(%x: f32[1,2,4]) -> (%y, %z) {
      %w = Constant {value=f32[1,2,1][1.0,2.0]}
      %v = Constant {value=f32[2,2,1][3.0,4.0,5.0,6.0]}
      %b = Constant {value=f32[1][0.5]}
      %c = Convolution(%x, %w, %b)
      %d = Convolution(%x, %v)
      %y = Relu(%c)
      %z = Relu(%d)
    })",
              R"(
    graph main(%x: f32[1,2,4]) -> (%y, %z) {
      %v0 = Constant {value=f32[3,2,1][1.0,2.0,3.0,4.0,5.0,6.0]}
      %v1 = Constant {value=f32[3][0.5,0.0,0.0]}
      %v2 = Convolution(%x, %v0, %v1)
      %v3 = Relu(%v2)
      %y = Slice(%v3) {axes=[1], starts=<0>, ends=<1>, steps=[1]}
      %z = Slice(%v3) {axes=[1], starts=<1>, ends=<3>, steps=[1]}
    })",
              1e-6);
}

TEST(MergeParallel, LeavesOthers) {
  expect_unchanged(merge_parallel, R"(
    graph main(%x: f32[1,2,4], %r: f32[1,2,1], %m: f32[3,2]) -> (%a, %b, %c, %d, %e) {
      %w = Constant {value=f32[1,2,1][1.0,2.0]}
      %v = Constant {value=f32[1,2,2][3.0,4.0,5.0,6.0]}
      %a = Convolution(%x, %w)
      %b = Convolution(%x, %v)
      %c = Convolution(%x, %r)
      %k = Constant {value=f32[2,2][1.0,2.0,3.0,4.0]}
      %d = MatMul(%m, %k)
      %e = MatMul(%m, %k) {transpose_b=true}
    })");
}

}  // namespace
}  // namespace sinter::test
