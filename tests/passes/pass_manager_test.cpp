// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/pass_manager.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "ir/print.h"
#include "passes/fixture.h"
#include "sinter/error.h"

namespace sinter::test {
namespace {

// A convolution block as exporters write it, and a shape computed from the input.
constexpr std::string_view kModel = R"(
    graph main(%x: f32[N,2,4]) -> (%y) symbols {N: 1..2..8} {
      %w = Constant {value=f32[2,2,1][1.0,2.0,3.0,4.0]}
      %c = Convolution(%x, %w) from ["conv1"]
      %scale = Constant {value=f32[2][2.0,0.5]}
      %bias = Constant {value=f32[2][1.0,1.0]}
      %mean = Constant {value=f32[2][0.5,0.25]}
      %var = Constant {value=f32[2][1.0,4.0]}
      %n = BatchNorm(%c, %scale, %bias, %mean, %var) from ["bn1"]
      %r = Relu(%n) from ["relu1"]
      %s = Shape(%r)
      %zero = Constant {value=i64[1][0]}
      %first = Gather(%s, %zero) {axis=0}
      %rest = Constant {value=i64[1][-1]}
      %shape = Concat(%first, %rest) {axis=0}
      %y = Reshape(%r, %shape) from ["flatten"]
    })";

TEST(PassManager, TheWholePipeline) {
  const auto before = parse(kModel), graph = before->clone();
  PassContext context;
  context.options.verify = true;
  std::vector<std::string> lines;
  context.trace = [&](std::string_view pass, const std::string& change) {
    lines.push_back(std::string(pass) + ": " + change);
  };
  run_passes(*graph, context);
  EXPECT_EQ(graph->num_nodes(), 4U) << print_graph(*graph);  // two constants, Fusion, Reshape
  EXPECT_EQ(graph->value(graph->outputs()[0]).name, "y");
  EXPECT_NE(std::find(lines.begin(), lines.end(), "fuse_conv: conv1 + bn1 + relu1 -> Fusion:conv"), lines.end());
  expect_same_results(*before, *graph, 1e-5);
  EXPECT_EQ(context.statistics.front().name, "decompose");

  const std::string once = print_graph(*graph);
  run_passes(*graph, context);
  EXPECT_EQ(print_graph(*graph), once);
}

TEST(PassManager, OptionalPassesCanBeLeftOut) {
  const auto before = parse(kModel), graph = before->clone();
  PassContext context;
  for (const auto& pass : pass_infos())
    if (pass.optional) context.options.disabled.emplace_back(pass.name);
  run_passes(*graph, context);
  for (NodeId id : graph->order()) EXPECT_NE(graph->node(id).op.name(), "Fusion");
  expect_same_results(*before, *graph, 1e-5);
}

TEST(PassManager, UnknownAndRequiredNamesAreErrors) {
  const std::vector<std::string> misspelt{"fuse_con"}, required{"decompose"};
  try {
    check_disabled_passes(misspelt);
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kInvalidArgument);
    EXPECT_NE(std::string(e.what()).find("Did you mean \"fuse_conv\"?"), std::string::npos) << e.what();
  }
  EXPECT_THROW(check_disabled_passes(required), Error);
}

TEST(PassManager, CanBeCancelled) {
  const auto graph = parse(kModel);
  PassContext context;
  context.check_cancelled = [] { fail(ErrorCode::kCancelled, "stopped", ""); };
  EXPECT_THROW(run_passes(*graph, context), Error);
}

TEST(PassManager, BodiesOfControlFlowAreVisited) {
  const auto before = parse(R"(
    graph main(%c: bool[], %x: f32[4]) -> (%y) {
      %y = If(%c, %x) {
        graph then(%a: f32[4]) -> (%r) {
          %p = Exp(%a)
          %r = Neg(%p)
        }
        graph else(%a: f32[4]) -> (%r) {
          %r = Neg(%a)
        }
      }
    })");
  const auto graph = before->clone();
  PassContext context;
  context.options.verify = true;
  run_passes(*graph, context);
  const Node& branch = graph->node(graph->order()[0]);
  EXPECT_EQ(branch.regions[0]->num_nodes(), 1U);
  EXPECT_EQ(branch.regions[0]->node(branch.regions[0]->order()[0]).op.name(), "Fusion");
  expect_same_results(*before, *graph, 1e-6);
}

TEST(PassManager, ChecksOfNodesThatAreGoneAreForgotten) {
  const auto graph = parse(R"(
    graph main(%x: f32[N], %z: f32[M], %w: f32[M]) -> (%y) {
      %dead = Add(%x, %z)
      %y = Add(%z, %w)
    })");
  EXPECT_FALSE(graph->checks().empty());
  PassContext context;
  run_passes(*graph, context);
  EXPECT_TRUE(graph->checks().empty());
}

}  // namespace
}  // namespace sinter::test
