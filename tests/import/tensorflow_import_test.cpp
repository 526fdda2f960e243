// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Inputs, outputs, cuts, errors, and some operators. All operators are compared with TensorFlow's own results by
// tests/corpus/tensorflow_cases.py.
#include <gtest/gtest.h>

#include <algorithm>

#include "import/tensorflow_builder.h"
#include "sinter/error.h"

namespace sinter::test {
namespace {

using Numbers = std::vector<double>;

std::string message_of(const std::string& graph, const ReadOptions& options = {}) {
  try {
    import_tensorflow(graph + tf_versions(), options);
    return {};
  } catch (const Error& e) {
    return e.what();
  }
}
bool says(const std::string& message, std::string_view part) { return message.find(part) != std::string::npos; }

ReadOptions outputs_of(std::vector<std::string> names) {
  ReadOptions options;
  options.outputs = std::move(names);
  return options;
}
ReadOptions cut_at(std::string name, Dims dims) {
  ReadOptions options;
  options.inputs = {{.name = std::move(name), .dims = std::move(dims)}};
  return options;
}

const std::string kChain = tf_placeholder("x", {-1, 2}) + tf_node("a", "Neg", {"x"}) + tf_node("b", "Exp", {"a"}) +
                           tf_node("check", "Assert", {"b"}) + tf_node("done", "NoOp", {"^check"}) +
                           tf_node("c", "Relu", {"a", "^done"});

TEST(TensorflowImport, InputsAndOutputsAreFound) {
  const auto r = import_tensorflow(kChain + tf_versions());
  ASSERT_EQ(r.graph->inputs().size(), 1u);
  ASSERT_EQ(r.graph->outputs().size(), 1u);  // b is read by the assertion, which itself gives nothing
  EXPECT_EQ(r.graph->output_name(0), "c");
  ASSERT_FALSE(r.warnings.empty());
  EXPECT_TRUE(says(r.warnings.back(), "\"c\"")) << r.warnings.back();
}

TEST(TensorflowImport, OutputsMayBeChosen) {
  const auto r = import_tensorflow(kChain + tf_versions(), outputs_of({"b", "a"}));
  ASSERT_EQ(r.graph->outputs().size(), 2u);
  EXPECT_EQ(r.graph->output_name(0), "b");
  EXPECT_EQ(r.graph->output_name(1), "a");
  EXPECT_TRUE(says(message_of(kChain, outputs_of({"chek"})), "id you mean"));
  EXPECT_TRUE(says(message_of(kChain, outputs_of({"b", "b"})), "twice"));
}

TEST(TensorflowImport, AGraphMayBeCut) {
  const std::string graph = tf_placeholder("wav", {}, kTfString) + tf_node("odd", "NoSuchOperator", {"wav"}) +
                            tf_node("y", "Abs", {"odd"}, tf_type("T", kTfFloat));
  EXPECT_TRUE(says(message_of(graph), "NoSuchOperator"));
  const auto got = run_tensorflow(graph, {tf_input({2}, {-1, 2})}, cut_at("odd", {2}));
  EXPECT_EQ(got[0].to_doubles(), (Numbers{1, 2}));
  EXPECT_TRUE(says(message_of(graph, cut_at("odd", {})), "shape"));
}

TEST(TensorflowImport, InputsTheOutputsDoNotNeedAreRefused) {
  ReadOptions options = cut_at("b", {1, 2});
  options.outputs = {"c"};
  EXPECT_TRUE(says(message_of(kChain, options), "do not need"));
}

TEST(TensorflowImport, UnknownRanksNeedAShape) {
  const std::string graph = tf_node("x", "Placeholder", {}, tf_type("dtype", kTfFloat)) + tf_node("y", "Abs", {"x"});
  EXPECT_TRUE(says(message_of(graph), "rank"));
  EXPECT_EQ(run_tensorflow(graph, {tf_input({2}, {-1, 2})}, cut_at("x", {2}))[0].to_doubles(), (Numbers{1, 2}));
  // Named without a shape: a scalar.
  EXPECT_EQ(run_tensorflow(graph, {tf_input({}, {-3})}, cut_at("x", {}))[0].to_doubles(), (Numbers{3}));
}

TEST(TensorflowImport, AllUnknownOperatorsAreReported) {
  const std::string message = message_of(tf_placeholder("x", {2}) + tf_node("a", "FirstOdd", {"x"}) +
                                         tf_node("b", "SecondOdd", {"x"}) + tf_node("c", "Add", {"a", "b"}));
  EXPECT_TRUE(says(message, "FirstOdd") && says(message, "SecondOdd")) << message;
  EXPECT_FALSE(says(message, "\"c\"")) << message;
}

TEST(TensorflowImport, VariablesNeedFreezing) {
  EXPECT_TRUE(says(message_of(tf_node("v", "VariableV2", {}) + tf_node("y", "Abs", {"v"})), "reeze the graph"));
}

TEST(TensorflowImport, ForeignOptionsAreRefused) {
  ReadOptions options;
  options.mean = "m.binaryproto";
  EXPECT_TRUE(says(message_of(kChain, options), "mean"));
}

TEST(TensorflowImport, UndefinedInputsAreNamed) {
  EXPECT_TRUE(says(message_of(tf_node("y", "Abs", {"nowhere"})), "\"nowhere\""));
  EXPECT_TRUE(says(message_of(tf_node("y", "Abs", {}) + tf_node("y", "Abs", {})), "two nodes"));
}

TEST(TensorflowImport, BytesOfFilesAreInputs) {
  const auto r = import_tensorflow(tf_placeholder("wav", {}, kTfString) +
                                   tf_node("d", "DecodeWav", {"wav"}, tf_int("desired_channels", 1)) + tf_versions());
  EXPECT_EQ(r.graph->tensor(r.graph->inputs()[0]).dtype, DataType::kUInt8);
  std::string file = "RIFF" + raw<uint32_t>(40) + "WAVEfmt " + raw<uint32_t>(16) + raw<uint16_t>(1) + raw<uint16_t>(1) +
                     raw<uint32_t>(8000) + raw<uint32_t>(16000) + raw<uint16_t>(2) + raw<uint16_t>(16) + "data" +
                     raw<uint32_t>(4) + raw<int16_t>(16384) + raw<int16_t>(-32768);
  Numbers values;
  for (char c : file) values.push_back(double(static_cast<unsigned char>(c)));
  const auto got = interpret(*r.graph, {tf_input({int64_t(values.size())}, values, DataType::kUInt8)});
  EXPECT_EQ(got[0].to_doubles(), (Numbers{0.5, -1}));
  EXPECT_EQ(got[1].to_doubles(), (Numbers{8000}));
}

TEST(TensorflowImport, StridedSlicesOfEveryKind) {
  const auto sliced = [](const TfDims& begin, const TfDims& end, const std::string& masks) {
    const auto list = [](const TfDims& d) { return std::vector<int32_t>(d.begin(), d.end()); };
    const auto n = int64_t(begin.size());
    const std::string graph = tf_placeholder("x", {2, 3}) + tf_int32s("b", {n}, list(begin)) +
                              tf_int32s("e", {n}, list(end)) + tf_int32s("s", {n}, std::vector<int32_t>(size_t(n), 1)) +
                              tf_node("y", "StridedSlice", {"x", "b", "e", "s"}, masks);
    return run_tensorflow(graph, {tf_input({2, 3}, {1, 2, 3, 4, 5, 6})})[0];
  };
  EXPECT_EQ(sliced({0, 1}, {2, 3}, "").to_doubles(), (Numbers{2, 3, 5, 6}));
  EXPECT_EQ(sliced({-1}, {0}, tf_int("shrink_axis_mask", 1)).to_doubles(), (Numbers{4, 5, 6}));
  EXPECT_EQ(sliced({0, 2}, {0, 3}, tf_int("ellipsis_mask", 1)).to_doubles(), (Numbers{3, 6}));
  EXPECT_EQ(sliced({0, 0}, {0, 1}, tf_int("new_axis_mask", 1)).dims, (Dims{1, 1, 3}));
  EXPECT_EQ(sliced({1, 1}, {0, 0}, tf_int("end_mask", 3)).to_doubles(), (Numbers{5, 6}));
}

TEST(TensorflowImport, ConvolutionsPadAsSameSays) {
  const auto got = run_tensorflow(
      tf_placeholder("x", {1, 3, 1, 1}) + tf_floats("w", {2, 1, 1, 1}, {1, 10}) +
          tf_node("y", "Conv2D", {"x", "w"}, tf_ints("strides", {1, 1, 1, 1}) + tf_string("padding", "SAME")),
      {tf_input({1, 3, 1, 1}, {1, 2, 3})});
  EXPECT_EQ(got[0].to_doubles(), (Numbers{21, 32, 3}));
}

}  // namespace
}  // namespace sinter::test
