// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/hoist_activations.h"

#include <gtest/gtest.h>

#include "passes/fixture.h"

namespace sinter::test {
namespace {

TEST(HoistActivations, ReluGoesToTheConvolution) {
  expect_pass(hoist_activations, R"(
    graph main(%x: f32[1,1,6], %w: f32[1,1,3]) -> (%y) {
      %c = Convolution(%x, %w) from ["conv"]
      %p = Pooling(%c) {kernel=[2], strides=[2], pads_begin=[1]} from ["pool"]
      %y = Relu(%p) from ["relu"]
    })",
              R"(
    graph main(%x: f32[1,1,6], %w: f32[1,1,3]) -> (%y) {
      %c = Convolution(%x, %w) from ["conv"]
      %v0 = Relu(%c) from ["relu"]
      %y = Pooling(%v0) {kernel=[2], strides=[2], pads_begin=[1]} from ["pool"]
    })");
}

TEST(HoistActivations, LeavesFallingFunctionsAveragesAndWindowsOfPadding) {
  expect_unchanged(hoist_activations, R"(
    graph main(%x: f32[1,1,6], %w: f32[1,1,3]) -> (%a, %b, %c, %d) {
      %c0 = Convolution(%x, %w)
      %p0 = Pooling(%c0) {kernel=[2]}
      %a = Neg(%p0)
      %c1 = Convolution(%x, %w)
      %p1 = Pooling(%c1) {kind="average", kernel=[2]}
      %b = Relu(%p1)
      %c2 = Convolution(%x, %w)
      %p2 = Pooling(%c2) {kernel=[2], pads_begin=[2]}
      %c = Relu(%p2)
      %p3 = Pooling(%x) {kernel=[2]}
      %d = Relu(%p3)
    })");
}

}  // namespace
}  // namespace sinter::test
