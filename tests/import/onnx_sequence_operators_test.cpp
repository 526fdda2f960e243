// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Attention, recurrent, loss, random and training operators: symbolic extents, forms that decompose, and errors.
// (ONNX's own node tests and those of contrib_transformer.py, run by tests/corpus, cover the plain cases.)
#include <gtest/gtest.h>

#include <cmath>

#include "import/onnx_builder.h"
#include "ir/interpret.h"
#include "ir/print.h"
#include "sinter/error.h"

namespace sinter::test {
namespace {

using Reals = std::vector<double>;

HostTensor reals(Dims dims, const Reals& values) {
  return HostTensor::of_doubles(DataType::kFloat32, std::move(dims), values);
}

std::vector<HostTensor> run_all(const OnnxGraph& g, std::vector<HostTensor> inputs, int opset = 25) {
  const auto r = import_text(onnx_model(g, opset));
  verify_graph(*r.graph);
  return interpret(*r.graph, std::move(inputs));
}

std::vector<std::string> types_after(const OnnxGraph& g, int opset = 25) {
  const auto r = import_text(onnx_model(g, opset));
  std::vector<std::string> types;
  for (ValueId v : r.graph->outputs()) types.push_back(to_string(r.graph->tensor(v)));
  return types;
}

void expect_error(const OnnxGraph& g, const std::string& part, int opset = 25) {
  try {
    import_text(onnx_model(g, opset));
    ADD_FAILURE() << "not refused: " << part;
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find(part), std::string::npos) << e.what();
  }
}

int count_ops(const OnnxGraph& g, std::string_view op, int opset = 25) {
  const auto r = import_text(onnx_model(g, opset));
  int n = 0;
  for (NodeId id : r.graph->order()) n += r.graph->node(id).op.name() == op;
  return n;
}

OnnxGraph attention_3d(const Names& attributes) {
  OnnxGraph g;
  for (const char* name : {"q", "k", "v"}) g.input(name, 1, {"B", "S", "12"});
  g.input("pk", 1, {"B", "3", "P", "4"}).input("pv", 1, {"B", "3", "P", "4"});
  g.node("Attention", {"q", "k", "v", "", "pk", "pv"}, {"y", "nk", "nv"}, attributes);
  g.output("y").output("nk").output("nv");
  return g;
}

TEST(OnnxSequence, AttentionOfSymbolicExtentsWithAPast) {
  const Names heads{int_attr("q_num_heads", 3), int_attr("kv_num_heads", 3), int_attr("is_causal", 1)};
  const auto g = attention_3d(heads);
  EXPECT_EQ(types_after(g), (std::vector<std::string>{"f32[B,S,12]", "f32[B,3,P+S,4]", "f32[B,3,P+S,4]"}));
  EXPECT_EQ(count_ops(g, "Attention"), 1);
  EXPECT_EQ(count_ops(g, "Softmax"), 0);
}

TEST(OnnxSequence, AttentionErrors) {
  expect_error(attention_3d({int_attr("q_num_heads", 3)}), "kv_num_heads");
  expect_error(attention_3d({int_attr("q_num_heads", 5), int_attr("kv_num_heads", 3)}), "no multiple of the 5 heads");
  expect_error(attention_3d({int_attr("q_num_heads", 0), int_attr("kv_num_heads", 3)}), "number of heads is 0");
  expect_error(attention_3d({int_attr("q_num_heads", 3), int_attr("kv_num_heads", 3), float_attr("softcap", -1)}),
               "softcap is negative");
}

TEST(OnnxSequence, MasksShorterThanTheKeysArePadded) {
  OnnxGraph g;
  g.input("q", 1, {"1", "1", "1", "1"}).input("k", 1, {"1", "1", "3", "1"}).input("v", 1, {"1", "1", "3", "1"});
  g.tensor("m", {1, 2}, std::vector<float>{0, 0}).node("Attention", {"q", "k", "v", "m"}, {"y"}).output("y");
  const auto y =
      run_all(g, {reals({1, 1, 1, 1}, {0}), reals({1, 1, 3, 1}, {1, 2, 3}), reals({1, 1, 3, 1}, {4, 6, 100})});
  EXPECT_EQ(y[0].to_doubles(), Reals{5});
}

TEST(OnnxSequence, GroupQueryAttentionReadsItsLengthDuringTheRun) {
  OnnxGraph g;
  g.input("q", 1, {"B", "1", "8"}).input("k", 1, {"B", "1", "4"}).input("v", 1, {"B", "1", "4"});
  g.input("pk", 1, {"B", "1", "P", "4"}).input("pv", 1, {"B", "1", "P", "4"});
  g.input("n", 6, {"B"}).input("total", 6, {});
  g.node("GroupQueryAttention", {"q", "k", "v", "pk", "pv", "n", "total"}, {"y", "nk", "nv"},
         {int_attr("num_heads", 2), int_attr("kv_num_heads", 1)}, {}, "com.microsoft");
  g.output("y");
  EXPECT_EQ(types_after(g)[0], "f32[B,1,8]");
}

OnnxGraph lstm(const Names& attributes) {
  OnnxGraph g;
  g.input("x", 1, {"S", "B", "2"}).tensor("w", {1, 4, 2}, std::vector<float>(8, 0.5f));
  g.tensor("r", {1, 4, 1}, std::vector<float>(4, 0.25f));
  g.node("LSTM", {"x", "w", "r"}, {"y", "h", "c"}, attributes).output("y").output("h").output("c");
  return g;
}

TEST(OnnxSequence, RecurrentExtentsAndLayouts) {
  EXPECT_EQ(types_after(lstm({int_attr("hidden_size", 1)})),
            (std::vector<std::string>{"f32[S,1,B,1]", "f32[1,B,1]", "f32[1,B,1]"}));
  EXPECT_EQ(types_after(lstm({int_attr("layout", 1)})),  // x is [batch, steps, 2] then
            (std::vector<std::string>{"f32[S,B,1,1]", "f32[S,1,1]", "f32[S,1,1]"}));
  const auto y = run_all(lstm({}), {reals({1, 1, 2}, {1, 1})});
  const double gate = 1 / (1 + std::exp(-1.0)), cell = gate * std::tanh(1.0);
  EXPECT_NEAR(y[2].to_doubles()[0], cell, 1e-6);
  EXPECT_NEAR(y[0].to_doubles()[0], gate * std::tanh(cell), 1e-6);
}

TEST(OnnxSequence, RecurrentErrors) {
  expect_error(lstm({string_attr("direction", "sideways")}), "sideways");
  expect_error(lstm({string_attr("direction", "bidirectional")}), "dim 0 of w");
  expect_error(lstm({float_attr("clip", -1)}), "clip is negative");
}

TEST(OnnxSequence, IgnoredTargetsMayLieOutsideOfTheClasses) {
  OnnxGraph g;
  g.input("x", 1, {"3", "2"}).tensor("t", {3}, std::vector<int64_t>{1, -7, 0});
  g.node("NegativeLogLikelihoodLoss", {"x", "t"}, {"y"}, {int_attr("ignore_index", -7)}).output("y");
  const auto y = run_all(g, {reals({3, 2}, {1, 2, 3, 4, 5, 6})});
  EXPECT_EQ(y[0].to_doubles(), Reals{-3.5});
}

OnnxGraph dropout(const char* training) {
  OnnxGraph g;
  g.input("x", 1, {"1000"}).tensor("r", {}, std::vector<float>{0.25f});
  if (std::string_view(training) == "run")
    g.input("t", 9, {});
  else
    g.text += bytes(5, tensor_text("t", {}, 9, std::string(1, std::string_view(training) == "on" ? '\1' : '\0')));
  g.node("Dropout", {"x", "r", "t"}, {"y", "m"}, {int_attr("seed", 4)}).output("y").output("m");
  return g;
}

TEST(OnnxSequence, DropoutDropsInTrainingOnly) {
  const auto x = reals({1000}, Reals(1000, 3));
  EXPECT_EQ(run_all(dropout("off"), {x})[0].to_doubles(), Reals(1000, 3));
  const auto on = run_all(dropout("on"), {x});
  double sum = 0;
  for (double v : on[0].to_doubles()) {
    EXPECT_TRUE(v == 0 || v == 4) << v;
    sum += v != 0;
  }
  EXPECT_NEAR(sum / 1000, 0.75, 0.09);
  const auto flag = [](int64_t v) { return HostTensor::of_ints(DataType::kBool, {}, std::span(&v, 1)); };
  EXPECT_EQ(run_all(dropout("run"), {x, flag(1)})[0].to_doubles(), on[0].to_doubles());
  const auto off = run_all(dropout("run"), {x, flag(0)});
  EXPECT_EQ(off[0].to_doubles(), Reals(1000, 3));
  EXPECT_EQ(off[1].to_ints(), std::vector<int64_t>(1000, 1));
}

TEST(OnnxSequence, MultinomialFollowsItsWeights) {
  OnnxGraph g;
  g.input("x", 1, {"1", "3"});
  g.node("Multinomial", {"x"}, {"y"}, {int_attr("sample_size", 4000), float_attr("seed", 1)}).output("y");
  const auto y = run_all(g, {reals({1, 3}, {std::log(0.5), std::log(0.2), std::log(0.3)})});
  EXPECT_EQ(y[0].dtype, DataType::kInt32);
  double count[3] = {};
  for (int64_t v : y[0].to_ints()) {
    ASSERT_TRUE(v >= 0 && v < 3);
    count[v] += 1;
  }
  EXPECT_NEAR(count[0] / 4000, 0.5, 0.05);
  EXPECT_NEAR(count[1] / 4000, 0.2, 0.04);
}

constexpr const char* kTraining = "ai.onnx.preview.training";

/// z of the inputs a and b, and its gradient.
OnnxGraph gradient_of(const Names& dims_a, const Names& dims_b) {
  OnnxGraph g;
  g.input("a", 1, dims_a).input("b", 1, dims_b);
  return g;
}
OnnxGraph& with_gradient(OnnxGraph& g) {
  std::string xs = bytes(1, "xs") + number(20, 8) + bytes(9, "a") + bytes(9, "b");
  return g.node("Gradient", {"a", "b"}, {"da", "db"}, {xs, string_attr("y", "z")}, {}, kTraining)
      .output("da")
      .output("db");
}

TEST(OnnxSequence, GradientOfALayer) {
  // z = sum(tanh(a b)); a is 2 x 2, b a column.
  auto g = gradient_of({"2", "2"}, {"2", "1"});
  g.node("MatMul", {"a", "b"}, {"p"}).node("Tanh", {"p"}, {"t"});
  g.node("ReduceSum", {"t"}, {"z"}, {int_attr("keepdims", 0)});
  with_gradient(g);
  const auto d = run_all(g, {reals({2, 2}, {0.1, 0.2, 0.3, -0.4}), reals({2, 1}, {0.5, 0.25})}, 13);
  const double p[] = {0.1, 0.05}, s[] = {1 - std::pow(std::tanh(p[0]), 2), 1 - std::pow(std::tanh(p[1]), 2)};
  const Reals da{s[0] * 0.5, s[0] * 0.25, s[1] * 0.5, s[1] * 0.25},
      db{s[0] * 0.1 + s[1] * 0.3, s[0] * 0.2 - s[1] * 0.4};
  for (size_t i = 0; i < 4; ++i) EXPECT_NEAR(d[0].to_doubles()[i], da[i], 1e-6);
  for (size_t i = 0; i < 2; ++i) EXPECT_NEAR(d[1].to_doubles()[i], db[i], 1e-6);
}

TEST(OnnxSequence, GradientSumsOverWhatWasBroadcast) {
  // z = mean(relu(a - b) / b) over a[2,2] and b[2].
  auto g = gradient_of({"2", "2"}, {"2"});
  g.node("Sub", {"a", "b"}, {"s"}).node("Relu", {"s"}, {"r"}).node("Div", {"r", "b"}, {"q"});
  g.node("ReduceMean", {"q"}, {"z"}, {int_attr("keepdims", 0)});
  with_gradient(g);
  const auto d = run_all(g, {reals({2, 2}, {3, 1, 5, 9}), reals({2}, {2, 4})}, 13);
  EXPECT_EQ(d[0].to_doubles(), (Reals{0.125, 0, 0.125, 0.0625}));
  // d/db of (a - b) / b where a > b: -a / b^2.
  EXPECT_EQ(d[1].to_doubles(), (Reals{-(3 + 5) / 4.0 / 4, -9 / 16.0 / 4}));
}

TEST(OnnxSequence, GradientNamesTheOperatorItDoesNotKnow) {
  auto g = gradient_of({"2"}, {"2"});
  g.node("Mul", {"a", "b"}, {"p"}).node("Floor", {"p"}, {"z"}, {}, "floor_it");
  expect_error(with_gradient(g), "(Floor) is not known");
  auto later = gradient_of({"2"}, {"2"});
  with_gradient(later);
  later.node("Mul", {"a", "b"}, {"z"});
  expect_error(later, "is not defined before this node");
}

TEST(OnnxSequence, BatchNormalizationLearns) {
  OnnxGraph g;
  g.input("x", 1, {"N", "1"});
  for (const char* name : {"s", "b", "m", "v"})
    g.tensor(name, {1}, std::vector<float>{*name == 's' ? 2.0f : *name == 'v' ? 10.0f : 1.0f});
  g.node("BatchNormalization", {"x", "s", "b", "m", "v"}, {"y", "rm", "rv"},
         {int_attr("training_mode", 1), float_attr("momentum", 0.5), float_attr("epsilon", 0)});
  g.output("y").output("rm").output("rv");
  const auto y = run_all(g, {reals({2, 1}, {3, 7})});
  EXPECT_EQ(y[0].to_doubles(), (Reals{-1, 3}));
  EXPECT_EQ(y[1].to_doubles(), Reals{3});  // half of 1 and half of 5
  EXPECT_EQ(y[2].to_doubles(), Reals{7});  // half of 10 and half of 4
}

}  // namespace
}  // namespace sinter::test
