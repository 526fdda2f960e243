// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/fuse_pointwise.h"

#include <gtest/gtest.h>

#include "ir/print.h"
#include "passes/fixture.h"
#include "passes/pass_manager.h"
#include "passes/region.h"

namespace sinter::test {
namespace {

TEST(FusePointwise, AGeluWrittenInPieces) {
  expect_pass(fuse_pointwise, R"(
    graph main(%x: f32[N,8]) -> (%y) {
      %half = Constant {value=f32[][0.5]}
      %root = Constant {value=f32[1][0.7071067690849304]}
      %one = Constant {value=f32[][1.0]}
      %a = Mul(%x, %root) from ["a"]
      %b = Erf(%a) from ["b"]
      %c = Add(%b, %one) from ["c"]
      %d = Mul(%x, %c) from ["d"]
      %y = Mul(%d, %half) from ["e"]
    })",
              R"(
    graph main(%x: f32[N,8]) -> (%y) {
      %y = Fusion(%x) {kind="pointwise"} from ["a", "b", "c", "d", "e"] {
        graph region(%x: f32[N,8]) -> (%y) {
          %root = Constant {value=f32[1][0.7071067690849304]}
          %a = Mul(%x, %root) from ["a"]
          %b = Erf(%a) from ["b"]
          %one = Constant {value=f32[][1.0]}
          %c = Add(%b, %one) from ["c"]
          %d = Mul(%x, %c) from ["d"]
          %half = Constant {value=f32[][0.5]}
          %y = Mul(%d, %half) from ["e"]
        }
      }
    })",
              1e-6);
}

TEST(FusePointwise, BroadcastOperandsStayOutsideASingleElementJoins) {
  expect_pass(fuse_pointwise, R"(
    graph main(%x: f32[2,3], %b: f32[3], %s: f32[1]) -> (%y) {
      %e = Exp(%b)
      %t = Neg(%s)
      %f = Mul(%x, %e)
      %y = Add(%f, %t)
    })",
              R"(
    graph main(%x: f32[2,3], %b: f32[3], %s: f32[1]) -> (%y) {
      %e = Exp(%b)
      %y = Fusion(%s, %x, %e) {kind="pointwise"} {
        graph region(%s: f32[1], %x: f32[2,3], %e: f32[3]) -> (%y) {
          %t = Neg(%s)
          %f = Mul(%x, %e)
          %y = Add(%f, %t)
        }
      }
    })",
              1e-6);
}

TEST(FusePointwise, TypesMayChangeInside) {
  expect_pass(fuse_pointwise, R"(
    graph main(%x: f32[4], %z: f32[4]) -> (%y) {
      %l = Less(%x, %z)
      %i = Cast(%x) {to=i32}
      %j = Cast(%i) {to=f32}
      %y = Select(%l, %j, %z)
    })",
              R"(
    graph main(%x: f32[4], %z: f32[4]) -> (%y) {
      %y = Fusion(%x, %z) {kind="pointwise"} {
        graph region(%x: f32[4], %z: f32[4]) -> (%y) {
          %l = Less(%x, %z)
          %i = Cast(%x) {to=i32}
          %j = Cast(%i) {to=f32}
          %y = Select(%l, %j, %z)
        }
      }
    })");
}

TEST(FusePointwise, AValueThatIsUsedLaterIsOneMoreOutput) {
  expect_pass(fuse_pointwise, R"(
    graph main(%x: f32[4]) -> (%y, %z) {
      %a = Exp(%x)
      %b = Neg(%a)
      %y = Relu(%b)
      %z = Softmax(%a) {axis=0}
    })",
              R"(
    graph main(%x: f32[4]) -> (%y, %z) {
      %y, %a = Fusion(%x) {kind="pointwise"} {
        graph region(%x: f32[4]) -> (%y, %a) {
          %a = Exp(%x)
          %b = Neg(%a)
          %y = Relu(%b)
        }
      }
      %z = Softmax(%a) {axis=0}
    })",
              1e-6);
}

TEST(FusePointwise, AValueThatIsUsedBeforeEndsTheGroup) {
  expect_pass(fuse_pointwise, R"(
    graph main(%x: f32[4]) -> (%y) {
      %a = Exp(%x)
      %z = Softmax(%a) {axis=0}
      %b = Neg(%a)
      %y = Add(%b, %z)
    })",
              R"(
    graph main(%x: f32[4]) -> (%y) {
      %a = Exp(%x)
      %z = Softmax(%a) {axis=0}
      %y = Fusion(%a, %z) {kind="pointwise"} {
        graph region(%a: f32[4], %z: f32[4]) -> (%y) {
          %b = Neg(%a)
          %y = Add(%b, %z)
        }
      }
    })",
              1e-6);
}

TEST(FusePointwise, CheapValuesThatAreSpreadJoinAndDearOnesDoNot) {
  expect_pass(fuse_pointwise, R"(
    graph main(%x: f32[2,4], %m: bool[1,4], %g: f32[2,1]) -> (%y) {
      %zero = Constant {value=f32[][0.0]}
      %low = Constant {value=f32[][-10000.0]}
      %s = Select(%m, %zero, %low)
      %e = Sigmoid(%g)
      %a = Add(%x, %s)
      %y = Mul(%a, %e)
    })",
              R"(
    graph main(%x: f32[2,4], %m: bool[1,4], %g: f32[2,1]) -> (%y) {
      %e = Sigmoid(%g)
      %y = Fusion(%m, %x, %e) {kind="pointwise"} {
        graph region(%m: bool[1,4], %x: f32[2,4], %e: f32[2,1]) -> (%y) {
          %zero = Constant {value=f32[][0.0]}
          %low = Constant {value=f32[][-10000.0]}
          %s = Select(%m, %zero, %low)
          %a = Add(%x, %s)
          %y = Mul(%a, %e)
        }
      }
    })",
              1e-6);
}

TEST(FusePointwise, LeavesSingleOpsShapeArithmeticAndLoopsThroughOtherOps) {
  expect_unchanged(fuse_pointwise, R"(
    graph main(%x: f32[N,4]) -> (%y, %t) {
      %a = Exp(%x)
      %b = Softmax(%a) {axis=1}
      %y = Add(%a, %b)
      %s = Shape(%x)
      %two = Constant {value=i64[1][2]}
      %d = Add(%s, %two)
      %e = Sub(%d, %two)
      %t = Reshape(%x, %e)
    })");
}

TEST(FusePointwise, GroupsAreBounded) {
  std::string text = "graph main(%x: f32[2]) -> (%y200) {\n  %y0 = Neg(%x)\n";
  for (int i = 1; i <= 200; ++i)
    text += "  %y" + std::to_string(i) + " = " + (i % 2 ? "Tanh" : "Neg") + "(%y" + std::to_string(i - 1) + ")\n";
  const auto graph = parse(text + "}\n");
  const auto before = graph->clone();
  PassContext context;
  EXPECT_TRUE(run_pass(Pass{.name = "p", .doc = "", .optional = true, .run = fuse_pointwise}, *graph, context));
  verify_graph(*graph);
  EXPECT_EQ(graph->num_nodes(), 4U);
  for (NodeId id : graph->order())
    for (const auto& region : graph->node(id).regions) EXPECT_LE(region->num_nodes(), kMaxRegionNodes);
  expect_same_results(*before, *graph, 1e-6);
}

}  // namespace
}  // namespace sinter::test
