// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Contributed operators (com.microsoft): what they compute on a few numbers, and what is refused. tests/corpus compares
// them with ONNX Runtime.
#include <gtest/gtest.h>

#include "import/onnx_builder.h"
#include "ir/interpret.h"
#include "ir/print.h"
#include "sinter/error.h"

namespace sinter::test {
namespace {

using Values = std::vector<double>;
constexpr int kF32 = 1, kU8 = 2;

HostTensor tensor_of(DataType dtype, Dims dims, const Values& values) {
  return HostTensor::of_doubles(dtype, std::move(dims), values);
}
HostTensor f32_of(Dims dims, const Values& values) { return tensor_of(DataType::kFloat32, std::move(dims), values); }

/// A node of com.microsoft and its output y, behind what `g` has.
OnnxGraph contributed(OnnxGraph g, std::string_view op, const Names& inputs, const Names& attributes = {}) {
  g.node(op, inputs, {"y"}, attributes, "node", "com.microsoft").output("y");
  return g;
}

HostTensor first_result(const OnnxGraph& g, std::vector<HostTensor> inputs) {
  const auto found = import_text(onnx_model(g));
  verify_graph(*found.graph);
  return interpret(*found.graph, std::move(inputs)).at(0);
}

std::string result_type(const OnnxGraph& g) {
  const auto found = import_text(onnx_model(g));
  return to_string(found.graph->value(found.graph->outputs()[0]).type);
}

std::string refused(const OnnxGraph& g) {
  try {
    import_text(onnx_model(g));
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

TEST(OnnxContrib, ConvolutionsWithChannelsLast) {
  OnnxGraph g;
  g.input("x", kF32, {"1", "2", "2", "2"}).tensor("w", {1, 2, 1, 1}, std::vector<float>{1, 10});
  const auto y = first_result(contributed(g, "NhwcConv", {"x", "w"}), {f32_of({1, 2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8})});
  EXPECT_EQ(y.dims, (Dims{1, 2, 2, 1}));
  EXPECT_EQ(y.to_doubles(), (Values{21, 43, 65, 87}));
  OnnxGraph q;
  q.input("x", kU8, {"N", "5", "4", "3"}).tensor("s", {}, std::vector<float>{0.5f});
  q.tensor("z", {}, std::vector<uint8_t>{1}).tensor("w", {6, 3, 1, 1}, std::vector<uint8_t>(18, 2));
  const Names inputs{"x", "s", "z", "w", "s", "z", "s", "z"};
  EXPECT_EQ(result_type(contributed(q, "QLinearConv", inputs, {int_attr("channels_last", 1)})), "u8[N,5,4,6]");
  OnnxGraph flat;
  flat.input("x", kF32, {"2", "2"}).tensor("w", {1, 2, 1, 1}, std::vector<float>{1, 10});
  EXPECT_NE(refused(contributed(flat, "NhwcConv", {"x", "w"})).find("rank 2"), std::string::npos);
}

TEST(OnnxContrib, ProductsWithActivations) {
  OnnxGraph g;
  g.input("a", kF32, {"1", "2"}).tensor("b", {2, 2}, std::vector<float>{1, -1, 0, 1});
  g.tensor("c", {2}, std::vector<float>{0, -1});
  const Names leaky{string_attr("activation", "LeakyRelu"), float_attr("activation_alpha", 0.5f)};
  EXPECT_EQ(first_result(contributed(g, "FusedGemm", {"a", "b", "c"}, leaky), {f32_of({1, 2}, {3, 2})}).to_doubles(),
            (Values{3, -1}));
  EXPECT_NE(refused(contributed(g, "FusedGemm", {"a", "b"}, {string_attr("activation", "Nonsense")})).find("Nonsense"),
            std::string::npos);
  const OnnxGraph soft = contributed(g, "FusedMatMulActivation", {"a", "b"}, {string_attr("activation", "Softmax")});
  EXPECT_EQ(first_result(soft, {f32_of({1, 2}, {0, 0})}).to_doubles(), (Values{0.5, 0.5}));
}

// Weights [1, input 1, 4 * hidden 1] as bytes with zero point 100; no recurrence.
TEST(OnnxContrib, DynamicQuantizeLstm) {
  OnnxGraph g;
  g.input("x", kF32, {"S", "B", "1"}).tensor("w", {1, 1, 4}, std::vector<uint8_t>{200, 200, 0, 101});
  g.tensor("r", {1, 1, 4}, std::vector<uint8_t>{100, 100, 100, 100});
  g.tensor("s", {1}, std::vector<float>{1}).tensor("z", {1}, std::vector<uint8_t>{100});
  const OnnxGraph lstm = contributed(g, "DynamicQuantizeLSTM", {"x", "w", "r", "", "", "", "", "", "s", "z", "s", "z"},
                                     {int_attr("hidden_size", 1)});
  EXPECT_EQ(result_type(lstm), "f32[S,1,B,1]");
  const auto y = first_result(lstm, {f32_of({1, 1, 1}, {1})});  // all gates open: tanh(tanh(1))
  EXPECT_NEAR(y.to_doubles()[0], 0.642015, 1e-5);
}

TEST(OnnxContrib, GroupNormAndDropout) {
  OnnxGraph g;
  g.input("x", kF32, {"N", "H", "W", "4"}).tensor("p", {4}, std::vector<float>{1, 1, 1, 1});
  const Names two{int_attr("groups", 2), int_attr("activation", 1)};
  EXPECT_EQ(result_type(contributed(g, "GroupNorm", {"x", "p", "p"}, two)), "f32[N,H,W,4]");
  EXPECT_NE(refused(contributed(g, "GroupNorm", {"x", "p", "p"}, {int_attr("groups", 2), int_attr("activation", 7)}))
                .find("activation is 7"),
            std::string::npos);
  EXPECT_NE(refused(contributed(g, "SkipGroupNorm", {"x", "p", "p", "p"}, two)).find("skip has rank 1"),
            std::string::npos);
  g.tensor("yes", {}, std::vector<uint8_t>{1});
  EXPECT_NE(refused(contributed(g, "BiasDropout", {"x", "p", "", "", "yes"})).find("training_mode"), std::string::npos);
}

TEST(OnnxContrib, IntegersAndWindows) {
  OnnxGraph g;
  g.input("a", kU8, {"2"}).input("b", kU8, {"2"}).tensor("z", {}, std::vector<uint8_t>{5});
  const DataType u8 = DataType::kUInt8;
  const auto product = first_result(contributed(g, "MulInteger", {"a", "z", "b"}),
                                    {tensor_of(u8, {2}, {3, 9}), tensor_of(u8, {2}, {7, 8})});
  EXPECT_EQ(product.to_ints(), (std::vector<int64_t>{-14, 32}));
  OnnxGraph u;
  u.input("x", kF32, {"N", "2"});
  const OnnxGraph windows = contributed(u, "UnfoldTensor", {"x"}, {int_attr("dim", 0), int_attr("size", 2)});
  const auto y = first_result(windows, {f32_of({3, 2}, {0, 1, 2, 3, 4, 5})});
  EXPECT_EQ(y.dims, (Dims{2, 2, 2}));
  EXPECT_EQ(y.to_doubles(), (Values{0, 2, 1, 3, 2, 4, 3, 5}));
  OnnxGraph r;
  r.tensor("from", {1}, std::vector<int64_t>{2}).tensor("to", {1}, std::vector<int64_t>{5});
  EXPECT_EQ(first_result(contributed(r, "Range", {"from", "to"}), {}).to_ints(), (std::vector<int64_t>{2, 3, 4}));
}

}  // namespace
}  // namespace sinter::test
