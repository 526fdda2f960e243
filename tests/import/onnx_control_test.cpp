// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// If, Loop and Scan as models write them, run from plans: shapes that change while a loop runs must not be taken for
// constants, branches may differ in rank or be for other shapes. (ONNX's node tests, run by tests/corpus, cover the
// plain cases.)
#include <gtest/gtest.h>

#include "import/onnx_builder.h"
#include "ir/interpret.h"
#include "ir/print.h"
#include "sinter/error.h"
#include "support/plan_runner.h"

namespace sinter::test {
namespace {

using Doubles = std::vector<double>;

HostTensor floats(Dims dims, const Doubles& values) {
  return HostTensor::of_doubles(DataType::kFloat32, std::move(dims), values);
}
HostTensor flag(bool v) { return HostTensor::of_doubles(DataType::kBool, {}, Doubles{double(v)}); }
HostTensor count(int64_t n) { return HostTensor::of_ints(DataType::kInt64, {}, std::span(&n, 1)); }

// On the CPU, and by the reference meaning.
std::vector<HostTensor> run(const OnnxGraph& g, const std::vector<HostTensor>& inputs, int opset = 17,
                            const std::string& shapes = {}) {
  const auto r = import_text(onnx_model(g, opset));
  verify_graph(*r.graph);
  BuildOptions o = quick_options({"cpu"});
  if (!shapes.empty()) o.shapes[shapes] = {inputs.back().dims, inputs.back().dims, inputs.back().dims};
  const auto got = run_plan(build_graph(*r.graph, o), inputs, 2);
  if (shapes.empty()) {
    EXPECT_EQ(got, interpret(*r.graph, inputs));
  }
  return got;
}
std::string error_of(const OnnxGraph& g, const std::vector<HostTensor>& inputs, const std::string& shapes = {}) {
  try {
    run(g, inputs, 17, shapes);
  } catch (const Error& e) {
    return e.what();
  }
  return {};
}

// Appends the present length to a vector, n times.
OnnxGraph growing() {
  OnnxGraph body;
  body.input("i", 7, {}).input("c", 9, {}).input("acc", 1, {"?"});
  body.node("Identity", {"c"}, {"c2"}).node("Shape", {"acc"}, {"s"}).node("Cast", {"s"}, {"f"}, {int_attr("to", 1)});
  body.node("Concat", {"acc", "f"}, {"acc2"}, {int_attr("axis", 0)});
  body.output("c2").output("acc2").output("f");
  OnnxGraph g;
  g.input("n", 7, {}).input("x", 1, {"2"});
  g.node("Loop", {"n", "", "x"}, {"y", "lengths"}, {graph_attr("body", body.text)}, "grow");
  return g.output("y").output("lengths");
}

TEST(OnnxControl, ShapesThatALoopChangesAreNoConstants) {
  const auto out = run(growing(), {count(3), floats({2}, {7, 8})});
  EXPECT_EQ(out[0].to_doubles(), (Doubles{7, 8, 2, 3, 4}));
  EXPECT_EQ(out[1].dims, (Dims{3, 1}));
  EXPECT_EQ(run(growing(), {count(0), floats({2}, {7, 8})})[0].to_doubles(), (Doubles{7, 8}));
}

// "Squeeze the last dim if it is 1", as PyTorch exports it.
OnnxGraph squeezing() {
  OnnxGraph yes, no, g;
  yes.tensor<int64_t>("axes", {1}, {1}).node("Squeeze", {"x", "axes"}, {"a"}).output("a");
  no.node("Identity", {"x"}, {"b"}).output("b");
  g.input("x", 1, {"3", "K"}).tensor<int64_t>("one", {}, {1}).tensor<int64_t>("last", {}, {1});
  g.node("Shape", {"x"}, {"s"}).node("Gather", {"s", "last"}, {"k"}).node("Equal", {"k", "one"}, {"c"});
  g.node("If", {"c"}, {"y"}, {graph_attr("then_branch", yes.text), graph_attr("else_branch", no.text)}, "squeeze");
  return g.output("y");
}

TEST(OnnxControl, BranchesOfDifferentRank) {
  const auto out = run(squeezing(), {floats({3, 1}, {1, 2, 3})});
  EXPECT_EQ(out[0].dims, (Dims{3}));
  const std::string e = error_of(squeezing(), {floats({3, 2}, {1, 2, 3, 4, 5, 6})});
  for (const char* part : {"f32[3]", "f32[3,K]", "squeeze"}) EXPECT_NE(e.find(part), std::string::npos) << e;
}

// Each branch is for one length of the input.
OnnxGraph lengths() {
  OnnxGraph branches[2], g;
  for (int i = 0; i < 2; ++i) {
    OnnxGraph& b = branches[i];
    b.tensor<int64_t>("shape" + std::to_string(i), {2}, {2, 2 + i});
    b.node("Reshape", {"x", "shape" + std::to_string(i)}, {"r" + std::to_string(i)});
    b.output("r" + std::to_string(i));
  }
  g.input("c", 9, {}).input("x", 1, {"N"});
  g.node("If", {"c"}, {"y"},
         {graph_attr("then_branch", branches[0].text), graph_attr("else_branch", branches[1].text)}, "choose");
  return g.output("y");
}

TEST(OnnxControl, ABranchMayBeForOtherShapes) {
  const HostTensor four = floats({4}, {1, 2, 3, 4}), six = floats({6}, {1, 2, 3, 4, 5, 6});
  for (const char* shapes : {"", "x"}) {  // as they come, and with a plan for just this shape
    EXPECT_EQ(run(lengths(), {flag(true), four}, 17, shapes)[0].dims, (Dims{2, 2}));
    EXPECT_EQ(run(lengths(), {flag(false), six}, 17, shapes)[0].dims, (Dims{2, 3}));
    const std::string e = error_of(lengths(), {flag(false), four}, shapes);
    EXPECT_FALSE(e.empty());
  }
  const std::string e = error_of(lengths(), {flag(false), four}, "x");
  EXPECT_NE(e.find("do not fit the branch"), std::string::npos) << e;
}

// A running sum and what it was before, along axes and in directions of the attributes.
TEST(OnnxControl, ScanAlongAxesAndBackwards) {
  OnnxGraph body, g;
  body.input("s", 1, {"2"}).input("v", 1, {"2"});
  body.node("Add", {"s", "v"}, {"t"}).node("Identity", {"s"}, {"before"}).output("t").output("before");
  g.input("s0", 1, {"2"}).input("x", 1, {"2", "N"});
  g.node("Scan", {"s0", "x"}, {"last", "all"},
         {graph_attr("body", body.text), int_attr("num_scan_inputs", 1), ints_attr("scan_input_axes", {1}),
          ints_attr("scan_input_directions", {1}), ints_attr("scan_output_axes", {-1}),
          ints_attr("scan_output_directions", {1})});
  g.output("last").output("all");
  const auto out = run(g, {floats({2}, {100, 200}), floats({2, 3}, {1, 2, 3, 4, 5, 6})});
  EXPECT_EQ(out[0].to_doubles(), (Doubles{106, 215}));
  EXPECT_EQ(out[1].to_doubles(), (Doubles{105, 103, 100, 211, 206, 200}));
}

TEST(OnnxControl, BatchedScanFillsShortSequencesUp) {
  OnnxGraph body, g;
  body.input("s", 1, {"1"}).input("v", 1, {"1"});
  body.node("Add", {"s", "v"}, {"t"}).node("Identity", {"t"}, {"o"}).output("t").output("o");
  g.input("lens", 7, {"2"}).input("s0", 1, {"2", "1"}).input("x", 1, {"2", "3", "1"});
  g.node("Scan", {"lens", "s0", "x"}, {"last", "all"},
         {graph_attr("body", body.text), int_attr("num_scan_inputs", 1)});
  g.output("last").output("all");
  const int64_t lens[] = {3, 1};
  const auto out = run(g, {HostTensor::of_ints(DataType::kInt64, {2}, lens), floats({2, 1}, {10, 20}),
                           floats({2, 3, 1}, {1, 2, 3, 4, 5, 6})}, 8);
  EXPECT_EQ(out[0].to_doubles(), (Doubles{16, 24}));
  EXPECT_EQ(out[1].to_doubles(), (Doubles{11, 13, 16, 24, 0, 0}));
}

TEST(OnnxControl, WhatABodyLacksIsNamed) {
  OnnxGraph body, g;
  body.input("i", 7, {}).input("c", 9, {}).node("Identity", {"c"}, {"c2"}).output("c2");
  g.input("n", 7, {}).input("x", 1, {"2"});
  g.node("Loop", {"n", "", "x"}, {"y"}, {graph_attr("body", body.text)}, "grow").output("y");
  const std::string e = error_of(g, {count(1), floats({2}, {1, 2})});
  EXPECT_NE(e.find("grow"), std::string::npos) << e;
  EXPECT_NE(e.find("carried"), std::string::npos) << e;
}

}  // namespace
}  // namespace sinter::test
