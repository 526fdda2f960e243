// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Names, constants, order, functions, subgraphs and failures of the ONNX import, on small models built here.
#include <gtest/gtest.h>

#include "import/onnx/importers.h"
#include "import/onnx_builder.h"
#include "ir/print.h"
#include "sinter/error.h"

namespace sinter::test {
namespace {

Error error_of(const std::string& model, const onnx::ImportOptions& options = {}) {
  try {
    import_text(model, options);
  } catch (const Error& e) {
    return e;
  }
  ADD_FAILURE() << "no error";
  return Error(ErrorCode::kInternal, "");
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

const Node& node_of(const Graph& g, std::string_view value) { return g.node(g.value(g.find_value(value)).producer); }

std::string type_text(const Graph& g, std::string_view value) { return to_string(g.value(g.find_value(value)).type); }

TEST(OnnxImport, NamesTypesAndProvenance) {
  OnnxGraph g;
  g.input("x", 1, {"batch size", "3", "?"}).tensor("w", {3, 1}, std::vector<float>{1, 2, 3});
  g.node("Mul", {"x", "w"}, {"m"}, {}, "scale").node("Relu", {"m"}, {"y"}).output("y");
  const auto r = import_text(onnx_model(g));
  verify_graph(*r.graph);
  ASSERT_EQ(r.graph->inputs().size(), 1u);
  EXPECT_EQ(type_text(*r.graph, "x"), "f32[batch_size,3,x.2]");
  EXPECT_EQ(type_text(*r.graph, "y"), "f32[batch_size,3,x.2]");
  EXPECT_EQ(r.graph->value(r.graph->outputs()[0]).name, "y");
  EXPECT_TRUE(r.graph->value(r.graph->find_value("m")).user_named);
  EXPECT_EQ(node_of(*r.graph, "m").sources, Names{"scale"});
  EXPECT_EQ(node_of(*r.graph, "y").sources, Names{"Relu_y"});
  EXPECT_EQ(r.info.producer, "test");
  EXPECT_TRUE(r.warnings.empty());
}

TEST(OnnxImport, ParamsThatOnlySanitizingMakesAlikeStayApart) {
  OnnxGraph g;
  g.input("x", 1, {"a b", "a_b"}).node("Neg", {"x"}, {"y"}).output("y");
  const auto r = import_text(onnx_model(g));
  const auto& dims = r.graph->tensor(r.graph->outputs()[0]).dims;
  EXPECT_FALSE(dims[0] == dims[1]);
}

TEST(OnnxImport, ConstantsShareTheFileAndUnusedOnesLeaveNothing) {
  OnnxGraph g;
  g.input("x", 1, {"2", "2"}).input("w", 1, {"2"});  // old files list initializers as inputs
  g.tensor("w", {2}, std::vector<float>{1, 2}).tensor("shape", {1}, std::vector<int64_t>{-1});
  g.tensor("unused", {2}, std::vector<float>{1, 2});
  g.node("Add", {"x", "w"}, {"s"}).node("Reshape", {"s", "shape"}, {"y"}).output("y");
  const auto r = import_text(onnx_model(g));
  EXPECT_EQ(r.graph->inputs().size(), 1u);
  EXPECT_EQ(r.graph->num_nodes(), 3u) << print_graph(*r.graph);  // w, Add, Reshape
  const Weights* w = r.graph->constant(r.graph->find_value("w"));
  ASSERT_NE(w, nullptr);
  EXPECT_EQ(w->to_doubles(), (std::vector<double>{1, 2}));
  EXPECT_EQ(type_text(*r.graph, "y"), "f32[4]");
}

TEST(OnnxImport, OutputsThatAreOtherNamesOfValues) {
  OnnxGraph g;
  g.input("x", 1, {"2"}).node("Relu", {"x"}, {"r"}).node("Identity", {"r"}, {"a"}).node("Identity", {"r"}, {"b"});
  g.node("Identity", {"x"}, {"c"}).output("a").output("b").output("c").output("r");
  const auto r = import_text(onnx_model(g));
  verify_graph(*r.graph);
  Names names;
  for (size_t i = 0; i < r.graph->outputs().size(); ++i) names.push_back(r.graph->output_name(i));
  EXPECT_EQ(names, (Names{"a", "b", "c", "r"}));
  EXPECT_EQ(r.graph->num_nodes(), 1u);
  EXPECT_EQ(r.graph->outputs()[2], r.graph->inputs()[0]);
  EXPECT_EQ(r.graph->outputs()[3], r.graph->outputs()[0]);
}

TEST(OnnxImport, UnsortedNodesAreSorted) {
  OnnxGraph g;
  g.input("x", 1, {"2"}).node("Exp", {"r"}, {"y"}).node("Relu", {"x"}, {"r"}).output("y");
  EXPECT_EQ(import_text(onnx_model(g)).graph->num_nodes(), 2u);
}

TEST(OnnxImport, CyclesAreNamed) {
  OnnxGraph g;
  g.input("x", 1, {"2"}).node("Add", {"x", "c"}, {"a"}, {}, "first").node("Exp", {"a"}, {"b"}, {}, "second");
  g.node("Relu", {"b"}, {"c"}, {}, "third").node("Neg", {"c"}, {"y"}, {}, "outside").output("y");
  const Error e = error_of(onnx_model(g));
  EXPECT_EQ(e.code(), ErrorCode::kInvalidModel);
  EXPECT_TRUE(contains(e.what(), "first") && contains(e.what(), "second") && contains(e.what(), "third")) << e.what();
  EXPECT_FALSE(contains(e.what(), "outside")) << e.what();
}

TEST(OnnxImport, AllFailuresAreListed) {
  OnnxGraph g;
  g.input("x", 1, {"2"}).node("Frobnicate", {"x"}, {"a"}, {}, "one").node("Relu", {"a"}, {"b"}, {}, "follows");
  g.node("Twist", {"b"}, {"c"}, {}, "two", "my.domain").node("Relu", {"missing"}, {"d"}, {}, "three");
  g.node("Softmax", {"x"}, {"e"}, {string_attr("axis", "0")}, "four").output("c").output("d").output("e");
  const Error e = error_of(onnx_model(g));
  for (const char* part : {"one", "Frobnicate", "opset 17", "two", "my.domain", "three", "missing", "four", "axis"})
    EXPECT_TRUE(contains(e.what(), part)) << part << " in " << e.what();
  EXPECT_FALSE(contains(e.what(), "follows")) << e.what();
  EXPECT_EQ(e.code(), ErrorCode::kInvalidModel);  // the model is not legal either
}

TEST(OnnxImport, OmittedInputsAreNamed) {
  for (const char* op : {"Identity", "Relu", "Reshape", "Gemm", "Cast", "Where"}) {
    OnnxGraph g;
    g.input("x", 1, {"2"}).node(op, {""}, {"y"}, {}, "n").output("y");
    EXPECT_EQ(error_of(onnx_model(g)).code(), ErrorCode::kInvalidModel) << op;
  }
}

TEST(OnnxImport, OneUnsupportedNode) {
  OnnxGraph g;
  g.input("x", 1, {"2"}).node("Frobnicate", {"x"}, {"y"}, {}, "n").output("y");
  const Error e = error_of(onnx_model(g));
  EXPECT_EQ(e.code(), ErrorCode::kUnsupported);
  EXPECT_TRUE(contains(e.what(), "Frobnicate")) << e.what();
}

TEST(OnnxImport, InferenceFailuresNameTheNode) {
  OnnxGraph g;
  g.input("x", 1, {"2", "3"}).input("z", 1, {"4", "5"}).node("MatMul", {"x", "z"}, {"y"}, {}, "product").output("y");
  const Error e = error_of(onnx_model(g));
  EXPECT_TRUE(contains(e.what(), "product") && contains(e.what(), "MatMul")) << e.what();
}

TEST(OnnxImport, OutputsThatNobodyReadsMayBeUnsupported) {
  OnnxGraph g;
  g.input("x", 1, {"1", "4", "8"});
  g.node("MultiHeadAttention", {"x", "x", "x"}, {"y", "key", "value", "extra"}, {int_attr("num_heads", 2)}, "a",
         "com.microsoft");
  g.output("y");
  EXPECT_EQ(import_text(onnx_model(g)).graph->outputs().size(), 1u);
  g.output("extra");
  EXPECT_EQ(error_of(onnx_model(g)).code(), ErrorCode::kUnsupported);
}

TEST(OnnxImport, UnknownAttributesAreWarnedOf) {
  OnnxGraph g;
  g.input("x", 1, {"2"}).node("Relu", {"x"}, {"y"}, {int_attr("sparkle", 1)}, "r").output("y");
  const auto r = import_text(onnx_model(g));
  ASSERT_EQ(r.warnings.size(), 1u);
  EXPECT_TRUE(contains(r.warnings[0], "sparkle")) << r.warnings[0];
}

TEST(OnnxImport, InputShapesCanBeGiven) {
  OnnxGraph g;
  g.input("x", 1, {"N", "?"}).node("Relu", {"x"}, {"y"}).output("y");
  onnx::ImportOptions options;
  options.input_dims["x"] = {-1, 7};
  EXPECT_EQ(type_text(*import_text(onnx_model(g), options).graph, "y"), "f32[N,7]");
  options.input_dims["x"] = {1};
  EXPECT_EQ(error_of(onnx_model(g), options).code(), ErrorCode::kInvalidArgument);
  onnx::ImportOptions unknown;
  unknown.input_dims["zz"] = {1};
  EXPECT_EQ(error_of(onnx_model(g), unknown).code(), ErrorCode::kInvalidArgument);
}

TEST(OnnxImport, FunctionsAreInlined) {
  const std::string twice =
      function_text("Twice", {"a", "b"}, {"out"}, {"axis"},
                    {node_text("Add", {"a", "a"}, {"sum"}),
                     node_text("Softmax", {"sum"}, {"out"}, {ref_attr("axis", "axis", 2)}, "soft")});
  OnnxGraph g;
  g.input("x", 1, {"2", "3"}).node("Twice", {"x"}, {"y"}, {int_attr("axis", 0)}, "call", "local").output("y");
  const auto r = import_text(onnx_model(g, 17, {twice}));
  verify_graph(*r.graph);
  EXPECT_EQ(node_of(*r.graph, "y").op.name(), "Softmax");
  EXPECT_TRUE(contains(to_string(node_of(*r.graph, "y").op), "axis=0"));
  EXPECT_EQ(node_of(*r.graph, "y").sources, Names{"call/soft"});
  EXPECT_NE(r.graph->find_value("call/sum"), kNoValue);
}

TEST(OnnxImport, RecursiveFunctionsAreRefused) {
  const std::string loop =
      function_text("Again", {"a"}, {"b"}, {}, {node_text("Again", {"a"}, {"b"}, {}, "", "local")});
  OnnxGraph g;
  g.input("x", 1, {"2"}).node("Again", {"x"}, {"y"}, {}, "call", "local").output("y");
  EXPECT_EQ(error_of(onnx_model(g, 17, {loop})).code(), ErrorCode::kInvalidModel);
}

TEST(OnnxImport, IfPassesCapturesIn) {
  OnnxGraph yes, no, g;
  yes.node("Relu", {"r"}, {"a"}, {}, "inner").output("a");
  no.tensor("two", {1}, std::vector<float>{2}).node("Mul", {"r", "two"}, {"b"}).output("b");
  g.input("x", 1, {"N"}).input("c", 9, {}).node("Exp", {"x"}, {"r"});
  g.node("If", {"c"}, {"y"}, {graph_attr("then_branch", yes.text), graph_attr("else_branch", no.text)}, "choice")
      .output("y");
  const auto r = import_text(onnx_model(g));
  verify_graph(*r.graph);
  const Node& n = node_of(*r.graph, "y");
  EXPECT_EQ(n.op.name(), "If");
  ASSERT_EQ(n.inputs.size(), 2u);
  EXPECT_EQ(n.inputs[1], r.graph->find_value("r"));
  ASSERT_EQ(n.regions.size(), 2u);
  EXPECT_EQ(type_text(*r.graph, "y"), "f32[N]");
}

TEST(OnnxImport, IfWithKnownConditionBecomesItsBranch) {
  OnnxGraph yes, no, g;
  yes.node("Relu", {"x"}, {"a"}, {}, "inner").output("a");
  no.node("Exp", {"x"}, {"b"}).output("b");
  g.input("x", 1, {"N", "3"}).node("Shape", {"x"}, {"s"}).node("Size", {"s"}, {"rank"});
  g.tensor("two", {}, std::vector<int64_t>{2}).node("Equal", {"rank", "two"}, {"c"});
  g.node("If", {"c"}, {"y"}, {graph_attr("then_branch", yes.text), graph_attr("else_branch", no.text)}).output("y");
  const auto r = import_text(onnx_model(g));
  verify_graph(*r.graph);
  EXPECT_EQ(node_of(*r.graph, "y").op.name(), "Relu");
  EXPECT_EQ(node_of(*r.graph, "y").sources, Names{"inner"});
}

TEST(OnnxImport, LoopCarriesAndScans) {
  OnnxGraph body, g;
  body.input("i", 7, {}).input("go", 9, {}).input("acc", 1, {"2"});
  body.node("Add", {"acc", "step"}, {"next"}).node("Identity", {"go"}, {"again"});
  body.output("again").output("next").output("next");
  g.input("x", 1, {"2"}).input("step", 1, {"2"}).tensor("n", {}, std::vector<int64_t>{5});
  g.node("Loop", {"n", "", "x"}, {"last", "all"}, {graph_attr("body", body.text)}).output("last").output("all");
  const auto r = import_text(onnx_model(g));
  verify_graph(*r.graph);
  EXPECT_EQ(type_text(*r.graph, "last"), "f32[2]");
  EXPECT_EQ(type_text(*r.graph, "all"), "f32[5,2]");
}

TEST(OnnxImport, FailuresInSubgraphsAreListed) {
  OnnxGraph yes, no, g;
  yes.node("Frobnicate", {"x"}, {"a"}, {}, "deep").output("a");
  no.node("Exp", {"x"}, {"b"}).output("b");
  g.input("x", 1, {"2"}).input("c", 9, {});
  g.node("If", {"c"}, {"y"}, {graph_attr("then_branch", yes.text), graph_attr("else_branch", no.text)}, "choice")
      .output("y");
  const Error e = error_of(onnx_model(g));
  EXPECT_EQ(e.code(), ErrorCode::kUnsupported);
  EXPECT_TRUE(contains(e.what(), "deep")) << e.what();
}

TEST(OnnxImport, ValuesDefinedTwice) {
  OnnxGraph g;
  g.input("x", 1, {"2"}).node("Exp", {"x"}, {"y"}).node("Relu", {"x"}, {"y"}).output("y");
  EXPECT_EQ(error_of(onnx_model(g)).code(), ErrorCode::kInvalidModel);
}

TEST(OnnxImport, EveryImporterIsFound) {
  for (const auto& i : onnx::all_importers()) EXPECT_EQ(onnx::find_importer(i.domain, i.name), &i);
  EXPECT_NE(onnx::find_importer("ai.onnx", "Relu"), nullptr);
  EXPECT_EQ(onnx::find_importer("", "Frobnicate"), nullptr);
}

}  // namespace
}  // namespace sinter::test
