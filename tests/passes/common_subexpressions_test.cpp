// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/common_subexpressions.h"

#include <gtest/gtest.h>

#include "passes/fixture.h"

namespace sinter::test {
namespace {

TEST(CommonSubexpressions, MergesChainsAndEqualConstants) {
  expect_pass(common_subexpressions, R"(
    graph main(%x: f32[4]) -> (%y) {
      %c = Constant {value=f32[1][2.0]}
      %d = Constant {value=f32[1][2.0]}
      %a = Mul(%x, %c) from ["a"]
      %b = Mul(%x, %d) from ["b"]
      %p = Exp(%a)
      %q = Exp(%b)
      %y = Sub(%p, %q)
    })",
              R"(
    graph main(%x: f32[4]) -> (%y) {
      %c = Constant {value=f32[1][2.0]}
      %a = Mul(%x, %c) from ["a", "b"]
      %p = Exp(%a)
      %y = Sub(%p, %p)
    })");
}

TEST(CommonSubexpressions, KnowsThatAdditionCommutes) {
  expect_pass(common_subexpressions, R"(
    graph main(%x: f32[4], %z: f32[4]) -> (%y) {
      %a = Add(%x, %z)
      %b = Add(%z, %x)
      %y = Div(%a, %b)
    })",
              R"(
    graph main(%x: f32[4], %z: f32[4]) -> (%y) {
      %a = Add(%x, %z)
      %y = Div(%a, %a)
    })");
}

TEST(CommonSubexpressions, AnOutputTakesItsNameAlong) {
  expect_pass(common_subexpressions, R"(
    graph main(%x: f32[4]) -> (%y, %z) {
      %a = Exp(%x)
      %y = Exp(%x)
      %z = Neg(%a)
    })",
              R"(
    graph main(%x: f32[4]) -> (%y, %z) {
      %y = Exp(%x)
      %z = Neg(%y)
    })");
}

TEST(CommonSubexpressions, LeavesDifferentThingsAndTwoOutputs) {
  expect_unchanged(common_subexpressions, R"(
    graph main(%x: f32[4], %w: f32[4]) -> (%y, %z, %s, %t, %n, %m) {
      %y = Exp(%x)
      %z = Exp(%x)
      %s = Sub(%x, %w)
      %t = Sub(%w, %x)
      %n = Elu(%x) {alpha=0.5}
      %m = Elu(%x) {alpha=0.25}
    })");
}

TEST(CommonSubexpressions, ZerosOfDifferentSignDiffer) {
  expect_unchanged(common_subexpressions, R"(
    graph main(%x: f32[2]) -> (%y) {
      %p = Constant {value=f32[1][0.0]}
      %n = Constant {value=f32[1][-0.0]}
      %a = Div(%x, %p)
      %b = Div(%x, %n)
      %y = Concat(%a, %b)
    })");
}

}  // namespace
}  // namespace sinter::test
