// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ir/region_program.h"

#include <gtest/gtest.h>

#include "ir/scalar_eval.h"
#include "ops/add.h"
#include "ops/cast.h"
#include "ops/fusion.h"
#include "ops/mul.h"
#include "ops/relu.h"
#include "ops/softmax.h"

namespace sinter {
namespace {

// A Fusion node around a region made by `fill`, which gets the region and its input.
template <class Fill>
std::unique_ptr<Graph> fused(DataType dtype, Fill fill) {
  auto graph = std::make_unique<Graph>();
  auto region = std::make_unique<Graph>("region");
  const ValueId inner = region->add_input("x", ValueType(dtype, {4}));
  region->set_outputs({fill(*region, inner)});
  const ValueId x = graph->add_input("x", ValueType(dtype, {4}));
  NodeMeta meta;
  meta.num_outputs = 1;
  meta.regions.push_back(std::move(region));
  graph->set_outputs({graph->add_value(Fusion{"pointwise"}, {x}, std::move(meta))});
  return graph;
}

ScalarNumber eval_one(const Graph& graph, ScalarNumber x) {
  std::string why;
  const auto p = pointwise_program(graph, graph.first(), why);
  if (!p) throw std::runtime_error(why);
  return eval_scalar(p->program, std::span(&x, 1)).at(0);
}

TEST(RegionProgram, ChainsAndLiterals) {
  const auto g = fused(DataType::kFloat32, [](Graph& r, ValueId x) {
    const ValueId c = r.add_constant(Weights::scalar(DataType::kFloat32, 0.5));
    return r.add_value(Relu{}, {r.add_value(Add{}, {r.add_value(Mul{}, {x, c}), c})});
  });
  EXPECT_EQ(eval_one(*g, ScalarNumber::of(3)).f, 2);
  EXPECT_EQ(eval_one(*g, ScalarNumber::of(-3)).f, 0);
}

TEST(RegionProgram, OneNodeMayUseAValueTwice) {
  Graph g;
  const ValueId x = g.add_input("x", ValueType(DataType::kFloat32, {4}));
  g.add(Mul{}, {x, x});
  std::string why;
  const auto p = pointwise_program(g, g.first(), why);
  ASSERT_TRUE(p) << why;
  EXPECT_EQ(p->program.inputs.size(), 2u);
}

// The largest i32 is no f32: saturation must happen in integers.
TEST(RegionProgram, CastsSaturateInIntegers) {
  const auto g =
      fused(DataType::kFloat32, [](Graph& r, ValueId x) { return r.add_value(Cast{DataType::kInt32}, {x}); });
  std::string why;
  const auto p = pointwise_program(*g, g->first(), why);
  ASSERT_TRUE(p) << why;
  for (const auto& n : p->program.code) EXPECT_NE(n.op, ScalarOp::kNarrow) << p->program.to_string();
  EXPECT_EQ(eval_one(*g, ScalarNumber::of(1e20)).i, INT32_MAX);
  EXPECT_EQ(eval_one(*g, ScalarNumber::of(-1e20)).i, INT32_MIN);
  EXPECT_EQ(eval_one(*g, ScalarNumber::of(-2.9)).i, -2);
}

// What an i8 tensor between two nodes would have wrapped is wrapped.
TEST(RegionProgram, IntegersWrapBetweenNodes) {
  const auto g = fused(DataType::kInt8, [](Graph& r, ValueId x) {
    return r.add_value(Relu{}, {r.add_value(Add{}, {x, x})});
  });
  EXPECT_EQ(eval_one(*g, ScalarNumber::of_int(100)).i, 0);  // 200 wraps to -56
  EXPECT_EQ(eval_one(*g, ScalarNumber::of_int(50)).i, 100);
}

TEST(RegionProgram, DoublesAnywhereMakeItWide) {
  const auto g = fused(DataType::kFloat32, [](Graph& r, ValueId x) {
    return r.add_value(Cast{DataType::kFloat32}, {r.add_value(Cast{DataType::kFloat64}, {x})});
  });
  std::string why;
  EXPECT_TRUE(pointwise_program(*g, g->first(), why)->wide);
}

TEST(RegionProgram, OtherOpsAreRefusedByName) {
  const auto g = fused(DataType::kFloat32, [](Graph& r, ValueId x) { return r.add_value(Softmax{.axis = 0}, {x}); });
  std::string why;
  EXPECT_FALSE(pointwise_program(*g, g->first(), why));
  EXPECT_NE(why.find("Softmax"), std::string::npos) << why;
}

TEST(RegionProgram, LargeConstantsInsideAreRefused) {
  const auto g = fused(DataType::kFloat32, [](Graph& r, ValueId x) {
    const double values[] = {1, 2, 3, 4};
    return r.add_value(Add{}, {x, r.add_constant(Weights::of_doubles(DataType::kFloat32, {4}, values))});
  });
  std::string why;
  EXPECT_FALSE(pointwise_program(*g, g->first(), why));
  EXPECT_NE(why.find("constant"), std::string::npos) << why;
}

}  // namespace
}  // namespace sinter
