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

}  // namespace
}  // namespace sinter::test
