// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/fuse_conv.h"

#include <gtest/gtest.h>

#include "passes/fixture.h"

namespace sinter::test {
namespace {

TEST(FuseConv, BiasResidualAndActivation) {
  expect_pass(fuse_conv, R"(
    graph main(%x: f32[N,2,4], %w: f32[2,2,1], %r: f32[N,2,4]) -> (%y) {
      %c = Convolution(%x, %w) from ["conv1"]
      %b = Constant {value=f32[2,1][1.0,2.0]}
      %d = Add(%c, %b) from ["bias1"]
      %e = Relu(%r) from ["other"]
      %s = Add(%e, %d) from ["add1"]
      %y = Clip(%s) {min=0, max=6} from ["relu1"]
    })",
              R"(
    graph main(%x: f32[N,2,4], %w: f32[2,2,1], %r: f32[N,2,4]) -> (%y) {
      %b = Constant {value=f32[2,1][1.0,2.0]}
      %e = Relu(%r) from ["other"]
      %y = Fusion(%x, %w, %b, %e) {kind="conv"} from ["conv1", "bias1", "add1", "relu1"] {
        graph region(%x: f32[N,2,4], %w: f32[2,2,1], %b: f32[2,1], %e: f32[N,2,4]) -> (%y) {
          %c = Convolution(%x, %w) from ["conv1"]
          %d = Add(%c, %b) from ["bias1"]
          %s = Add(%e, %d) from ["add1"]
          %y = Clip(%s) {min=0, max=6} from ["relu1"]
        }
      }
    })",
              1e-6);
}

TEST(FuseConv, AnActivationWrittenInPiecesWithItsConstants) {
  expect_pass(fuse_conv, R"(
    graph main(%x: f32[1,1,4], %w: f32[2,1,1]) -> (%y) {
      %c = Convolution(%x, %w)
      %one = Constant {value=f32[][1.0]}
      %a = Add(%c, %one)
      %g = Sigmoid(%a)
      %y = Mul(%a, %g)
    })",
              R"(
    graph main(%x: f32[1,1,4], %w: f32[2,1,1]) -> (%y) {
      %y = Fusion(%x, %w) {kind="conv"} {
        graph region(%x: f32[1,1,4], %w: f32[2,1,1]) -> (%y) {
          %c = Convolution(%x, %w)
          %one = Constant {value=f32[][1.0]}
          %a = Add(%c, %one)
          %g = Sigmoid(%a)
          %y = Mul(%a, %g)
        }
      }
    })",
              1e-6);
}

TEST(FuseConv, TheLaterOfTwoConvolutionsTakesTheOther) {
  expect_pass(fuse_conv, R"(
    graph main(%x: f32[1,1,4], %w: f32[1,1,1]) -> (%y) {
      %a = Convolution(%x, %w)
      %b = Convolution(%x, %w)
      %y = Add(%a, %b)
    })",
              R"(
    graph main(%x: f32[1,1,4], %w: f32[1,1,1]) -> (%y) {
      %a = Convolution(%x, %w)
      %y = Fusion(%x, %w, %a) {kind="conv"} {
        graph region(%x: f32[1,1,4], %w: f32[1,1,1], %a: f32[1,1,4]) -> (%y) {
          %b = Convolution(%x, %w)
          %y = Add(%a, %b)
        }
      }
    })",
              1e-6);
}

TEST(FuseConv, StopsWhereAValueIsUsedOutside) {
  expect_pass(fuse_conv, R"(
    graph main(%x: f32[1,1,4], %w: f32[1,1,1]) -> (%y, %z) {
      %a = Convolution(%x, %w)
      %b = Relu(%a)
      %y = Exp(%b)
      %z = Softmax(%b) {axis=2}
    })",
              R"(
    graph main(%x: f32[1,1,4], %w: f32[1,1,1]) -> (%y, %z) {
      %b = Fusion(%x, %w) {kind="conv"} {
        graph region(%x: f32[1,1,4], %w: f32[1,1,1]) -> (%b) {
          %a = Convolution(%x, %w)
          %b = Relu(%a)
        }
      }
      %y = Exp(%b)
      %z = Softmax(%b) {axis=2}
    })",
              1e-6);
}

TEST(FuseConv, AGateAndWhatBroadcasts) {
  expect_pass(fuse_conv, R"(
    graph main(%x: f32[1,1,4], %w: f32[1,1,1], %v: f32[1,1,1], %g: f32[1,1,4]) -> (%y) {
      %a = Convolution(%x, %w)
      %b = Mul(%a, %v)
      %y = Mul(%g, %b)
    })",
              R"(
    graph main(%x: f32[1,1,4], %w: f32[1,1,1], %v: f32[1,1,1], %g: f32[1,1,4]) -> (%y) {
      %y = Fusion(%x, %w, %v, %g) {kind="conv"} {
        graph region(%x: f32[1,1,4], %w: f32[1,1,1], %v: f32[1,1,1], %g: f32[1,1,4]) -> (%y) {
          %a = Convolution(%x, %w)
          %b = Mul(%a, %v)
          %y = Mul(%g, %b)
        }
      }
    })",
              1e-6);
}

TEST(FuseConv, LeavesOutputsLargerResultsAndOtherTypes) {
  expect_unchanged(fuse_conv, R"(
    graph main(%x: f32[1,1,4], %w: f32[1,1,1], %t: f32[3,1,4]) -> (%a, %y, %k, %m) {
      %a = Convolution(%x, %w)
      %y = Relu(%a)
      %c = Convolution(%x, %w)
      %k = Add(%c, %t)
      %d = Convolution(%x, %w)
      %m = Cast(%d) {to=f16}
    })");
}

TEST(FuseConv, LeavesAResidualThatDependsOnTheConvolution) {
  expect_unchanged(fuse_conv, R"(
    graph main(%x: f32[1,2,4], %w: f32[2,2,1]) -> (%y) {
      %a = Convolution(%x, %w)
      %s = Softmax(%a) {axis=1}
      %y = Add(%a, %s)
    })");
}

TEST(FuseConv, LeavesEverythingIfTheBackendDoesNotWantIt) {
  PassContext context;
  context.wants_fusion = [](std::string_view kind) { return kind != "conv"; };
  expect_unchanged(fuse_conv, R"(
    graph main(%x: f32[1,1,4], %w: f32[1,1,1]) -> (%y) {
      %a = Convolution(%x, %w)
      %y = Relu(%a)
    })",
                   context);
}

}  // namespace
}  // namespace sinter::test
