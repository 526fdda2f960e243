// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/dead_code.h"

#include <gtest/gtest.h>

#include "passes/fixture.h"

namespace sinter::test {
namespace {

TEST(DeadCode, RemovesWhatNoOutputNeeds) {
  expect_pass(dead_code, R"(
    graph main(%x: f32[4]) -> (%y) {
      %c = Constant {value=f32[1][2.0]}
      %a = Mul(%x, %c)
      %b = Exp(%a)
      %y = Relu(%x)
    })",
              R"(
    graph main(%x: f32[4]) -> (%y) {
      %y = Relu(%x)
    })");
}

TEST(DeadCode, KeepsWhatIsUsedAndOutputsWithoutUses) {
  expect_unchanged(dead_code, R"(
    graph main(%x: f32[4], %unused: f32[2]) -> (%y, %a) {
      %a = Exp(%x)
      %y = Relu(%a)
    })");
}

}  // namespace
}  // namespace sinter::test
