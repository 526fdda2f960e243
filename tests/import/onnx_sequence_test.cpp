// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Sequences and optionals whose contents are known leave nothing behind; the others become our ops. Models of
// ai.onnx.ml that must be refused.
#include <gtest/gtest.h>

#include <algorithm>

#include "import/onnx_builder.h"
#include "ir/interpret.h"
#include "ir/print.h"
#include "passes/dead_code.h"
#include "passes/pass.h"
#include "sinter/error.h"

namespace sinter::test {
namespace {

Names ops_of(Graph& g) {
  PassContext context;
  dead_code(g, context);
  Names names;
  for (NodeId id : g.order()) names.emplace_back(g.node(id).op.name());
  return names;
}

OnnxGraph two_inputs() { return OnnxGraph().input("a", 1, {"N", "2"}).input("b", 1, {"3"}); }

TEST(OnnxSequences, KnownContentsLeaveNothing) {
  OnnxGraph g = two_inputs();
  g.tensor("one", {}, std::vector<int64_t>{1}).tensor("zero", {}, std::vector<int64_t>{0});
  g.node("SequenceEmpty", {}, {"s0"});
  g.node("SequenceInsert", {"s0", "a"}, {"s1"});
  g.node("SequenceInsert", {"s1", "b", "zero"}, {"s2"});
  g.node("SequenceErase", {"s2", "zero"}, {"s3"});
  g.node("SequenceAt", {"s3", "zero"}, {"x"});
  g.node("Optional", {"x"}, {"o"});
  g.node("OptionalGetElement", {"o"}, {"y"});
  g.node("Relu", {"y"}, {"z"}).output("z");
  const auto r = import_text(onnx_model(g, 18));
  EXPECT_EQ(ops_of(*r.graph), Names{"Relu"});
}

TEST(OnnxSequences, LengthsAndSplitsAreKnown) {
  OnnxGraph g;
  g.input("x", 1, {"6", "N"});
  g.node("SplitToSequence", {"x"}, {"s"});
  g.node("SequenceLength", {"s"}, {"n"}).output("n");
  g.node("ConcatFromSequence", {"s"}, {"y"}, {int_attr("axis", 1)}).output("y");
  const auto r = import_text(onnx_model(g));
  const Names ops = ops_of(*r.graph);
  EXPECT_EQ(std::count(ops.begin(), ops.end(), "SequenceLength"), 0);
  EXPECT_EQ(std::count(ops.begin(), ops.end(), "Slice"), 6);
  EXPECT_EQ(std::count(ops.begin(), ops.end(), "Concat"), 1);
  EXPECT_EQ(to_string(r.graph->tensor(r.graph->outputs()[1])), "f32[1,6*N]");
}

TEST(OnnxSequences, UnknownPositionsNeedOneRankOrADeclaredOne) {
  OnnxGraph g = two_inputs();
  g.input("i", 7, {});
  g.node("SequenceConstruct", {"a", "a"}, {"s"});
  g.node("SequenceAt", {"s", "i"}, {"x"}).output("x");
  EXPECT_EQ(to_string(import_text(onnx_model(g)).graph->tensor(import_text(onnx_model(g)).graph->outputs()[0])),
            "f32[N,2]");
  OnnxGraph mixed = two_inputs();
  mixed.input("i", 7, {});
  mixed.node("SequenceConstruct", {"a", "b"}, {"s"});
  mixed.node("SequenceAt", {"s", "i"}, {"x"});
  OnnxGraph declared = mixed;
  declared.text += bytes(12, value_text("x", 1, {"?", "?"}));
  EXPECT_EQ(
      import_text(onnx_model(declared)).graph->tensor(import_text(onnx_model(declared)).graph->outputs()[0]).rank(), 2);
  mixed.output("x");
  try {
    import_text(onnx_model(mixed));
    FAIL();
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("differ in rank"), std::string::npos) << e.what();
  }
}

TEST(OnnxSequences, WrongPositionsAndTypesAreRefused) {
  OnnxGraph outside = two_inputs();
  outside.tensor("two", {}, std::vector<int64_t>{2});
  outside.node("SequenceConstruct", {"a", "b"}, {"s"});
  outside.node("SequenceAt", {"s", "two"}, {"x"}).output("x");
  EXPECT_THROW(import_text(onnx_model(outside)), Error);
  OnnxGraph tensor = two_inputs();
  tensor.node("SequenceLength", {"a"}, {"n"}).output("n");
  EXPECT_THROW(import_text(onnx_model(tensor)), Error);
  OnnxGraph types;
  types.input("a", 1, {"2"}).input("b", 7, {"2"});
  types.node("SequenceConstruct", {"a", "b"}, {"s"}).output("s");
  EXPECT_THROW(import_text(onnx_model(types)), Error);
}

OnnxGraph zip_of(std::vector<int64_t> keys) {
  OnnxGraph zip;
  zip.input("x", 1, {"N", "2"});
  zip.node("ZipMap", {"x"}, {"y"}, {ints_attr("classlabels_int64s", std::move(keys))}, "", "ai.onnx.ml").output("y");
  return zip;
}

TEST(OnnxMl, ZipMapGivesItsValuesAndNamesTheKeys) {
  const auto found = import_text(onnx_model(zip_of({7, 9})));
  const Graph& graph = *found.graph;
  EXPECT_EQ(to_string(graph.value(graph.outputs()[0]).type), "f32[N,2]");
  ASSERT_EQ(found.warnings.size(), 1u);
  EXPECT_NE(found.warnings[0].find("keys 7, 9"), std::string::npos) << found.warnings[0];
  EXPECT_THROW(import_text(onnx_model(zip_of({7, 8, 9}))), Error);  // three keys for two columns
  EXPECT_THROW(import_text(onnx_model(zip_of({}))), Error);
}

TEST(OnnxMl, MapsAndBrokenTreesAreRefused) {
  OnnxGraph map;
  map.input("x", 1, {"N", "2"});
  map.node("DictVectorizer", {"x"}, {"y"}, {ints_attr("int64_vocabulary", {0, 1})}, "", "ai.onnx.ml").output("y");
  try {
    import_text(onnx_model(map));
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kUnsupported);
    EXPECT_NE(std::string(e.what()).find("maps"), std::string::npos) << e.what();
  }
  const auto trees = [](std::vector<int64_t> yes, std::vector<int64_t> no) {
    OnnxGraph g;
    g.input("x", 1, {"N", "2"});
    const std::string modes =
        bytes(1, "nodes_modes") + bytes(9, "BRANCH_LEQ") + bytes(9, "BRANCH_LEQ") + bytes(9, "LEAF") + number(20, 8);
    const std::string values = bytes(1, "nodes_values") + fixed(7, 0.f) + fixed(7, 0.f) + fixed(7, 0.f) + number(20, 6);
    const std::string weights = bytes(1, "target_weights") + fixed(7, 1.f) + number(20, 6);
    g.node("TreeEnsembleRegressor", {"x"}, {"y"},
           {ints_attr("nodes_treeids", {0, 0, 0}), ints_attr("nodes_nodeids", {0, 1, 2}),
            ints_attr("nodes_featureids", {0, 1, 0}), ints_attr("nodes_truenodeids", yes),
            ints_attr("nodes_falsenodeids", no), modes, values, ints_attr("target_treeids", {0}),
            ints_attr("target_nodeids", {2}), ints_attr("target_ids", {0}), weights, int_attr("n_targets", 1)},
           "", "ai.onnx.ml");
    return import_text(onnx_model(g.output("y")));
  };
  EXPECT_NO_THROW(trees({1, 2, 0}, {2, 2, 0}));
  EXPECT_THROW(trees({1, 0, 0}, {2, 2, 0}), Error);  // a circle
  EXPECT_THROW(trees({1, 7, 0}, {2, 2, 0}), Error);  // a child that does not exist
}

}  // namespace
}  // namespace sinter::test
