// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// UFF: the file's structs and bytes, the way to and from TensorFlow's graph, preprocessing, and damaged files.
#include "import/uff/import.h"

#include <gtest/gtest.h>

#include <cstring>

#include "import/uff/from_tensorflow.h"
#include "import/uff/orders.h"
#include "import/uff/preprocess.h"
#include "import/uff/read_uff.h"
#include "import/uff/to_tensorflow.h"
#include "import/uff/vocabulary.h"
#include "import/uff/write_uff.h"
#include "sinter/error.h"

namespace sinter::uff {
namespace {

using tensorflow::AttrValue;
using tensorflow::GraphDef;
using tensorflow::NodeDef;
using AttrKind = AttrValue::Kind;

AttrValue one_int(AttrKind kind, int64_t v) {
  AttrValue a;
  a.kind = kind;
  a.ints = {v};
  return a;
}
AttrValue int_list(std::vector<int64_t> v) {
  AttrValue a;
  a.kind = AttrKind::kList;
  a.ints = std::move(v);
  return a;
}
AttrValue word(std::string_view v) {
  AttrValue a;
  a.kind = AttrKind::kString;
  a.strings = {v};
  return a;
}
AttrValue shape(std::vector<int64_t> dims) {
  AttrValue a;
  a.kind = AttrKind::kShape;
  a.shapes.push_back({false, std::move(dims)});
  return a;
}

NodeDef placeholder(std::string_view name, std::vector<int64_t> dims) {
  return {name, "Placeholder", {}, {}, {{"dtype", one_int(AttrKind::kType, 1)}, {"shape", shape(std::move(dims))}}};
}

template <class T>
NodeDef constant(std::string_view name, int32_t dtype, std::vector<int64_t> dims, const std::vector<T>& values,
                 MadeTexts& texts) {
  std::string bytes(values.size() * sizeof(T), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  AttrValue a;
  a.kind = AttrKind::kTensor;
  a.tensors.push_back({dtype, {false, std::move(dims)}, as_byte_span(texts.text(std::move(bytes))), {}});
  return {name, "Const", {}, {}, {{"dtype", one_int(AttrKind::kType, dtype)}, {"value", std::move(a)}}};
}

/// x[-1,4,4,2] (NHWC) -> Conv2D SAME -> + bias -> Relu -> mean over H, W -> softmax.
GraphDef small_graph(MadeTexts& texts) {
  GraphDef g;
  g.nodes.push_back(placeholder("x", {-1, 4, 4, 2}));
  std::vector<float> w(3 * 3 * 2 * 3);
  for (size_t i = 0; i < w.size(); ++i) w[i] = float(int(i * 7 % 11) - 5) / 8;
  g.nodes.push_back(constant("w", 1, {3, 3, 2, 3}, w, texts));
  g.nodes.push_back(constant<float>("b", 1, {3}, {0.5F, -0.25F, 0.125F}, texts));
  g.nodes.push_back(constant<int32_t>("axes", 3, {2}, {1, 2}, texts));
  g.nodes.push_back({"conv",
                     "Conv2D",
                     "",
                     {"x", "w"},
                     {{"strides", int_list({1, 2, 2, 1})}, {"padding", word("SAME")}, {"data_format", word("NHWC")}}});
  // Aggregates order: name, op, device, inputs, attrs.
  g.nodes.push_back({"bias", "BiasAdd", "", {"conv", "b"}, {}});
  g.nodes.push_back({"relu", "Relu", "", {"bias"}, {}});
  g.nodes.push_back({"mean", "Mean", "", {"relu", "axes"}, {{"keep_dims", one_int(AttrKind::kBool, 0)}}});
  g.nodes.push_back({"prob", "Softmax", "", {"mean"}, {}});
  return g;
}

std::string small_file() {
  MadeTexts texts;
  const GraphDef g = small_graph(texts);
  const MetaGraph meta = from_tensorflow(g, nullptr, {"prob"}, texts);
  return write_meta_graph(meta).whole();
}

TEST(Uff, OrdersAreLettersAndBack) {
  for (const char* letters : {"N+C", "NC+", "NC", "CN"}) EXPECT_EQ(order_letters(order_list(letters), 'N'), letters);
  EXPECT_EQ(order_letters(order_list("+CK"), 'K'), "+CK");
  EXPECT_EQ(order_letters({0, 1, 7}, 'N'), "");
  EXPECT_EQ(order_letters({kOrderDecrement, 2, 1}, 'N'), "");
  EXPECT_EQ(order_permutation("NC+", "N+C", 4), (std::vector<int64_t>{0, 2, 3, 1}));
  EXPECT_EQ(order_permutation("N+C", "NC+", 5), (std::vector<int64_t>{0, 4, 1, 2, 3}));
}

TEST(Uff, WordsGoBothWays) {
  for (const Word& w : all_words()) {
    EXPECT_EQ(tensorflow_operator(w.operation, w.func), w.tensorflow);
    ASSERT_NE(word_of(w.tensorflow), nullptr);
    EXPECT_EQ(word_of(w.tensorflow)->func, w.func);
  }
  EXPECT_EQ(word_of("Conv2D"), nullptr);
  EXPECT_EQ(word_of("AddV2")->func, "add");
}

TEST(Uff, FilesAreReadAsTheyWereWritten) {
  const std::string file = small_file();
  const MetaGraph meta = read_meta_graph(as_byte_span(file));
  EXPECT_EQ(meta.version, 1);
  ASSERT_EQ(meta.graphs.size(), 1U);
  EXPECT_EQ(write_meta_graph(meta).whole(), file);
  const std::string text = meta_graph_text(meta);
  EXPECT_NE(text.find("operation: \"FullyConnected\""), text.find("operation: \"Conv\""));
  EXPECT_NE(text.find("implicit_padding"), std::string::npos) << text;
}

TEST(Uff, ASmallNetworkIsImported) {
  const auto result = import_bytes(as_byte_span(small_file()));
  const sinter::Graph& g = *result.graph;
  ASSERT_EQ(g.inputs().size(), 1U);
  EXPECT_EQ(g.value(g.inputs()[0]).name, "x");
  ASSERT_EQ(g.outputs().size(), 1U);
  EXPECT_EQ(g.output_name(0), "prob");
  EXPECT_EQ(g.tensor(g.outputs()[0]).rank(), 2);
  EXPECT_EQ(g.tensor(g.outputs()[0]).dims[1], Dim(3));
}

TEST(Uff, CallersMayGiveChannelsFirst) {
  ReadOptions options;
  options.inputs = {{"x", {2, 4, 4}, DimOrder::kNchw}};
  const auto result = import_bytes(as_byte_span(small_file()), options);
  const auto& dims = result.graph->tensor(result.graph->inputs()[0]).dims;
  ASSERT_EQ(dims.size(), 4U);
  EXPECT_EQ(dims[1], Dim(2));
  EXPECT_EQ(dims[3], Dim(4));
  options.inputs = {{"x", {4, 4, 2}, DimOrder::kNhwc}};
  EXPECT_EQ(import_bytes(as_byte_span(small_file()), options).graph->tensor(0).dims[3], Dim(2));
}

TEST(Uff, UnknownOperationsAreListedTogether) {
  MetaGraph meta = {
      1, 1, {}, {{"main", {{"a", "Swirl", {}, {}}, {"b", "Unary", {"a"}, {{"func", Data::of_string("twist")}}}}}}, {}};
  try {
    MadeTexts texts;
    to_tensorflow(meta, {}, texts);
    FAIL();
  } catch (const Error& e) {
    const std::string text = e.what();
    EXPECT_NE(text.find("Swirl"), std::string::npos) << text;
    EXPECT_NE(text.find("twist"), std::string::npos) << text;
  }
}

TEST(Uff, WhatUffCannotExpressIsSaid) {
  MadeTexts texts;
  GraphDef g = small_graph(texts);
  g.nodes.push_back({"parts", "Split", "", {"axes", "prob"}, {}});
  g.nodes.push_back({"second", "Relu", "", {"parts:1"}, {}});
  EXPECT_THROW(from_tensorflow(g, nullptr, {"second"}, texts), Error);
  EXPECT_THROW(from_tensorflow(g, nullptr, {"nowhere"}, texts), Error);
}

TEST(Uff, EveryDamageIsAnErrorOrAnImport) {
  const std::string file = small_file();
  const auto attempt = [](const std::string& bytes) {
    try {
      import_bytes(as_byte_span(bytes));
    } catch (const Error&) {
    }
  };
  for (size_t n = 0; n < file.size(); n += n < 1200 ? 1 : 5) attempt(file.substr(0, n));
  for (size_t i = 0; i < file.size(); ++i)
    for (const unsigned char change : {0x01, 0x80, 0xFF}) {
      std::string damaged = file;
      damaged[i] = char(damaged[i] ^ char(change));
      attempt(damaged);
    }
}

// ---- preprocessing ----

std::vector<std::string> names(const GraphDef& g) {
  std::vector<std::string> out;
  for (const auto& n : g.nodes) out.emplace_back(n.name);
  return out;
}

const NodeDef& named(const GraphDef& g, std::string_view name) {
  for (const auto& n : g.nodes)
    if (n.name == name) return n;
  ADD_FAILURE() << name;
  return g.nodes[0];
}

TEST(UffPreprocess, PatternsFit) {
  EXPECT_TRUE(fits_pattern("a/*/c", "a/b/b/c"));
  EXPECT_TRUE(fits_pattern("*", ""));
  EXPECT_FALSE(fits_pattern("a*", "ba"));
  EXPECT_TRUE(fits_pattern("*a*a", "xaaya"));
}

TEST(UffPreprocess, CommandsChangeTheGraph) {
  MadeTexts texts;
  GraphDef g;
  g.nodes = {placeholder("image", {1, 4, 4, 2}),
             {"pre/cast", "Cast", "", {"image"}, {}},
             {"pre/scale", "Mul", "", {"pre/cast"}, {}},
             {"check", "Assert", "", {"pre/scale"}, {}},
             {"body", "Relu", "", {"pre/scale", "^check"}, {}},
             {"post/a", "Neg", "", {"body"}, {}},
             {"post/b", "Neg", "", {"post/a", "image"}, {}},
             {"last", "Identity", "", {"post/b:1"}, {}}};
  std::vector<std::string> outputs{"last"};
  preprocess(R"(
    collapse { scope: "pre" name: "Input" op: "Placeholder" inputs: [] attr { name: "dtype" type: DT_FLOAT } }
    remove { node: "ch*" }
    collapse { scope: "post" name: "NMS" op: "NMS_TRT"
               attr { name: "keepTopK" i: 100 } attr { name: "scoreThreshold" f: 0.25 }
               attr { name: "sizes" ints: [1, 2] } attr { name: "share" b: true } }
    remove { node: "last" }
    append { name: "copy" op: "Identity" inputs: "NMS" }
    outputs: ["NMS", "copy"]
  )",
             g, outputs, texts);
  EXPECT_EQ(names(g), (std::vector<std::string>{"image", "Input", "body", "NMS", "copy"}));
  EXPECT_EQ(outputs, (std::vector<std::string>{"NMS", "copy"}));
  EXPECT_EQ(named(g, "body").inputs, (std::vector<std::string_view>{"Input"}));
  EXPECT_EQ(named(g, "NMS").inputs, (std::vector<std::string_view>{"body", "image"}));
  EXPECT_EQ(named(g, "NMS").attr("keepTopK")->ints[0], 100);
  EXPECT_EQ(named(g, "NMS").attr("sizes")->ints.size(), 2U);
}

TEST(UffPreprocess, WrongCommandsNameTheLine) {
  MadeTexts texts;
  for (const char* text :
       {"\nfold { }", "\nremove { node: \"none\" }", "\nplugin { node: \"x\" }", "\ninput { node: \"x\" colour: 3 }",
        "\nremove: 3", "\nappend { name: \"x\" op: \"Relu\" }"}) {
    GraphDef g;
    g.nodes = {placeholder("x", {1})};
    std::vector<std::string> outputs;
    try {
      preprocess(text, g, outputs, texts);
      FAIL() << text;
    } catch (const Error& e) {
      EXPECT_NE(std::string(e.what()).find("line 2"), std::string::npos) << e.what();
    }
  }
}

}  // namespace
}  // namespace sinter::uff
