// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Frames, conditions, functions and arrays of TensorFlow graphs.
#include <gtest/gtest.h>

#include <algorithm>

#include "import/tensorflow_builder.h"
#include "sinter/error.h"

namespace sinter::test {
namespace {

using Numbers = std::vector<double>;

size_t count_ops(const Graph& g, std::string_view op) {
  const auto order = g.order();
  return size_t(std::count_if(order.begin(), order.end(), [&](NodeId n) { return g.node(n).op.name() == op; }));
}

TEST(TensorflowControl, FramesBecomeALoop) {
  const std::string graph = tf_placeholder("x", {2}) + tf_frame_loop(3);
  const auto got = run_tensorflow(graph, {tf_input({2}, {1, 2})});
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(got[0].to_doubles(), (Numbers{3, 7}));
  const auto r = import_tensorflow(graph + tf_versions());
  EXPECT_EQ(count_ops(*r.graph, "Loop"), 1u);
  EXPECT_EQ(run_tensorflow(tf_placeholder("x", {2}) + tf_frame_loop(0), {tf_input({2}, {1, 2})})[0].to_doubles(),
            (Numbers{0, 1}));
}

std::string condition_graph(const std::string& predicate) {
  return tf_placeholder("x", {2}) + predicate + tf_node("sw", "Switch", {"x", "p"}) + tf_node("neg", "Neg", {"sw:1"}) +
         tf_node("odd", "NoSuchOperator", {"sw"}) + tf_node("both", "Merge", {"odd", "neg"});
}

TEST(TensorflowControl, AKnownConditionLeavesOneSide) {
  const std::string truth = tf_const_of("p", kTfBool, tf_tensor<uint8_t>(kTfBool, {}, {1}));
  // The other side is not even imported.
  EXPECT_EQ(run_tensorflow(condition_graph(truth), {tf_input({2}, {1, -2})})[0].to_doubles(), (Numbers{-1, 2}));
  const std::string never = tf_const_of("p", kTfBool, tf_tensor<uint8_t>(kTfBool, {}, {0}));
  EXPECT_THROW(run_tensorflow(condition_graph(never), {tf_input({2}, {1, -2})}), Error);
}

TEST(TensorflowControl, AConditionOfTheRunBecomesAnIf) {
  const std::string graph = tf_placeholder("x", {2}) + tf_placeholder("p", {}, kTfBool) +
                            tf_node("sw", "Switch", {"x", "p"}) + tf_node("neg", "Neg", {"sw:1"}) +
                            tf_node("one", "Exp", {"x"}) + tf_node("sum", "Add", {"sw", "one"}) +
                            tf_node("both", "Merge", {"sum", "neg"});
  const auto r = import_tensorflow(graph + tf_versions());
  EXPECT_EQ(count_ops(*r.graph, "If"), 1u);
  const auto x = tf_input({2}, {0, 0});
  EXPECT_EQ(interpret(*r.graph, {x, tf_input({}, {1}, DataType::kBool)})[0].to_doubles(), (Numbers{0, 0}));
  EXPECT_EQ(interpret(*r.graph, {x, tf_input({}, {0}, DataType::kBool)})[0].to_doubles(), (Numbers{1, 1}));
}

std::string library(const std::string& functions) { return bytes(2, functions); }
std::string function(std::string_view name, std::initializer_list<std::string_view> args, const std::string& nodes,
                     std::initializer_list<std::pair<std::string_view, std::string_view>> results) {
  std::string signature = bytes(1, name), ret;
  for (auto a : args) signature += bytes(2, bytes(1, a) + number(3, kTfFloat));
  for (const auto& [out, from] : results) {
    signature += bytes(3, bytes(1, out) + number(3, kTfFloat));
    ret += bytes(4, bytes(1, out) + bytes(2, from));
  }
  return bytes(1, bytes(1, signature) + nodes + ret);
}
std::string inner(std::string_view name, std::string_view op, std::initializer_list<std::string_view> inputs,
                  const std::string& attrs = {}) {
  return bytes(3, tf_node_message(name, op, inputs, attrs));
}

TEST(TensorflowControl, FunctionsAreInlined) {
  const std::string f =
      function("f", {"a"},
               inner("s", "Split", {"axis:output:0", "a"}, tf_int("num_split", 2)) +
                   inner("axis", "Const", {}, tf_attr("value", bytes(8, tf_tensor<int32_t>(kTfInt32, {}, {0})))),
               {{"b", "s:output:1"}});
  const std::string graph = tf_placeholder("x", {4}) + tf_node("y", "PartitionedCall", {"x"}, tf_func("f", "f"));
  EXPECT_EQ(run_tensorflow(graph + library(f), {tf_input({4}, {1, 2, 3, 4})})[0].to_doubles(), (Numbers{3, 4}));
}

TEST(TensorflowControl, FunctionalWhileStacksWhatItWrites) {
  const auto constant = [](std::string_view name, int32_t v) {
    return inner(name, "Const", {}, tf_attr("value", bytes(8, tf_tensor<int32_t>(kTfInt32, {}, {v}))));
  };
  const std::string cond =
      function("c", {"i", "list", "x"}, constant("n", 3) + inner("l", "Less", {"i", "n:output:0"}), {{"r", "l:z:0"}});
  const std::string body =
      function("b", {"i", "list", "x"},
               constant("one", 1) + inner("next", "AddV2", {"i", "one:output:0"}) +
                   inner("f", "Cast", {"next:z:0"}, tf_type("DstT", kTfFloat)) + inner("v", "Mul", {"x", "f:y:0"}) +
                   inner("w", "TensorListSetItem", {"list", "i", "v:z:0"}),
               {{"ri", "next:z:0"}, {"rl", "w:output_handle:0"}, {"rx", "x"}});
  const std::string graph =
      tf_placeholder("x", {2}) + tf_int32("zero", 0) + tf_int32("size", 3) + tf_int32s("shape", {1}, {2}) +
      tf_node("list", "TensorListReserve", {"shape", "size"}, tf_type("element_dtype", kTfFloat)) +
      tf_node("w", "StatelessWhile", {"zero", "list", "x"}, tf_func("cond", "c") + tf_func("body", "b")) +
      tf_node("y", "TensorListStack", {"w:1", "shape"});
  const auto got = run_tensorflow(graph + library(cond + body), {tf_input({2}, {1, 10})});
  EXPECT_EQ(got.back().to_doubles(), (Numbers{1, 10, 2, 20, 3, 30}));
}

TEST(TensorflowControl, ArraysMayGrow) {
  const std::string graph = tf_placeholder("x", {2}) + tf_int32("zero", 0) + tf_int32("one", 1) +
                            tf_node("a", "TensorArrayV3", {"zero"}, tf_bool("dynamic_size", true)) +
                            tf_node("w0", "TensorArrayWriteV3", {"a", "zero", "x", "a:1"}) +
                            tf_node("n", "Neg", {"x"}) +
                            tf_node("w1", "TensorArrayWriteV3", {"a", "one", "n", "w0"}) +
                            tf_node("size", "TensorArraySizeV3", {"a", "w1"}) +
                            tf_node("all", "TensorArrayConcatV3", {"a", "w1"});
  ReadOptions options;
  options.outputs = {"size", "all"};
  const auto got = run_tensorflow(graph, {tf_input({2}, {1, 2})}, options);
  EXPECT_EQ(got[0].to_doubles(), (Numbers{2}));
  EXPECT_EQ(got[1].to_doubles(), (Numbers{1, 2, -1, -2}));
}

TEST(TensorflowControl, FunctionalIfTakesABranch) {
  const std::string f = function("yes", {"a"}, inner("r", "Neg", {"a"}), {{"b", "r:y:0"}}) +
                        function("no", {"a"}, inner("r", "Abs", {"a"}), {{"b", "r:y:0"}});
  const std::string graph =
      tf_placeholder("x", {1}) + tf_placeholder("p", {}, kTfBool) +
      tf_node("y", "If", {"p", "x"}, tf_func("then_branch", "yes") + tf_func("else_branch", "no")) + library(f);
  const auto x = tf_input({1}, {-3});
  EXPECT_EQ(run_tensorflow(graph, {x, tf_input({}, {1}, DataType::kBool)})[0].to_doubles(), (Numbers{3}));
  EXPECT_EQ(run_tensorflow(graph, {x, tf_input({}, {0}, DataType::kBool)})[0].to_doubles(), (Numbers{3}));
}

}  // namespace
}  // namespace sinter::test
