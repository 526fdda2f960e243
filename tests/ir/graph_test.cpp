// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ir/graph.h"

#include <gtest/gtest.h>

#include "ir/constant.h"
#include "ir/decompose.h"
#include "ir/print.h"
#include "ir/test_ops.h"
#include "ops/relu.h"
#include "sinter/error.h"

namespace sinter {
namespace {

const Dim N = Dim::symbol("N");

ValueType f32(SymDims dims) { return {DataType::kFloat32, std::move(dims)}; }

TEST(Graph, InfersBroadcastsAndChecks) {
  Graph g;
  const ValueId x = g.add_input("x", f32({N, 1, 4})), y = g.add_input("y", f32({Dim::symbol("M"), 3, 1}));
  const ValueId z = g.add_value(test::Add{}, {x, y});
  ASSERT_EQ(g.checks().size(), 1u);  // N == M cannot be proved
  EXPECT_EQ(g.checks()[0].kind, DimCheck::Kind::kEqual);
  EXPECT_EQ(g.tensor(z).dims.size(), 3u);
  EXPECT_EQ(g.tensor(z).dims[2], Dim(4));
}

TEST(Graph, ErrorsNameNodeAndShapesAndLeaveTheGraphAsItWas) {
  Graph g;
  const ValueId x = g.add_input("x", f32({2})), y = g.add_input("y", f32({3}));
  const size_t values = g.value_capacity();
  NodeMeta meta;
  meta.sources = {"conv1"};
  meta.output_names = {"z"};
  try {
    g.add(test::Add{}, {x, y}, std::move(meta));
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kShapeMismatch);
    EXPECT_NE(std::string(e.what()).find("node \"conv1\" (Add): inputs f32[2], f32[3]: "), std::string::npos)
        << e.what();
  }
  EXPECT_EQ(g.value_capacity(), values);
  EXPECT_EQ(g.find_value("z"), kNoValue);
  EXPECT_EQ(g.num_nodes(), 0u);
  g.set_outputs({g.add_value(Relu{}, {x})});
  verify_graph(g);
}

TEST(Graph, DtypesMustAgree) {
  Graph g;
  const ValueId x = g.add_input("x", f32({2})), y = g.add_input("y", ValueType(DataType::kInt32, {2}));
  EXPECT_THROW(g.add(test::Add{}, {x, y}), Error);
  EXPECT_THROW(g.add(test::Not{}, {x}), Error);
}

TEST(Graph, ShapeArithmeticIsKnown) {
  Graph g;
  const int64_t two[] = {2, 3}, one[] = {5};
  const ValueId a = g.add_constant(Weights::of_ints(DataType::kInt64, {2}, two)),
                b = g.add_constant(Weights::of_ints(DataType::kInt64, {1}, one));
  EXPECT_EQ(g.value(g.add_value(test::Add{}, {a, b})).host_value, (SymDims{7, 8}));
  EXPECT_EQ(g.value(g.add_value(Relu{}, {a})).host_value, (SymDims{2, 3}));
  // An int8 sum that wraps is not its Dim.
  const int64_t big[] = {100};
  const ValueId c = g.add_constant(Weights::of_ints(DataType::kInt8, {1}, big));
  EXPECT_FALSE(g.value(g.add_value(test::Add{}, {c, c})).host_value);
}

TEST(Graph, ReplaceUsesMovesAnOutputsName) {
  Graph g;
  const ValueId x = g.add_input("x", f32({2}));
  NodeMeta meta;
  meta.output_names = {"y"};
  const NodeId n = g.add(Relu{}, {x}, std::move(meta));
  const ValueId y = g.node(n).outputs[0];
  g.set_outputs({y});
  const ValueId z = g.add_value(test::Add{}, {x, x});
  g.replace_uses(y, z);
  g.remove(n);
  EXPECT_EQ(g.value(g.outputs()[0]).name, "y");
  EXPECT_EQ(g.find_value("y"), z);
  EXPECT_FALSE(g.alive(n));
  verify_graph(g);
}

TEST(Graph, NodesKeepTheirPlaces) {
  Graph g;
  const ValueId x = g.add_input("x", f32({2}));
  const NodeId a = g.add(Relu{}, {x}), b = g.add(Relu{}, {x}), c = g.add(Relu{}, {x}, {}, b);
  EXPECT_EQ(g.order(), (std::vector<NodeId>{a, c, b}));
  g.move_before(b, a);
  EXPECT_EQ(g.order(), (std::vector<NodeId>{b, a, c}));
  g.move_before(b, b);
  g.move_before(b, kNoNode);
  EXPECT_EQ(g.order(), (std::vector<NodeId>{a, c, b}));
  g.remove(c);
  EXPECT_EQ(g.order(), (std::vector<NodeId>{a, b}));
  verify_graph(g);
}

TEST(Graph, VerifierFindsBrokenOrder) {
  Graph g;
  const ValueId x = g.add_input("x", f32({2}));
  const NodeId a = g.add(Relu{}, {x}), b = g.add(Relu{}, {g.node(a).outputs[0]});
  g.set_outputs({g.node(b).outputs[0]});
  verify_graph(g);
  g.move_before(b, a);
  EXPECT_THROW(verify_graph(g), Error);
  g.move_before(a, b);
  g.value(g.node(a).outputs[0]).type = f32({3});
  EXPECT_THROW(verify_graph(g), Error);
}

TEST(Graph, CloneIsIndependent) {
  Graph g;
  const ValueId x = g.add_input("x", f32({N}));
  const NodeId k = g.add(test::Keep{}, {x});
  g.set_outputs({g.node(k).outputs[0]});
  const auto copy = g.clone();
  EXPECT_EQ(print_graph(*copy), print_graph(g));
  copy->add(Relu{}, {copy->outputs()[0]});
  EXPECT_EQ(g.num_nodes(), 1u);
  verify_graph(g);
  verify_graph(*copy);
}

TEST(Graph, DataDependentSizesKeepTheirSymbol) {
  Graph g;
  const ValueId x = g.add_input("x", f32({N}));
  g.symbols()["N"].max = 10;
  const NodeId a = g.add(test::Keep{}, {x}), b = g.add(test::Keep{}, {x});
  const Dim before = g.tensor(g.node(a).outputs[0]).dims[0];
  EXPECT_FALSE(before == g.tensor(g.node(b).outputs[0]).dims[0]);
  EXPECT_EQ(g.bounds(before).max, 10);
  g.reinfer_all();
  EXPECT_EQ(g.tensor(g.node(a).outputs[0]).dims[0], before);
}

TEST(Graph, CompositesDecompose) {
  Graph g;
  const ValueId x = g.add_input("x", f32({2}));
  NodeMeta meta;
  meta.sources = {"four"};
  meta.output_names = {"y"};
  const NodeId n = g.add(test::FourTimes{}, {x}, std::move(meta));
  g.set_outputs({g.node(n).outputs[0]});
  EXPECT_TRUE(decompose_node(g, n));
  for (NodeId id : g.order()) EXPECT_TRUE(decompose_node(g, id));
  for (NodeId id : g.order()) {
    EXPECT_TRUE(g.node(id).op.is<test::Add>());
    EXPECT_EQ(g.node(id).sources, std::vector<std::string>{"four"});
    EXPECT_FALSE(decompose_node(g, id));
  }
  EXPECT_EQ(g.value(g.outputs()[0]).name, "y");
  verify_graph(g);
}

TEST(StructuralHash, IgnoresNamesAndOrderOnly) {
  auto make = [](const char* name, bool swapped, double value, SymDims dims) {
    auto g = std::make_unique<Graph>();
    const ValueId x = g->add_input(name, f32(std::move(dims)));
    const ValueId w = g->add_constant(Weights::scalar(DataType::kFloat32, value));
    ValueId a, b;
    if (swapped)
      b = g->add_value(test::Add{}, {x, w}), a = g->add_value(Relu{}, {x});
    else
      a = g->add_value(Relu{}, {x}), b = g->add_value(test::Add{}, {x, w});
    g->set_outputs({g->add_value(test::Add{}, {a, b})});
    return g;
  };
  const auto base = make("x", false, 1, {N, 2});
  EXPECT_EQ(structural_hash(*base), structural_hash(*make("other", true, 1, {N, 2})));
  EXPECT_NE(structural_hash(*base), structural_hash(*make("x", false, 2, {N, 2})));
  EXPECT_EQ(structural_hash(*base, false), structural_hash(*make("x", false, 2, {N, 2}), false));
  EXPECT_NE(structural_hash(*base), structural_hash(*make("x", false, 1, {N, 3})));
}

TEST(Op, PrintsWhatDiffersFromTheDefault) {
  test::Attributes a;
  a.mode = test::Attributes::Mode::kFast;
  a.ints = {1, 2};
  a.dims = {N * 3, 4};
  const Op op(a);
  EXPECT_EQ(to_string(op), "Attributes {mode=\"fast\", ints=[1,2], dims=<3*N,4>}");
  EXPECT_EQ(to_string(Op(Relu{})), "Relu");
  EXPECT_EQ(op.dim_params(), (SymDims{N * 3, 4}));
  Hasher x, y, z;
  op.hash_into(x);
  Op(a).hash_into(y);
  Op(test::Attributes{}).hash_into(z);
  EXPECT_EQ(x.finish64(), y.finish64());
  EXPECT_NE(x.finish64(), z.finish64());
  EXPECT_TRUE(op == Op(a));
}

}  // namespace
}  // namespace sinter
