// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Vision and signal operators: symbolic extents, forms that decompose, and errors. (ONNX's own node tests, run by
// tests/corpus, cover the plain cases.)
#include <gtest/gtest.h>

#include <cmath>

#include "import/onnx_builder.h"
#include "ir/interpret.h"
#include "ir/print.h"
#include "sinter/error.h"

namespace sinter::test {
namespace {

using Numbers = std::vector<double>;

HostTensor image_of(Dims dims, const Numbers& values) {
  return HostTensor::of_doubles(DataType::kFloat32, std::move(dims), values);
}
HostTensor counting(Dims dims) {
  Numbers values(size_t(element_count(dims)));
  for (size_t i = 0; i < values.size(); ++i) values[i] = double(i + 1);
  return image_of(std::move(dims), values);
}

std::vector<HostTensor> run_vision(const OnnxGraph& g, std::vector<HostTensor> inputs, int opset = 20) {
  const auto r = import_text(onnx_model(g, opset));
  verify_graph(*r.graph);
  return interpret(*r.graph, std::move(inputs));
}

std::string type_after(const OnnxGraph& g, int opset = 20) {
  const auto r = import_text(onnx_model(g, opset));
  return to_string(r.graph->tensor(r.graph->outputs()[0]));
}

/// Importing fails, and the message holds `part`.
void expect_refused(const OnnxGraph& g, const std::string& part, int opset = 20) {
  try {
    import_text(onnx_model(g, opset));
    ADD_FAILURE() << "not refused: " << part;
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find(part), std::string::npos) << e.what();
  }
}

OnnxGraph conv_transpose(const Names& dims, const Names& attributes) {
  OnnxGraph g;
  g.input("x", 1, dims).tensor("w", {1, 1, 3}, std::vector<float>{1, 2, 3});
  g.node("ConvTranspose", {"x", "w"}, {"y"}, attributes).output("y");
  return g;
}

TEST(OnnxVision, ConvTransposeExtents) {
  EXPECT_EQ(type_after(conv_transpose({"N", "1", "L"}, {ints_attr("strides", {2})})), "f32[N,1,2*L+1]");
  EXPECT_EQ(
      type_after(conv_transpose({"N", "1", "L"}, {ints_attr("strides", {2}), string_attr("auto_pad", "SAME_UPPER")})),
      "f32[N,1,2*L]");
  const Names asked{ints_attr("strides", {2}), ints_attr("output_shape", {4})};
  for (const std::string dim : {"2", "L"}) {  // all: 1 2 5 4 6; one is cut off in front
    const auto y = run_vision(conv_transpose({"1", "1", dim}, asked), {counting({1, 1, 2})});
    EXPECT_EQ(y[0].to_doubles(), (Numbers{2, 5, 4, 6})) << dim;
  }
}

TEST(OnnxVision, ConvTransposeBiasBeyondTheColumns) {
  OnnxGraph g;
  g.input("x", 1, {"1", "1", "L"}).tensor("w", {1, 1, 1}, std::vector<float>{2});
  g.tensor("b", {1}, std::vector<float>{5});
  g.node("ConvTranspose", {"x", "w", "b"}, {"y"}, {ints_attr("output_shape", {4})}).output("y");
  EXPECT_EQ(run_vision(g, {counting({1, 1, 2})})[0].to_doubles(), (Numbers{7, 9, 5, 5}));
}

TEST(OnnxVision, BadWindowsAreRefused) {
  const Names dims{"1", "1", "4"};
  expect_refused(conv_transpose(dims, {int_attr("group", 0)}), "group is 0");
  expect_refused(conv_transpose(dims, {ints_attr("strides", {0})}), "strides has the entry 0");
  expect_refused(conv_transpose(dims, {ints_attr("dilations", {0})}), "dilations has the entry 0");
  expect_refused(conv_transpose(dims, {ints_attr("pads", {-1, 0})}), "pads has the entry -1");
  expect_refused(conv_transpose(dims, {ints_attr("pads", {9, 9})}), "the pads must not exceed the result");
  expect_refused(conv_transpose(dims, {ints_attr("kernel_shape", {5})}), "does not fit the weights");
  OnnxGraph pool;
  pool.input("x", 1, dims).node("MaxPool", {"x"}, {"y"}, {ints_attr("kernel_shape", {int64_t{1} << 40})}).output("y");
  expect_refused(pool, "kernel_shape has the entry");
  OnnxGraph depth;
  depth.input("x", 1, {"1", "4", "2", "2"}).node("DepthToSpace", {"x"}, {"y"}, {int_attr("blocksize", 0)}).output("y");
  expect_refused(depth, "blocksize is 0");
  OnnxGraph lp;
  lp.input("x", 1, dims).node("LpPool", {"x"}, {"y"}, {ints_attr("kernel_shape", {2}), int_attr("p", 0)}).output("y");
  expect_refused(lp, "p is 0");
}

TEST(OnnxVision, PoolsWithSamePaddingOfSymbolicExtent) {
  const Names attributes{string_attr("auto_pad", "SAME_UPPER"), ints_attr("kernel_shape", {3}),
                         ints_attr("strides", {2})};
  for (const auto& [op, expected] :
       {std::pair{"MaxPool", Numbers{-1, -2, -4}}, {"AveragePool", Numbers{-1.5, -3, -4.5}}}) {
    OnnxGraph g;
    g.input("x", 1, {"1", "1", "L"}).node(op, {"x"}, {"y"}, attributes).output("y");
    EXPECT_EQ(run_vision(g, {image_of({1, 1, 5}, {-1, -2, -3, -4, -5})})[0].to_doubles(), expected) << op;
  }
}

TEST(OnnxVision, MaxPoolIndicesAndBack) {
  OnnxGraph g;
  g.input("x", 1, {"N", "1", "4"});
  g.node("MaxPool", {"x"}, {"p", "i"}, {ints_attr("kernel_shape", {2}), ints_attr("strides", {2})});
  g.node("MaxUnpool", {"p", "i"}, {"y"}, {ints_attr("kernel_shape", {2}), ints_attr("strides", {2})}).output("y");
  EXPECT_EQ(run_vision(g, {image_of({1, 1, 4}, {1, 3, 4, 2})})[0].to_doubles(), (Numbers{0, 3, 4, 0}));
}

TEST(OnnxVision, ResizeOfSymbolicExtents) {
  OnnxGraph g;
  g.input("x", 1, {"1", "1", "L"}).tensor("s", {3}, std::vector<float>{1, 1, 1.5});
  g.node("Resize", {"x", "", "s"}, {"y"}, {string_attr("mode", "linear")}).output("y");
  EXPECT_EQ(type_after(g), "f32[1,1,L+floor(L,2)]");
  EXPECT_EQ(run_vision(g, {counting({1, 1, 3})})[0].dims, (Dims{1, 1, 4}));
}

TEST(OnnxVision, ResizeByRunTimeScales) {
  OnnxGraph g;
  g.input("x", 1, {"1", "1", "4"}).input("s", 1, {"3"});
  g.node("Resize", {"x", "", "s"}, {"y"}, {string_attr("nearest_mode", "floor")}).output("y");
  const auto y = run_vision(g, {counting({1, 1, 4}), image_of({3}, {1, 1, 2})});
  EXPECT_EQ(y[0].to_doubles(), (Numbers{1, 1, 1, 2, 2, 3, 3, 4}));
}

TEST(OnnxVision, CenterCropPadOfSymbolicExtents) {
  OnnxGraph g;
  g.input("x", 1, {"H", "W"}).tensor("s", {2}, std::vector<int64_t>{4, 2});
  g.node("CenterCropPad", {"x", "s"}, {"y"}).output("y");
  EXPECT_EQ(type_after(g), "f32[4,2]");
  EXPECT_EQ(run_vision(g, {counting({1, 5})})[0].to_doubles(), (Numbers{0, 0, 2, 3, 0, 0, 0, 0}));
}

TEST(OnnxVision, FusedConvAddsThenActivates) {
  OnnxGraph g;
  g.input("x", 1, {"1", "1", "3"}).input("z", 1, {"1", "1", "3"}).tensor("w", {1, 1, 1}, std::vector<float>{2});
  const std::string parameters = bytes(1, "activation_params") + number(20, 6) + fixed(7, 0.f) + fixed(7, 5.f);
  g.node("FusedConv", {"x", "w", "", "z"}, {"y"}, {string_attr("activation", "Clip"), parameters}, {}, "com.microsoft");
  g.output("y");
  const auto y = run_vision(g, {counting({1, 1, 3}), image_of({1, 1, 3}, {-9, 0, 1})});
  EXPECT_EQ(y[0].to_doubles(), (Numbers{0, 4, 5}));
}

TEST(OnnxVision, NhwcMaxPool) {
  OnnxGraph g;
  g.input("x", 1, {"1", "2", "2", "1"});
  g.node("NhwcMaxPool", {"x"}, {"y"}, {ints_attr("kernel_shape", {1, 2})}, {}, "com.microsoft").output("y");
  const auto y = run_vision(g, {counting({1, 2, 2, 1})});
  EXPECT_EQ(y[0].dims, (Dims{1, 2, 1, 1}));
  EXPECT_EQ(y[0].to_doubles(), (Numbers{2, 4}));
}

TEST(OnnxVision, AffineGridOfCornersWithOneElement) {
  OnnxGraph g;
  g.input("t", 1, {"1", "2", "3"}).tensor("size", {4}, std::vector<int64_t>{1, 1, 1, 2});
  g.node("AffineGrid", {"t", "size"}, {"y"}, {int_attr("align_corners", 1)}).output("y");
  const auto y = run_vision(g, {image_of({1, 2, 3}, {1, 0, 0, 0, 1, 0})});
  EXPECT_EQ(y[0].dims, (Dims{1, 1, 2, 2}));
  EXPECT_EQ(y[0].to_doubles(), (Numbers{-1, -1, 1, -1}));
}

TEST(OnnxVision, WindowsByConstantAndByRunTimeSize) {
  for (const std::string op : {"HannWindow", "HammingWindow", "BlackmanWindow"})
    for (int periodic : {0, 1}) {
      OnnxGraph constant, late;
      constant.tensor("n", {}, std::vector<int64_t>{7}).node(op, {"n"}, {"y"}, {int_attr("periodic", periodic)});
      late.input("n", 7, {}).node(op, {"n"}, {"y"}, {int_attr("periodic", periodic)});
      const auto a = run_vision(constant.output("y"), {})[0].to_doubles();
      const auto b =
          run_vision(late.output("y"), {HostTensor::of_ints(DataType::kInt64, {}, std::vector<int64_t>{7})})[0]
              .to_doubles();
      ASSERT_EQ(a.size(), 7u);
      ASSERT_EQ(b.size(), 7u);
      for (size_t i = 0; i < 7; ++i) EXPECT_NEAR(a[i], b[i], 1e-6) << op << i;
    }
}

TEST(OnnxVision, StftOfASymbolicSignal) {
  OnnxGraph g;
  g.input("x", 1, {"1", "L", "1"}).tensor("step", {}, std::vector<int64_t>{2}).tensor("n", {}, std::vector<int64_t>{4});
  g.node("STFT", {"x", "step", "", "n"}, {"y"}).output("y");
  const auto y = run_vision(g, {image_of({1, 7, 1}, {1, 2, 3, 4, 5, 6, 7})})[0];
  EXPECT_EQ(y.dims, (Dims{1, 2, 3, 2}));
  EXPECT_NEAR(y.to_doubles()[0], 10, 1e-5);  // 1 + 2 + 3 + 4
  EXPECT_NEAR(y.to_doubles()[6], 18, 1e-5);  // 3 + 4 + 5 + 6
}

}  // namespace
}  // namespace sinter::test
