// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/split_fusion.h"

#include <gtest/gtest.h>

#include "ir/print.h"
#include "passes/fixture.h"
#include "passes/fuse_pointwise.h"
#include "passes/rewrite.h"

namespace sinter::test {
namespace {

TEST(SplitFusion, InliningUndoesFusing) {
  const auto original = parse(R"(
    graph main(%x: f32[N,8]) -> (%y) {
      %c = Constant {value=f32[][0.5]}
      %a = Mul(%x, %c) from ["a"]
      %y = Exp(%a) from ["b"]
    })");
  const auto graph = original->clone();
  PassContext context;
  ASSERT_TRUE(fuse_pointwise(*graph, context));
  for (NodeId id : graph->order())
    if (is_fusion(graph->node(id))) inline_region(*graph, id);
  verify_graph(*graph);
  EXPECT_EQ(normal_text(*graph), normal_text(*original));
  expect_same_results(*original, *graph, 0);
}

TEST(SplitFusion, NodesWithoutSourcesGetTheFusionsAndNamesStayUnique) {
  const auto graph = parse(R"(
    graph main(%x: f32[4], %a: f32[4]) -> (%y, %z) {
      %y = Fusion(%x) {kind="pointwise"} from ["f"] {
        graph region(%x: f32[4]) -> (%b) {
          %a = Exp(%x)
          %b = Neg(%a)
        }
      }
      %z = Relu(%a)
    })");
  const auto before = graph->clone();
  inline_region(*graph, graph->order()[0]);
  verify_graph(*graph);
  EXPECT_EQ(graph->num_nodes(), 3U);
  EXPECT_EQ(graph->value(graph->outputs()[0]).name, "y");
  EXPECT_EQ(graph->node(graph->producer(graph->outputs()[0])).sources, std::vector<std::string>{"f"});
  expect_same_results(*before, *graph, 0);
}

TEST(SplitFusion, TheFirstNodesStayTogether) {
  const auto graph = parse(R"(
    graph main(%x: f32[2,2], %w: f32[2,2], %r: f32[2,2]) -> (%y) {
      %y = Fusion(%x, %w, %r) {kind="matmul"} {
        graph region(%x: f32[2,2], %w: f32[2,2], %r: f32[2,2]) -> (%y) {
          %a = MatMul(%x, %w)
          %half = Constant {value=f32[][0.5]}
          %b = Mul(%a, %half)
          %c = Exp(%b)
          %y = Add(%c, %r)
        }
      }
    })");
  const auto before = graph->clone();
  const NodeId first = split_fusion_at(*graph, graph->order()[0], 2);
  verify_graph(*graph);
  EXPECT_TRUE(graph->alive(first));
  EXPECT_EQ(normal_text(*graph), normal_text(*parse(R"(
    graph main(%x: f32[2,2], %w: f32[2,2], %r: f32[2,2]) -> (%y) {
      %b = Fusion(%x, %w) {kind="matmul"} {
        graph region(%x: f32[2,2], %w: f32[2,2]) -> (%b) {
          %a = MatMul(%x, %w)
          %half = Constant {value=f32[][0.5]}
          %b = Mul(%a, %half)
        }
      }
      %y = Fusion(%b, %r) {kind="pointwise"} {
        graph region(%b: f32[2,2], %r: f32[2,2]) -> (%y) {
          %c = Exp(%b)
          %y = Add(%c, %r)
        }
      }
    })")));
  expect_same_results(*before, *graph, 1e-6);
  const auto alone = before->clone();
  EXPECT_EQ(alone->node(split_fusion_at(*alone, alone->order()[0], 1)).op.name(), "MatMul");
  expect_same_results(*before, *alone, 1e-6);
}

}  // namespace
}  // namespace sinter::test
