// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/body_constants.h"

#include <gtest/gtest.h>

#include "passes/fixture.h"

namespace sinter::test {
namespace {

TEST(BodyConstants, StandInTheBodiesThatReadThem) {
  expect_pass(body_constants, R"(graph main(%c: bool[], %x: f32[N]) -> (%y) {
    %k = Constant {value=f32[1][2]}
    %y = If(%c, %x, %k) {
      graph then(%a: f32[N], %b: f32[1]) -> (%r) {
        %r = Mul(%a, %b)
      }
      graph else(%a: f32[N], %b: f32[1]) -> (%a) {
      }
    }
  })",
              R"(graph main(%c: bool[], %x: f32[N]) -> (%y) {
    %k = Constant {value=f32[1][2]}
    %y = If(%c, %x, %k) {
      graph then(%a: f32[N], %b: f32[1]) -> (%r) {
        %v0 = Constant {value=f32[1][2]}
        %r = Mul(%a, %v0)
      }
      graph else(%a: f32[N], %b: f32[1]) -> (%a) {
      }
    }
  })");
}

TEST(BodyConstants, CarriedValuesStay) {
  expect_unchanged(body_constants, R"(graph main(%n: i64[], %x: f32[2]) -> (%y) {
    %k = Constant {value=f32[2][0,1]}
    %y = Loop(%n, -, %k, %x) {carried=1} {
      graph body(%i: i64[], %c: bool[], %a: f32[2], %b: f32[2]) -> (%c, %r) {
        %r = Add(%a, %b)
      }
    }
  })");
}

}  // namespace
}  // namespace sinter::test
