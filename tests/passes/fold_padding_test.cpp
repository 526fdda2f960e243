// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/fold_padding.h"

#include <gtest/gtest.h>

#include "passes/fixture.h"

namespace sinter::test {
namespace {

TEST(FoldPadding, IntoConvolutionsAndPoolings) {
  expect_pass(fold_padding, R"(
    graph main(%x: f32[1,1,4]) -> (%a, %b, %c) {
      %w = Constant {value=f32[1,1,3][1.0,2.0,3.0]}
      %p = Pad(%x) {begin=<0,0,1>, end=<0,0,2>} from ["pad"]
      %a = Convolution(%p, %w) {pads_begin=[1], pads_end=[0]} from ["conv"]
      %low = Constant {value=f32[][-inf]}
      %q = Pad(%x, -, %low) {begin=<0,0,1>, end=<0,0,1>}
      %b = Pooling(%q) {kernel=[2]}
      %r = Pad(%x) {begin=<0,0,1>, end=<0,0,1>}
      %c = Pooling(%r) {kind="average", kernel=[2]}
    })",
              R"(
    graph main(%x: f32[1,1,4]) -> (%a, %b, %c) {
      %w = Constant {value=f32[1,1,3][1.0,2.0,3.0]}
      %a = Convolution(%x, %w) {pads_begin=[2], pads_end=[2]} from ["conv","pad"]
      %b = Pooling(%x) {kernel=[2], pads_begin=[1], pads_end=[1]}
      %c = Pooling(%x) {kind="average", kernel=[2], pads_begin=[1], pads_end=[1], count_include_pad=true}
    })",
              1e-6);
}

TEST(FoldPadding, ZerosInFrontOfAMaximumOfWhatIsNeverNegative) {
  expect_pass(fold_padding, R"(
    graph main(%x: f32[1,1,4]) -> (%a, %b) {
      %r = Relu(%x)
      %p = Pad(%r) {begin=<0,0,1>, end=<0,0,1>}
      %a = Pooling(%p) {kernel=[3], strides=[2]}
      %q = Clip(%x) {min=0.0, max=6.0}
      %o = Pad(%q) {begin=<0,0,0>, end=<0,0,1>}
      %b = Pooling(%o) {kernel=[2]}
    })",
              R"(
    graph main(%x: f32[1,1,4]) -> (%a, %b) {
      %r = Relu(%x)
      %a = Pooling(%r) {kernel=[3], strides=[2], pads_begin=[1], pads_end=[1]}
      %q = Clip(%x) {min=0.0, max=6.0}
      %b = Pooling(%q) {kernel=[2], pads_begin=[0], pads_end=[1]}
    })",
              1e-6);
}

TEST(FoldPadding, ZerosThatMayBeTheMaximumStay) {
  expect_unchanged(fold_padding, R"(
    graph main(%x: f32[1,1,4], %y: f32[1,1,N]) -> (%a, %b, %c, %d) {
      %p = Pad(%x) {begin=<0,0,1>, end=<0,0,1>}
      %a = Pooling(%p) {kernel=[3]}
      %r = Relu(%x)
      %q = Pad(%r) {begin=<0,0,2>, end=<0,0,2>}
      %b = Pooling(%q) {kernel=[2]}
      %s = Relu(%y)
      %t = Pad(%s) {begin=<0,0,1>, end=<0,0,1>}
      %c = Pooling(%t) {kernel=[3]}
      %u = Clip(%x) {min=-1.0}
      %v = Pad(%u) {begin=<0,0,1>, end=<0,0,1>}
      %d = Pooling(%v) {kernel=[3]}
    })");
}

TEST(FoldPadding, LeavesOtherValuesModesAndDims) {
  expect_unchanged(fold_padding, R"(
    graph main(%x: f32[1,1,4], %v: f32[1,1,3]) -> (%a, %b, %c, %d, %e) {
      %w = Constant {value=f32[1,1,3][1.0,2.0,3.0]}
      %one = Constant {value=f32[][1.0]}
      %p = Pad(%x, -, %one) {begin=<0,0,1>, end=<0,0,1>}
      %a = Convolution(%p, %w)
      %q = Pad(%x) {begin=<0,0,1>, end=<0,0,1>}
      %b = Pooling(%q) {kernel=[2]}
      %r = Pad(%x) {mode="edge", begin=<0,0,1>, end=<0,0,1>}
      %c = Convolution(%r, %w)
      %s = Pad(%x) {begin=<1,0,0>, end=<0,0,1>}
      %d = Convolution(%s, %w)
      %t = Pad(%x) {begin=<0,0,1>, end=<0,0,1>}
      %e = Pooling(%t) {kind="average", kernel=[3], pads_begin=[1], pads_end=[1]}
    })");
}

}  // namespace
}  // namespace sinter::test
