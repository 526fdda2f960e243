// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What operators become where ONNX and our ops differ: opsets, attribute and input forms, decompositions. The results
// are computed by the reference. (ONNX's own node tests, run by tests/corpus, cover the plain cases.)
#include <gtest/gtest.h>

#include "import/onnx_builder.h"
#include "ir/interpret.h"
#include "ir/print.h"
#include "sinter/error.h"

namespace sinter::test {
namespace {

using Doubles = std::vector<double>;

HostTensor floats(Dims dims, const Doubles& values) {
  return HostTensor::of_doubles(DataType::kFloat32, std::move(dims), values);
}
HostTensor iota(Dims dims) {
  Doubles values(size_t(element_count(dims)));
  for (size_t i = 0; i < values.size(); ++i) values[i] = double(i);
  return floats(std::move(dims), values);
}

/// The first output of the model for these inputs.
HostTensor run(const OnnxGraph& g, std::vector<HostTensor> inputs, int opset = 17) {
  const auto r = import_text(onnx_model(g, opset));
  verify_graph(*r.graph);
  return interpret(*r.graph, std::move(inputs)).at(0);
}

/// One node y = op(x, ...) whose other inputs are constants of the graph.
OnnxGraph unary(std::string_view op, const Names& dims, const Names& attributes = {}, const Names& more = {}) {
  OnnxGraph g;
  Names inputs{"x"};
  inputs.insert(inputs.end(), more.begin(), more.end());
  g.input("x", 1, dims).node(op, inputs, {"y"}, attributes).output("y");
  return g;
}

TEST(OnnxOperators, SoftmaxFlattensBeforeOpset13) {
  const auto g = unary("Softmax", {"1", "2", "2"}, {int_attr("axis", 1)});
  const Doubles equal(4, 0.25);
  EXPECT_EQ(run(g, {floats({1, 2, 2}, {3, 3, 3, 3})}, 11).to_doubles(), equal);
  EXPECT_EQ(run(g, {floats({1, 2, 2}, {3, 3, 3, 3})}, 13).to_doubles(), Doubles(4, 0.5));
}

TEST(OnnxOperators, LegacyBroadcastGoesFromAnAxis) {
  OnnxGraph g;
  g.input("x", 1, {"2", "3", "2"}).tensor("b", {3}, std::vector<float>{10, 20, 30});
  g.node("Add", {"x", "b"}, {"y"}, {int_attr("broadcast", 1), int_attr("axis", 1)}).output("y");
  const auto y = run(g, {iota({2, 3, 2})}, 6).to_doubles();
  EXPECT_EQ(y, (Doubles{10, 11, 22, 23, 34, 35, 16, 17, 28, 29, 40, 41}));
}

TEST(OnnxOperators, ClipByAttributesAndByInputs) {
  EXPECT_EQ(run(unary("Clip", {"3"}, {float_attr("min", 0), float_attr("max", 6)}), {floats({3}, {-1, 3, 9})}, 6)
                .to_doubles(),
            (Doubles{0, 3, 6}));
  auto g = unary("Clip", {"3"}, {}, {"", "high"});
  g.tensor("high", {}, std::vector<float>{6});
  EXPECT_EQ(run(g, {floats({3}, {-1, 3, 9})}).to_doubles(), (Doubles{-1, 3, 6}));
  OnnxGraph runtime;
  runtime.input("x", 1, {"3"}).input("low", 1, {}).node("Clip", {"x", "low"}, {"y"}).output("y");
  EXPECT_EQ(run(runtime, {floats({3}, {-1, 3, 9}), floats({}, {2})}).to_doubles(), (Doubles{2, 3, 9}));
}

TEST(OnnxOperators, ConvWithSamePaddingOfSymbolicExtent) {
  OnnxGraph g;
  g.input("x", 1, {"1", "1", "L"}).tensor("w", {1, 1, 3}, std::vector<float>{1, 1, 1});
  g.node("Conv", {"x", "w"}, {"y"}, {string_attr("auto_pad", "SAME_UPPER"), ints_attr("strides", {2})}).output("y");
  EXPECT_EQ(run(g, {floats({1, 1, 4}, {1, 2, 3, 4})}).to_doubles(), (Doubles{6, 7}));
  EXPECT_EQ(run(g, {floats({1, 1, 5}, {1, 2, 3, 4, 5})}).to_doubles(), (Doubles{3, 9, 9}));
}

TEST(OnnxOperators, ConvIntegerTakesZeroPointsOff) {
  OnnxGraph g;
  g.input("x", 2, {"1", "1", "1", "3"}).tensor("w", {1, 1, 1, 2}, std::vector<uint8_t>{3, 4});
  g.tensor("xz", {}, std::vector<uint8_t>{1}).tensor("wz", {1}, std::vector<uint8_t>{2});
  g.node("ConvInteger", {"x", "w", "xz", "wz"}, {"y"}, {ints_attr("pads", {0, 1, 0, 0})}).output("y");
  const auto y = run(g, {HostTensor::of_ints(DataType::kUInt8, {1, 1, 1, 3}, std::vector<int64_t>{1, 2, 5})});
  EXPECT_EQ(y.dtype, DataType::kInt32);
  EXPECT_EQ(y.to_ints(), (std::vector<int64_t>{0, 2, 9}));  // (0,0), (0,1), (1,4) . (1,2)
}

TEST(OnnxOperators, GemmFactorsAndTransposes) {
  OnnxGraph g;
  g.input("a", 1, {"2", "1"})
      .tensor("b", {3, 2}, std::vector<float>{1, 2, 3, 4, 5, 6})
      .tensor("c", {3}, std::vector<float>{1, 1, 1});
  g.node("Gemm", {"a", "b", "c"}, {"y"},
         {int_attr("transA", 1), int_attr("transB", 1), float_attr("alpha", 2), float_attr("beta", 10)});
  g.output("y");
  EXPECT_EQ(run(g, {floats({2, 1}, {1, 1})}).to_doubles(), (Doubles{16, 24, 32}));
}

TEST(OnnxOperators, ReshapeWithCopiedAndInferredDims) {
  OnnxGraph g;
  g.input("x", 1, {"N", "4", "6"})
      .tensor("s", {3}, std::vector<int64_t>{0, -1, 3})
      .node("Reshape", {"x", "s"}, {"y"})
      .output("y");
  const auto r = import_text(onnx_model(g));
  EXPECT_EQ(to_string(r.graph->tensor(r.graph->outputs()[0])), "f32[N,8,3]");
}

TEST(OnnxOperators, ShapeArithmeticReachesReshape) {
  OnnxGraph g;  // x.reshape(x.shape[0], -1) as exporters write it
  g.input("x", 1, {"N", "4", "6"})
      .tensor("zero", {}, std::vector<int64_t>{0})
      .tensor("minus", {1}, std::vector<int64_t>{-1});
  g.tensor("axes", {1}, std::vector<int64_t>{0});
  g.node("Shape", {"x"}, {"s"}).node("Gather", {"s", "zero"}, {"n"}).node("Unsqueeze", {"n", "axes"}, {"u"});
  g.node("Concat", {"u", "minus"}, {"t"}, {int_attr("axis", 0)}).node("Reshape", {"x", "t"}, {"y"}).output("y");
  const auto r = import_text(onnx_model(g));
  EXPECT_EQ(to_string(r.graph->tensor(r.graph->outputs()[0])), "f32[N,24]");
}

TEST(OnnxOperators, PadsComputedThroughMatricesAreKnown) {
  OnnxGraph g;  // PyTorch turns its list of pads into ONNX's with Reshape, Slice and Transpose
  g.input("x", 1, {"2", "3"})
      .tensor("p", {4}, std::vector<int64_t>{1, 2, 0, 1})
      .tensor("two", {2}, std::vector<int64_t>{-1, 2});
  g.tensor("last", {1}, std::vector<int64_t>{-1}).tensor("far", {1}, std::vector<int64_t>{INT64_MIN});
  g.tensor("zero", {1}, std::vector<int64_t>{0});
  g.node("Reshape", {"p", "two"}, {"m"})
      .node("Slice", {"m", "last", "far", "zero", "last"}, {"r"})
      .node("Transpose", {"r"}, {"t"});
  g.node("Reshape", {"t", "last"}, {"pads"}).node("Pad", {"x", "pads"}, {"y"}).output("y");
  EXPECT_EQ(run(g, {iota({2, 3})}).dims, (Dims{3, 6}));
}

TEST(OnnxOperators, SplitsOfAllForms) {
  OnnxGraph g;
  g.input("x", 1, {"5"})
      .tensor("sizes", {2}, std::vector<int64_t>{2, 3})
      .node("Split", {"x", "sizes"}, {"a", "y"})
      .output("y");
  EXPECT_EQ(run(g, {iota({5})}).to_doubles(), (Doubles{2, 3, 4}));
  OnnxGraph even;
  even.input("x", 1, {"5"}).node("Split", {"x"}, {"a", "y"}, {int_attr("num_outputs", 2)}).output("y");
  EXPECT_EQ(run(even, {iota({5})}, 18).to_doubles(), (Doubles{3, 4}));
  OnnxGraph old;
  old.input("x", 1, {"5"}).node("Split", {"x"}, {"y", "b"}, {ints_attr("split", {1, 4})}).output("y");
  EXPECT_EQ(run(old, {iota({5})}, 11).to_doubles(), (Doubles{0}));
}

TEST(OnnxOperators, ReduceAxesAsAttributeAndInput) {
  EXPECT_EQ(run(unary("ReduceSum", {"2", "2"}, {ints_attr("axes", {-1}), int_attr("keepdims", 0)}), {iota({2, 2})}, 11)
                .to_doubles(),
            (Doubles{1, 5}));
  auto g = unary("ReduceMax", {"2", "2"}, {}, {"axes"});
  g.tensor("axes", {1}, std::vector<int64_t>{0});
  EXPECT_EQ(run(g, {iota({2, 2})}, 18).to_doubles(), (Doubles{2, 3}));
  EXPECT_EQ(run(unary("ReduceSum", {"2"}, {int_attr("noop_with_empty_axes", 1)}), {iota({2})}).to_doubles(),
            (Doubles{0, 1}));
}

TEST(OnnxOperators, LayerNormalizationGivesItsStatistics) {
  OnnxGraph g;
  g.input("x", 1, {"1", "2"}).tensor("scale", {2}, std::vector<float>{1, 1});
  g.node("LayerNormalization", {"x", "scale"}, {"n", "mean", "inverse"}, {float_attr("epsilon", 0)})
      .output("mean")
      .output("inverse");
  const auto r = import_text(onnx_model(g));
  const auto out = interpret(*r.graph, {floats({1, 2}, {1, 3})});
  EXPECT_EQ(out.at(0).to_doubles(), (Doubles{2}));
  EXPECT_EQ(out.at(1).to_doubles(), (Doubles{1}));
}

TEST(OnnxOperators, TileDepthToSpaceAndBack) {
  auto g = unary("Tile", {"1", "2"}, {}, {"r"});
  g.tensor("r", {2}, std::vector<int64_t>{2, 2});
  EXPECT_EQ(run(g, {iota({1, 2})}).to_doubles(), (Doubles{0, 1, 0, 1, 0, 1, 0, 1}));
  OnnxGraph there;
  there.input("x", 1, {"1", "4", "1", "2"}).node("DepthToSpace", {"x"}, {"d"}, {int_attr("blocksize", 2)});
  there.node("SpaceToDepth", {"d"}, {"y"}, {int_attr("blocksize", 2)}).output("y");
  EXPECT_EQ(run(there, {iota({1, 4, 1, 2})}), iota({1, 4, 1, 2}));
}

TEST(OnnxOperators, ResizeNearestAndLinear) {
  auto g = unary("Resize", {"1", "1", "2"},
                 {string_attr("mode", "nearest"), string_attr("nearest_mode", "floor"),
                  string_attr("coordinate_transformation_mode", "asymmetric")},
                 {"", "s"});
  g.tensor("s", {3}, std::vector<float>{1, 1, 2});
  EXPECT_EQ(run(g, {iota({1, 1, 2})}).to_doubles(), (Doubles{0, 0, 1, 1}));
  auto linear = unary("Resize", {"1", "1", "2"}, {string_attr("mode", "linear")}, {"", "", "sizes"});
  linear.tensor("sizes", {3}, std::vector<int64_t>{1, 1, 4});
  EXPECT_EQ(run(linear, {iota({1, 1, 2})}).to_doubles(), (Doubles{0, 0.25, 0.75, 1}));
}

TEST(OnnxOperators, QuantizeLinearTakesItsTypeFromTheZeroPoint) {
  auto g = unary("QuantizeLinear", {"3"}, {}, {"scale", "zero"});
  g.tensor("scale", {}, std::vector<float>{0.5f}).tensor("zero", {}, std::vector<uint8_t>{10});
  const auto y = run(g, {floats({3}, {-100, 0.5, 1})});
  EXPECT_EQ(y.dtype, DataType::kUInt8);
  EXPECT_EQ(y.to_ints(), (std::vector<int64_t>{0, 11, 12}));
}

}  // namespace
}  // namespace sinter::test
