// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/decompose.h"

#include <gtest/gtest.h>

#include "ir/print.h"
#include "passes/fixture.h"
#include "passes/pass_manager.h"

namespace sinter::test {
namespace {

constexpr std::string_view kBatchNorm = R"(
    graph main(%x: f32[N,2,3], %s: f32[2], %b: f32[2], %m: f32[2]) -> (%y) {
      %v = Constant {value=f32[2][0.5,2.0]}
      %y = BatchNorm(%x, %s, %b, %m, %v) from ["bn"]
    })";

TEST(Decompose, BatchNormBecomesPointwiseAndKeepsItsNameAndProvenance) {
  const auto before = parse(kBatchNorm), after = before->clone();
  PassContext context;
  const Pass pass{.name = "decompose", .doc = "", .optional = false, .run = decompose};
  EXPECT_TRUE(run_pass(pass, *after, context));
  verify_graph(*after);
  for (NodeId id : after->order()) EXPECT_NE(after->node(id).op.def().meaning, Meaning::kDecompose);
  const ValueId y = after->outputs()[0];
  EXPECT_EQ(after->value(y).name, "y");
  EXPECT_EQ(after->node(after->producer(y)).sources, std::vector<std::string>{"bn"});
  expect_same_results(*before, *after, 1e-6);
  EXPECT_FALSE(run_pass(pass, *after, context));
}

TEST(Decompose, LeavesOpsWithAMeaningOfTheirOwn) {
  expect_unchanged(decompose, R"(
    graph main(%x: f32[4,5]) -> (%y) {
      %a = Softmax(%x) {axis=1}
      %y = Relu(%a)
    })");
}

}  // namespace
}  // namespace sinter::test
