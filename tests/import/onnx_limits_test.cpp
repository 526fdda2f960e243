// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Models that are broken, hostile or enormous: each is refused with an error that names the node, its operator and the
// cure, without using much time or memory.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>

#include "base/file.h"
#include "base/limits.h"
#include "base/temporary_folder.h"
#include "import/onnx_builder.h"
#include "sinter/error.h"
#include "support/damaged_plan.h"
#include "support/plan_runner.h"

namespace sinter::test {
namespace {

constexpr int64_t kHuge = int64_t{1} << 40;

Error refusal_of(const std::string& model, const onnx::ImportOptions& options = {}) {
  const MemoryLimit limit;
  try {
    import_text(model, options);
  } catch (const Error& e) {
    return e;
  }
  ADD_FAILURE() << "it was imported";
  return Error(ErrorCode::kInternal, "it was imported");
}

// The message has all of these, and there is a remedy.
void expect_says(const Error& e, std::initializer_list<std::string_view> parts) {
  const std::string_view text = e.what();
  for (const auto part : parts) EXPECT_NE(text.find(part), std::string_view::npos) << part << " in: " << text;
  // A list of several failures has the remedies in its message.
  EXPECT_TRUE(!e.remedy().empty() || e.message().find('(') != std::string::npos) << text;
}

double seconds_of(const std::function<void()>& f) {
  const auto start = std::chrono::steady_clock::now();
  f();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// One node "n" with the inputs x (f32[2,4,6,6]), i (i64[2]) and b (bool) at hand.
std::string one_node(std::string_view op, const Names& inputs, const Names& attributes, int opset = 17,
                     std::string_view domain = {}, int outputs = 1) {
  OnnxGraph g;
  g.input("x", 1, {"2", "4", "6", "6"}).input("i", 7, {"2"}).input("b", 9, {}).input("v", 1, {"8"});
  g.tensor("w", {4, 4, 1, 1}, std::vector<float>(16, 1.f)).tensor("one", {}, std::vector<int64_t>{1});
  g.tensor("zero", {}, std::vector<int64_t>{0}).tensor("zeros", {4}, std::vector<int64_t>{0, 0, 0, 0});
  g.tensor("huge", {2}, std::vector<int64_t>{kHuge, kHuge}).tensor("minus", {2}, std::vector<int64_t>{-5, -6});
  g.tensor("max", {}, std::vector<int64_t>{INT64_MAX}).tensor("scale", {4}, std::vector<float>{0, 0, 0, 0});
  g.tensor("nan", {4}, std::vector<float>{NAN, NAN, NAN, NAN});
  g.tensor("million", {2}, std::vector<int64_t>{1 << 20, 1 << 19});
  g.tensor("f", {1}, std::vector<float>{1}).tensor("bytes", {4}, std::vector<uint8_t>{1, 2, 3, 4});
  Names out;
  for (int k = 0; k < outputs; ++k) out.push_back("y" + std::to_string(k));
  g.node(op, inputs, out, attributes, "n", domain);
  for (const auto& o : out) g.output(o);
  return onnx_model(g, opset);
}

struct BadNode {
  const char* op;
  Names inputs, attributes;
  int opset = 17;
  const char* domain = "";
  int outputs = 1;
};

// ---- refused, with node, operator and cure ----

TEST(OnnxLimits, ZerosThatWouldBeDividedByAreRefused) {
  const std::vector<BadNode> nodes = {
      {"Conv", {"x", "w"}, {int_attr("group", 0)}},
      {"Conv", {"x", "w"}, {int_attr("group", -1)}},
      {"Conv", {"x", "w"}, {ints_attr("strides", {0, 1})}},
      {"Conv", {"x", "w"}, {ints_attr("dilations", {1, 0})}},
      {"Conv", {"x", "w"}, {ints_attr("strides", {1, INT64_MIN})}},
      {"Conv", {"x", "w"}, {ints_attr("pads", {INT64_MAX, 0, INT64_MAX, 0})}},
      {"Conv", {"x", "w"}, {ints_attr("pads", {-9, 0, -9, 0})}},
      {"ConvTranspose", {"x", "w"}, {int_attr("group", 0)}},
      {"ConvTranspose", {"x", "w"}, {ints_attr("strides", {0, 0})}},
      {"ConvTranspose", {"x", "w"}, {ints_attr("strides", {INT64_MAX, INT64_MAX})}},
      {"MaxPool", {"x"}, {ints_attr("kernel_shape", {2, 2}), ints_attr("strides", {0, 0})}},
      {"MaxPool", {"x"}, {ints_attr("kernel_shape", {0, 0})}},
      {"AveragePool", {"x"}, {ints_attr("kernel_shape", {2, 2}), ints_attr("strides", {1, 0})}},
      {"LpPool", {"x"}, {ints_attr("kernel_shape", {2, 2}), ints_attr("strides", {0, 1})}},
      {"LpPool", {"x"}, {ints_attr("kernel_shape", {2, 2}), int_attr("p", 0)}},
      {"DepthToSpace", {"x"}, {int_attr("blocksize", 0)}},
      {"DepthToSpace", {"x"}, {int_attr("blocksize", INT64_MAX)}},
      {"SpaceToDepth", {"x"}, {int_attr("blocksize", 0)}},
      {"LRN", {"x"}, {int_attr("size", 0)}},
      {"Resize", {"x", "", "scale"}, {}},
      {"Resize", {"x", "", "nan"}, {}},
      {"GroupNormalization", {"x", "f", "f"}, {int_attr("num_groups", 0)}, 21},
      {"Split", {"x"}, {int_attr("num_outputs", 0)}, 18},
      {"Split", {"x"}, {int_attr("num_outputs", -1)}, 18},
      {"Range", {"zero", "one", "zero"}, {}},
      {"Col2Im", {"x", "minus", "minus"}, {}, 18},
      {"MultiHeadAttention", {"x", "x", "x"}, {int_attr("num_heads", 0)}, 17, "com.microsoft"},
      {"GroupQueryAttention", {"x", "x", "x"}, {int_attr("num_heads", 0), int_attr("kv_num_heads", 0)}, 17,
       "com.microsoft"},
      {"MatMulNBits", {"x", "bytes", "f"},
       {int_attr("K", 6), int_attr("N", 4), int_attr("bits", 4), int_attr("block_size", 0)}, 17, "com.microsoft"},
      {"MatMulNBits", {"x", "bytes", "f"},
       {int_attr("K", 6), int_attr("N", 4), int_attr("bits", 0), int_attr("block_size", 16)}, 17, "com.microsoft"},
      {"QuantizeLinear", {"x", "scale", ""}, {int_attr("block_size", -1), int_attr("axis", 1)}, 21},
      {"MaxUnpool", {"x", "x"}, {ints_attr("kernel_shape", {2, 2}), ints_attr("strides", {0, 0})}},
      {"MaxRoiPool", {"x", "x"}, {ints_attr("pooled_shape", {0, 0})}},
  };
  for (const auto& n : nodes) {
    const Error e = refusal_of(one_node(n.op, n.inputs, n.attributes, n.opset, n.domain, n.outputs));
    expect_says(e, {"\"n\"", n.op});
    EXPECT_NE(e.code(), ErrorCode::kInternal) << e.what();
  }
}

TEST(OnnxLimits, AxesOutOfRangeAreRefused) {
  for (const int64_t axis : {int64_t{4}, int64_t{-5}, INT64_MAX, INT64_MIN}) {
    const auto a = int_attr("axis", axis);
    const std::vector<BadNode> nodes = {
        {"Softmax", {"x"}, {a}},          {"LogSoftmax", {"x"}, {a}},  {"Concat", {"x", "x"}, {a}},
        {"Gather", {"x", "i"}, {a}},      {"ArgMax", {"x"}, {a}},      {"GatherElements", {"x", "i"}, {a}},
        {"Split", {"x"}, {a}, 17, "", 2}, {"TopK", {"x", "one"}, {a}}, {"LayerNormalization", {"x", "f"}, {a}},
        {"Hardmax", {"x"}, {a}},          {"Compress", {"x", "b"}, {a}},
        {"ReduceSum", {"x"}, {ints_attr("axes", {axis})}, 11},
        {"ReduceMean", {"x"}, {ints_attr("axes", {axis})}},
        {"Squeeze", {"x"}, {ints_attr("axes", {axis})}, 11},
        {"Transpose", {"x"}, {ints_attr("perm", {0, 1, 2, axis})}},
        {"DequantizeLinear", {"bytes", "scale"}, {a}},
    };
    for (const auto& n : nodes) {
      const Error e = refusal_of(one_node(n.op, n.inputs, n.attributes, n.opset, n.domain, n.outputs));
      expect_says(e, {"\"n\"", n.op});
      EXPECT_NE(e.code(), ErrorCode::kInternal) << e.what();
    }
  }
}

TEST(OnnxLimits, WrongArityAndAttributeTypesAreRefused) {
  const std::vector<BadNode> nodes = {
      {"Relu", {}, {}},
      {"Relu", {"x", "x", "x"}, {}},
      {"Add", {"x"}, {}},
      {"Add", {"x", "x", "x"}, {}},
      {"Conv", {"x"}, {}},
      {"Concat", {}, {int_attr("axis", 0)}},
      {"Softmax", {"x"}, {string_attr("axis", "1")}},
      {"Softmax", {"x"}, {ints_attr("axis", {1})}},
      {"Conv", {"x", "w"}, {float_attr("group", 1)}},
      {"Transpose", {"x"}, {int_attr("perm", 1)}},
      {"Cast", {"x"}, {int_attr("to", 99)}},
      {"Cast", {"x"}, {}},
      {"If", {"b"}, {}},
      {"If", {"b"}, {int_attr("then_branch", 1), int_attr("else_branch", 1)}},
      {"Loop", {"one", "b"}, {}},
      {"Transpose", {"x"}, {ints_attr("perm", {0, 0, 1, 2})}},
      {"Reshape", {"x", "huge"}, {}},
      {"Reshape", {"x", "minus"}, {}},
      {"Gemm", {"x", "w"}, {}},
  };
  for (const auto& n : nodes) {
    const Error e = refusal_of(one_node(n.op, n.inputs, n.attributes, n.opset, n.domain, n.outputs));
    expect_says(e, {"\"n\"", n.op});
    EXPECT_NE(e.code(), ErrorCode::kInternal) << e.what();
  }
}

// ---- refused or imported; what is imported builds or is refused; nothing is allocated ----

TEST(OnnxLimits, WhatWouldNeedTerabytesIsNotComputed) {
  const MemoryLimit limit;
  const std::vector<BadNode> nodes = {
      {"ConstantOfShape", {"huge"}, {}},
      {"ConstantOfShape", {"million"}, {}},
      {"ConstantOfShape", {"minus"}, {}},
      {"Expand", {"f", "million"}, {}},
      {"Expand", {"f", "huge"}, {}},
      {"Tile", {"w", "zeros"}, {}},
      {"Tile", {"f", "max"}, {}},
      {"Range", {"zero", "max", "one"}, {}},
      {"OneHot", {"i", "max", "scale"}, {}},
      {"Pad", {"w", "zeros"}, {}},
      {"Pad", {"scale", "million"}, {}},
      {"EyeLike", {"x"}, {}},
      {"RandomNormal", {}, {ints_attr("shape", {kHuge, kHuge})}},
      {"RandomNormal", {}, {ints_attr("shape", {-1, 4})}},
      {"HannWindow", {"max"}, {}},
      {"HannWindow", {"zero"}, {}},
      {"TopK", {"x", "max"}, {}, 17, "", 2},
      {"Div", {"one", "zero"}, {}},
      {"Mod", {"one", "zero"}, {}},
      {"Resize", {"x", "", "", "huge"}, {}},
      {"BitShift", {"bytes", "bytes"}, {string_attr("direction", "LEFT")}},
      {"Slice", {"x", "huge", "minus", "zeros", "zeros"}, {}},
      {"SplitToSequence", {"x", "zero"}, {}},
      {"MelWeightMatrix", {"max", "max", "max", "f", "f"}, {}},
      {"DFT", {"x", "max"}, {}},
      {"STFT", {"x", "zero", "", "zero"}, {}},
  };
  for (const auto& n : nodes) {
    const double seconds = seconds_of([&] {
      try {
        const auto r = import_text(one_node(n.op, n.inputs, n.attributes, n.opset, n.domain, n.outputs));
        build_graph(*r.graph, quick_options({"cpu"}));
      } catch (const Error& e) {
        expect_says(e, {"n", n.op});
        EXPECT_NE(e.code(), ErrorCode::kInternal) << e.what();
      }
    });
    EXPECT_LT(seconds, 20) << n.op;
  }
}

TEST(OnnxLimits, ElementCountsThatOverflowAreRefused) {
  OnnxGraph g;
  g.input("x", 1, {std::to_string(kHuge), std::to_string(kHuge)}).node("Relu", {"x"}, {"y"}, {}, "n").output("y");
  expect_says(refusal_of(onnx_model(g)), {"x"});
  OnnxGraph product;  // each fits, their sum of dims does not
  product.input("x", 1, {std::to_string(INT64_MAX), "1"}).node("Concat", {"x", "x"}, {"y"}, {int_attr("axis", 0)}, "n");
  expect_says(refusal_of(onnx_model(product.output("y"))), {});
}

TEST(OnnxLimits, TensorsOver2To31Elements) {
  OnnxGraph g;
  g.input("x", 1, {"3", "1073741824"}).node("Relu", {"x"}, {"a"}).node("Neg", {"a"}, {"y"}).output("y");
  const auto r = import_text(onnx_model(g));
  const auto run = build_graph(*r.graph, quick_options({"cpu"}));  // 12 GiB each; nothing is allocated here
  EXPECT_EQ(run.plan.bindings[0].shape, (Dims{3, 1 << 30}));
  EXPECT_GE(run.plan.slots[run.plan.bindings[0].slot].max_bytes + 1, 0);
}

TEST(OnnxLimits, RankAboveTheLimit) {
  OnnxGraph g;
  g.input("x", 1, Names(limits::kMaxRank + 1, "1")).node("Relu", {"x"}, {"y"}, {}, "n").output("y");
  const Error e = refusal_of(onnx_model(g));
  EXPECT_EQ(e.code(), ErrorCode::kLimit);
  expect_says(e, {"\"x\"", "64"});
  OnnxGraph grows;
  grows.input("x", 1, Names(limits::kMaxRank, "1")).tensor("axes", {1}, std::vector<int64_t>{0});
  grows.node("Unsqueeze", {"x", "axes"}, {"y"}, {}, "n").output("y");
  expect_says(refusal_of(onnx_model(grows)), {"\"n\"", "Unsqueeze"});
}

TEST(OnnxLimits, DoublingFunctionsAreRefusedAtOnce) {
  Names functions;
  for (int i = 0; i < 40; ++i) {
    const std::string next = "F" + std::to_string(i + 1);
    Names nodes;
    if (i == 39)
      nodes = {node_text("Relu", {"a"}, {"b"})};
    else
      nodes = {node_text(next, {"a"}, {"m"}, {}, "first", "local"),
               node_text(next, {"m"}, {"b"}, {}, "second", "local")};
    functions.push_back(function_text("F" + std::to_string(i), {"a"}, {"b"}, {}, nodes));
  }
  OnnxGraph g;
  g.input("x", 1, {"2"}).node("F0", {"x"}, {"y"}, {}, "call", "local").output("y");
  const double seconds = seconds_of([&] {
    const Error e = refusal_of(onnx_model(g, 17, functions));
    EXPECT_EQ(e.code(), ErrorCode::kLimit);
    expect_says(e, {"nodes once its functions are inlined", "second"});
  });
  EXPECT_LT(seconds, 1);
}

TEST(OnnxLimits, LongChainsOfCallsAreRefusedWithoutRecursion) {
  Names functions;
  for (int i = 0; i < 20000; ++i)
    functions.push_back(function_text("F" + std::to_string(i), {"a"}, {"b"}, {},
                                      {node_text("F" + std::to_string(i + 1), {"a"}, {"b"}, {}, "c", "local")}));
  OnnxGraph g;
  g.input("x", 1, {"2"}).node("F0", {"x"}, {"y"}, {}, "call", "local").output("y");
  const Error e = refusal_of(onnx_model(g, 17, functions));
  EXPECT_EQ(e.code(), ErrorCode::kLimit);
}

// If in If in If, each reading x.
std::string nested_ifs(int depth) {
  std::string inner = bytes(2, "g") + bytes(1, node_text("Relu", {"x"}, {"y" + std::to_string(depth)})) +
                      bytes(12, bytes(1, "y" + std::to_string(depth)));
  std::vector<std::string> heads, tails;
  size_t size = inner.size();
  const std::string other = graph_attr("else_branch", bytes(2, "e") + bytes(1, node_text("Neg", {"x"}, {"e"})) +
                                                          bytes(12, bytes(1, "e")));
  for (int i = depth - 1; i >= 0; --i) {
    const std::string attribute = bytes(1, "then_branch") + number(20, 5) + tag(6, 2) + varint(size);
    const std::string name = "y" + std::to_string(i);
    const std::string node = bytes(1, "c") + bytes(2, name) + bytes(3, "n" + std::to_string(i)) + bytes(4, "If") +
                             bytes(5, other) + tag(5, 2) + varint(attribute.size() + size) + attribute;
    const std::string graph = bytes(2, "g") + tag(1, 2) + varint(node.size() + size) + node;
    const std::string outputs = bytes(12, bytes(1, name));
    heads.push_back(graph);
    tails.push_back(outputs);
    size += graph.size() + outputs.size();
  }
  std::string text;
  for (auto h = heads.rbegin(); h != heads.rend(); ++h) text += *h;
  text += inner;
  for (const auto& t : tails) text += t;
  return text;
}

TEST(OnnxLimits, NestedIfs) {
  OnnxGraph g;
  g.input("x", 1, {"2"}).input("c", 9, {});
  for (const int depth : {3, 1000, 50000}) {
    OnnxGraph nested = g;
    nested.text += nested_ifs(depth);
    const double seconds = seconds_of([&] {
      if (depth <= 1000) {
        EXPECT_NO_THROW(import_text(onnx_model(nested))) << depth;
      } else {
        const Error e = refusal_of(onnx_model(nested));
        EXPECT_EQ(e.code(), ErrorCode::kLimit);
        expect_says(e, {"nested more than"});
      }
    });
    EXPECT_LT(seconds, 100) << depth;  // sanitized, on a busy machine
  }
}

TEST(OnnxLimits, EveryUnsupportedNodeIsListedInOnePass) {
  OnnxGraph g;
  g.input("x", 1, {"2"});
  for (int i = 0; i < 5; ++i)
    g.node("Unknown" + std::to_string(i), {"x"}, {"y" + std::to_string(i)}, {}, "node" + std::to_string(i),
           i == 0 ? "" : "com.microsoft");
  for (int i = 0; i < 5; ++i) g.output("y" + std::to_string(i));
  const Error e = refusal_of(onnx_model(g));
  EXPECT_EQ(e.code(), ErrorCode::kUnsupported);
  expect_says(e, {"node0", "Unknown0", "ai.onnx", "opset 17", "node4", "Unknown4", "com.microsoft", "opset 1",
                  "no importer"});
}

TEST(OnnxLimits, VersionsMissingOrFromTheFuture) {
  const OnnxGraph g = OnnxGraph().input("x", 1, {"2"}).node("Relu", {"x"}, {"y"}, {}, "n").output("y");
  const std::string graph = bytes(7, g.text);
  expect_says(refusal_of(number(1, 99) + bytes(8, number(2, 17)) + graph), {"99"});
  expect_says(refusal_of(bytes(8, number(2, 17)) + graph), {"ir_version"});
  expect_says(refusal_of(number(1, 8) + graph), {"operator set"});
  expect_says(refusal_of(number(1, 8) + bytes(8, number(2, -3)) + graph), {"-3"});
  const auto future = import_text(number(1, 8) + bytes(8, number(2, 999)) + graph);
  ASSERT_EQ(future.warnings.size(), 1u);
  EXPECT_NE(future.warnings[0].find("999"), std::string::npos);
  // A domain without a version.
  OnnxGraph other;
  other.input("x", 1, {"2"}).node("Gelu", {"x"}, {"y"}, {}, "n", "com.microsoft").output("y");
  expect_says(refusal_of(number(1, 8) + bytes(8, number(2, 17)) + bytes(7, other.text)), {"\"n\"", "com.microsoft"});
}

TEST(OnnxLimits, NamesAreEscapedAndShortened) {
  for (const std::string& name : {std::string("\x1b[31m\r\n\t\x7f\xff\xfe"), std::string(16 << 20, 'n')}) {
    OnnxGraph g;
    g.input("x", 1, {"2"}).node("Softmax", {"x"}, {"y"}, {int_attr("axis", 9)}, name).output("y");
    const Error e = refusal_of(onnx_model(g));
    expect_says(e, {"Softmax", "axis"});
    EXPECT_LT(std::string_view(e.what()).size(), 1000u);
    EXPECT_EQ(std::string_view(e.what()).find_first_of("\x1b\r\n\t\x7f"), std::string_view::npos) << e.what();
  }
  // Names of values, operators, domains, attributes and inputs.
  const std::string bad = "a\x1b]0;\n" + std::string(100000, 'b');
  const std::string models[] = {one_node(bad, {"x"}, {}), one_node("Relu", {bad}, {}),
                                one_node("Relu", {"x"}, {}, 17, bad),
                                one_node("Softmax", {"x"}, {string_attr("axis", bad)}),
                                onnx_model(OnnxGraph().input(bad, 0, {"1"}).output(bad)),
                                onnx_model(OnnxGraph().input("x", 1, {"1"}).output(bad))};
  for (const auto& m : models) {
    const Error e = refusal_of(m);
    EXPECT_LT(std::string_view(e.what()).size(), 2000u);
    EXPECT_EQ(std::string_view(e.what()).find_first_of("\x1b\r\n\t\x7f"), std::string_view::npos) << e.what();
  }
}

TEST(OnnxLimits, DuplicateAndDanglingNames) {
  OnnxGraph twice;
  twice.input("x", 1, {"2"}).input("x", 1, {"2"}).node("Relu", {"x"}, {"y"}).output("y");
  try {
    import_text(onnx_model(twice));  // the second one is taken for an initializer listed as input
  } catch (const Error& e) {
    expect_says(e, {"x"});
  }
  OnnxGraph outputs;
  outputs.input("x", 1, {"2"}).node("Split", {"x"}, {"y", "y"}, {int_attr("axis", 0)}, "n").output("y");
  expect_says(refusal_of(onnx_model(outputs)), {"\"n\"", "Split", "\"y\""});
  OnnxGraph over;
  over.input("x", 1, {"2"}).node("Relu", {"x"}, {"x"}, {}, "n").output("x");
  expect_says(refusal_of(onnx_model(over)), {"\"n\"", "Relu"});
  OnnxGraph dangling;
  dangling.input("x", 1, {"2"}).node("Add", {"x", "nowhere"}, {"y"}, {}, "n").output("y");
  expect_says(refusal_of(onnx_model(dangling)), {"\"n\"", "Add", "nowhere"});
  OnnxGraph no_output;
  no_output.input("x", 1, {"2"}).node("Relu", {"x"}, {"y"}).output("nowhere");
  expect_says(refusal_of(onnx_model(no_output)), {"nowhere"});
  OnnxGraph self;
  self.input("x", 1, {"2"}).node("Add", {"x", "y"}, {"y"}, {}, "n").output("y");
  expect_says(refusal_of(onnx_model(self)), {"\"n\"", "cycle"});
}

// ---- external data ----

std::string external_model(const std::string& location, int64_t elements = 4, const std::string& offset = "0") {
  std::string t = number(1, elements) + number(2, 1) + bytes(8, "w") + number(14, 1) +
                  bytes(13, entry("location", location)) + bytes(13, entry("offset", offset));
  OnnxGraph g;
  g.text += bytes(5, t);
  g.input("x", 1, {"1"}).node("Mul", {"x", "w"}, {"y"}, {}, "n").output("y");
  return onnx_model(g);
}

TEST(OnnxLimits, ExternalPathsThatLeaveTheFolder) {
  namespace fs = std::filesystem;
  const TemporaryFolder outside, folder;
  write_file_atomic(outside / "w.bin", std::string_view("0123456789abcdef"));
  write_file_atomic(folder / "inside.bin", std::string_view("0123456789abcdef"));
  fs::create_symlink(outside / "w.bin", folder / "link.bin");
  fs::create_directory_symlink(outside.path(), folder / "linked");
  fs::create_symlink("inside.bin", folder / "good.bin");
  const auto load = [&](const std::string& location, std::vector<std::string> dirs = {}) {
    write_file_atomic(folder / "m.onnx", std::string_view(external_model(location)));
    onnx::ImportOptions options;
    options.external_dirs = std::move(dirs);
    return onnx::import_file(folder / "m.onnx", options);
  };
  EXPECT_NO_THROW(load("inside.bin"));
  EXPECT_NO_THROW(load("good.bin"));
  const std::string climbing = "../" + fs::path(outside.path()).filename().string() + "/w.bin";
  const std::string leaving[] = {"link.bin",      "linked/w.bin",      outside / "w.bin", climbing,
                                 "/etc/hostname", "inside.bin/../../x", "."};
  for (const std::string& location : leaving) {
    try {
      load(location);
      ADD_FAILURE() << location;
    } catch (const Error& e) {
      expect_says(e, {"\"w\""});
    }
  }
  EXPECT_NO_THROW(load("link.bin", {outside.path()}));
  EXPECT_NO_THROW(load("linked/w.bin", {outside.path()}));
  EXPECT_NO_THROW(load(outside / "w.bin", {outside.path()}));
  EXPECT_THROW(load("/etc/hostname", {outside.path()}), Error);
}

// Sparse files: nothing of them is on the disk, and only what is read is in memory.
TEST(OnnxLimits, ExternalWeightsOver2GiB) {
  const TemporaryFolder folder;
  const int64_t elements = (int64_t{5} << 30) / 4, last = elements - 4;  // 5 GiB
  { write_file_atomic(folder / "w.bin", std::string_view("")); }
  ASSERT_EQ(::truncate((folder / "w.bin").c_str(), elements * 4), 0);
  write_file_atomic(folder / "m.onnx", std::string_view(external_model("w.bin", elements)));
  const auto whole = onnx::import_file(folder / "m.onnx");
  bool found = false;
  for (NodeId id : whole.graph->order())
    for (ValueId v : whole.graph->node(id).outputs)
      if (const Weights* w = whole.graph->constant(v)) found = found || int64_t(w->bytes().size()) == elements * 4;
  EXPECT_TRUE(found);
  write_file_atomic(folder / "m.onnx", std::string_view(external_model("w.bin", 4, std::to_string(last * 4))));
  EXPECT_NO_THROW(onnx::import_file(folder / "m.onnx"));
  write_file_atomic(folder / "m.onnx", std::string_view(external_model("w.bin", 5, std::to_string(last * 4))));
  EXPECT_THROW(onnx::import_file(folder / "m.onnx"), Error);
}

}  // namespace
}  // namespace sinter::test
