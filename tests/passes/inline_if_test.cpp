// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/inline_if.h"

#include <gtest/gtest.h>

#include "passes/fixture.h"

namespace sinter::test {
namespace {

TEST(InlineIf, TheBranchOfAConstant) {
  expect_pass(inline_if, R"(
    graph main(%x: f32[4]) -> (%y) {
      %c = Constant {value=bool[][0]}
      %y = If(%c, %x) from ["if"] {
        graph yes(%x: f32[4]) -> (%a) {
          %a = Relu(%x) from ["relu"]
        }
        graph no(%x: f32[4]) -> (%b) {
          %e = Exp(%x) from ["exp"]
          %b = Neg(%e) from ["neg"]
        }
      }
    })",
              R"(
    graph main(%x: f32[4]) -> (%y) {
      %e = Exp(%x) from ["exp"]
      %y = Neg(%e) from ["neg"]
    })");
}

TEST(InlineIf, SizesThatTheBranchKnows) {
  expect_pass(inline_if, R"(
    graph main(%x: f32[N,4]) -> (%y) {
      %c = Constant {value=bool[1][1]}
      %i = If(%c, %x) {
        graph yes(%x: f32[N,4]) -> (%a) {
          %a = Slice(%x) {axes=[1], starts=<0>, ends=<2>, steps=[1]}
        }
        graph no(%x: f32[N,4]) -> (%b) {
          %b = Relu(%x)
        }
      }
      %y = Neg(%i)
    })",
              R"(
    graph main(%x: f32[N,4]) -> (%y) symbols {if.i: 0..4 dynamic upto 4} {
      %a = Slice(%x) {axes=[1], starts=<0>, ends=<2>, steps=[1]}
      %y = Neg(%a)
    })");
}

TEST(InlineIf, LeavesAConditionThatTheRunTells) {
  expect_unchanged(inline_if, R"(
    graph main(%c: bool[], %x: f32[4]) -> (%y) {
      %y = If(%c, %x) {
        graph yes(%x: f32[4]) -> (%a) {
          %a = Relu(%x)
        }
        graph no(%x: f32[4]) -> (%b) {
          %b = Neg(%x)
        }
      }
    })");
}

}  // namespace
}  // namespace sinter::test
