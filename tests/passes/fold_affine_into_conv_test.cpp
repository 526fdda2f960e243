// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/fold_affine_into_conv.h"

#include <gtest/gtest.h>

#include "passes/fixture.h"

namespace sinter::test {
namespace {

TEST(FoldAffineIntoConv, ABatchNormBehindGoesIntoWeightsAndBias) {
  expect_pass(fold_affine_into_conv, R"(
    graph main(%x: f32[N,1,4]) -> (%y) {
      %w = Constant {value=f32[2,1,2][1.0,2.0,3.0,4.0]}
      %b = Constant {value=f32[2][1.0,-1.0]}
      %c = Convolution(%x, %w, %b) {pads_begin=[1], pads_end=[1]} from ["conv"]
      %s = Constant {value=f32[2,1][2.0,0.5]}
      %m = Mul(%c, %s) from ["bn"]
      %t = Constant {value=f32[1,2,1][10.0,20.0]}
      %y = Add(%m, %t) from ["bn"]
    })",
              R"(
    graph main(%x: f32[N,1,4]) -> (%y) {
      %w = Constant {value=f32[2,1,2][2.0,4.0,1.5,2.0]}
      %b = Constant {value=f32[2][12.0,19.5]}
      %y = Convolution(%x, %w, %b) {pads_begin=[1], pads_end=[1]} from ["conv", "bn"]
    })",
              1e-6);
}

TEST(FoldAffineIntoConv, MakesABiasWhereThereIsNone) {
  expect_pass(fold_affine_into_conv, R"(
    graph main(%x: f32[1,1,4], %w: f32[2,1,2]) -> (%y) {
      %c = Convolution(%x, %w)
      %t = Constant {value=f32[][0.5]}
      %y = Sub(%c, %t)
    })",
              R"(
    graph main(%x: f32[1,1,4], %w: f32[2,1,2]) -> (%y) {
      %v0 = Constant {value=f32[2][-0.5,-0.5]}
      %y = Convolution(%x, %w, %v0)
    })",
              1e-6);
}

TEST(FoldAffineIntoConv, ABatchNormInFrontOfAnUnpaddedGroupedConvolution) {
  expect_pass(fold_affine_into_conv, R"(
    graph main(%x: f32[1,4,3]) -> (%y) {
      %s = Constant {value=f32[4,1][1.0,2.0,3.0,4.0]}
      %m = Mul(%x, %s)
      %t = Constant {value=f32[4,1][1.0,0.0,0.0,-1.0]}
      %a = Add(%m, %t)
      %w = Constant {value=f32[2,2,1][1.0,2.0,3.0,4.0]}
      %y = Convolution(%a, %w) {group=2}
    })",
              R"(
    graph main(%x: f32[1,4,3]) -> (%y) {
      %v0 = Constant {value=f32[2][1.0,-4.0]}
      %w = Constant {value=f32[2,2,1][1.0,4.0,9.0,16.0]}
      %y = Convolution(%x, %w, %v0) {group=2}
    })",
              1e-6);
}

TEST(FoldAffineIntoConv, AScaleBehindABiasedMatMul) {
  expect_pass(fold_affine_into_conv, R"(
    graph main(%x: f32[N,2]) -> (%y) {
      %w = Constant {value=f32[3,2][1.0,2.0,3.0,4.0,5.0,6.0]}
      %c = MatMul(%x, %w) {transpose_b=true}
      %b = Constant {value=f32[3][1.0,2.0,3.0]}
      %d = Add(%c, %b)
      %s = Constant {value=f32[3][2.0,1.0,0.5]}
      %y = Mul(%d, %s)
    })",
              R"(
    graph main(%x: f32[N,2]) -> (%y) {
      %w = Constant {value=f32[3,2][2.0,4.0,3.0,4.0,2.5,3.0]}
      %c = MatMul(%x, %w) {transpose_b=true}
      %b = Constant {value=f32[3][2.0,2.0,1.5]}
      %y = Add(%c, %b)
    })",
              1e-6);
}

TEST(FoldAffineIntoConv, LeavesAnAdditionInFrontOfPadding) {
  expect_unchanged(fold_affine_into_conv, R"(
    graph main(%x: f32[1,1,3]) -> (%y) {
      %t = Constant {value=f32[1,1,1][1.0]}
      %a = Add(%x, %t)
      %w = Constant {value=f32[1,1,2][1.0,2.0]}
      %y = Convolution(%a, %w) {pads_begin=[1], pads_end=[0]}
    })");
}

TEST(FoldAffineIntoConv, LeavesAConvolutionThatIsUsedTwice) {
  expect_unchanged(fold_affine_into_conv, R"(
    graph main(%x: f32[1,1,3]) -> (%y, %z) {
      %w = Constant {value=f32[1,1,2][1.0,2.0]}
      %c = Convolution(%x, %w)
      %s = Constant {value=f32[1,1,1][3.0]}
      %y = Mul(%c, %s)
      %z = Relu(%c)
    })");
}

TEST(FoldAffineIntoConv, LeavesOtherAxesUnknownWeightsAndOverflow) {
  expect_unchanged(fold_affine_into_conv, R"(
    graph main(%x: f32[1,1,4], %u: f32[2,1,2], %h: f16[1,1,4]) -> (%y, %z, %k) {
      %w = Constant {value=f32[2,1,2][1.0,2.0,3.0,4.0]}
      %c = Convolution(%x, %w)
      %s = Constant {value=f32[3][3.0,4.0,5.0]}
      %y = Mul(%c, %s)
      %d = Convolution(%x, %u)
      %t = Constant {value=f32[1][2.0]}
      %z = Mul(%d, %t)
      %v = Constant {value=f16[1,1,1][1024.0]}
      %e = Convolution(%h, %v)
      %r = Constant {value=f16[1][1024.0]}
      %k = Mul(%e, %r)
    })");
}

TEST(FoldAffineIntoConv, ABatchNormBehindAGroupedDeconvolution) {
  expect_pass(fold_affine_into_conv, R"(
    graph main(%x: f32[1,2,3]) -> (%y) {
      %w = Constant {value=f32[2,2,2][1.0,2.0,3.0,4.0,5.0,6.0,7.0,8.0]}
      %b = Constant {value=f32[4][1.0,2.0,3.0,4.0]}
      %c = Deconvolution(%x, %w, %b) {strides=[2], group=2}
      %s = Constant {value=f32[4,1][1.0,2.0,3.0,4.0]}
      %m = Mul(%c, %s)
      %t = Constant {value=f32[4,1][0.5,0.5,0.0,1.0]}
      %y = Add(%m, %t)
    })",
              R"(
    graph main(%x: f32[1,2,3]) -> (%y) {
      %w = Constant {value=f32[2,2,2][1.0,2.0,6.0,8.0,15.0,18.0,28.0,32.0]}
      %b = Constant {value=f32[4][1.5,4.5,9.0,17.0]}
      %y = Deconvolution(%x, %w, %b) {strides=[2], group=2}
    })",
              1e-6);
}

}  // namespace
}  // namespace sinter::test
