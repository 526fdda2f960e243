// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What a written model keeps (names, dims, metadata), its files, and what is refused.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "api/network_impl.h"
#include "import/onnx/model_file.h"
#include "ir/interpret.h"
#include "ir/print.h"
#include "ops/op_list.h"
#include "sinter/error.h"
#include "sinter/exporters.h"
#include "sinter/parsers.h"
#include "support/plan_runner.h"

namespace sinter::test {
namespace {

namespace fs = std::filesystem;

class ExportFile : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("sinter-export-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string path(const char* name) const { return (folder_ / name).string(); }

  fs::path folder_;
};

Network network_of_text(const std::string& text) {
  Network n("net");
  n.impl().graph = parse_graph(text, all_ops());
  return n;
}

Network back(const Network& n) { return parse_onnx(export_onnx_bytes(n)); }

std::vector<HostTensor> run(const Network& n, std::vector<HostTensor> inputs) {
  return interpret(*n.impl().graph, std::move(inputs));
}

Network small_network(int64_t width) {
  Network n("small");
  const Tensor x = n.add_input("x", DataType::kFloat32, {-1, width}, {"batch"});
  std::vector<float> w(size_t(width * width), 0.25f);
  const Tensor weights = n.add_constant(DataType::kFloat32, {width, width}, std::as_bytes(std::span(w)), "w");
  const Tensor y = n.add1("MatMul", {x, weights}, {}, "product");
  n.mark_output(n.add1("Relu", {y}, {}, "positive"), "y");
  return n;
}

TEST(OnnxExport, NamesDimsAndMetadataSurvive) {
  Network n = small_network(4);
  n.impl().metadata = {{"author", "somebody"}, {"", "empty key"}};
  const Network b = back(n);
  EXPECT_EQ(b.inputs().at(0).name(), "x");
  EXPECT_EQ(b.inputs().at(0).dims_text(), "[batch,4]");
  EXPECT_EQ(b.outputs().at(0).name(), "y");
  EXPECT_EQ(b.outputs().at(0).dims_text(), "[batch,4]");
  EXPECT_TRUE(b.find("w").valid());
  EXPECT_EQ(b.sources(b.outputs().at(0)), std::vector<std::string>{"positive"});
  EXPECT_EQ(b.metadata(), n.metadata());
}

TEST(OnnxExport, WritesTheProducerAndTheOpset) {
  const auto bytes = export_onnx_bytes(small_network(4));
  const auto file = onnx::load_model_bytes(bytes, "");
  EXPECT_EQ(file.model.producer_name, "SinterRT");
  EXPECT_FALSE(file.model.producer_version.empty());
  ASSERT_EQ(file.model.opset_imports.size(), 1u);
  EXPECT_EQ(file.model.opset_imports[0].version, 21);
}

TEST_F(ExportFile, ExternalDataLiesBesideTheModelAligned) {
  const Network n = small_network(40);
  ExportOptions options;
  options.external_data = true;
  export_onnx(n, path("m.onnx"), options);
  EXPECT_EQ(fs::file_size(path("m.onnx.data")), 40 * 40 * sizeof(float));
  EXPECT_LT(fs::file_size(path("m.onnx")), 2000u);
  const Network b = parse_onnx(path("m.onnx"));
  const auto in = random_tensor(DataType::kFloat32, {3, 40}, 1);
  EXPECT_EQ(run(b, {in}), run(n, {in}));
  export_onnx(b, path("m.onnx"));  // over the file that it was read from
  EXPECT_EQ(run(parse_onnx(path("m.onnx")), {in}), run(n, {in}));
}

TEST(OnnxExport, BytesCannotHaveExternalData) {
  ExportOptions options;
  options.external_data = true;
  EXPECT_THROW(export_onnx_bytes(small_network(4), options), Error);
}

TEST_F(ExportFile, AFailedExportWritesNothing) {
  EXPECT_THROW(export_onnx(small_network(4), path("missing/m.onnx")), Error);
  ExportOptions options;
  options.cancelled = [] { return true; };
  try {
    export_onnx(small_network(4), path("m.onnx"), options);
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kCancelled);
  }
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST(OnnxExport, AllThatCannotBeWrittenIsListed) {
  const Network n = network_of_text(
      "graph main(%x: f32[3], %b: u8[9]) -> (%y, %z, %r) {\n%y = Relu(%x)\n%z, %r = WavDecoder(%b)\n"
      "%p, %q = WavDecoder(%b)\n}");
  n.impl().graph->set_outputs({n.impl().graph->find_value("z"), n.impl().graph->find_value("p")});
  try {
    export_onnx_bytes(n);
    FAIL();
  } catch (const Error& e) {
    const std::string text = e.what();
    EXPECT_EQ(e.code(), ErrorCode::kUnsupported);
    EXPECT_NE(text.find("2 nodes cannot be written"), std::string::npos) << text;
    EXPECT_NE(text.find("ONNX has no operator for WavDecoder"), std::string::npos) << text;
  }
}

TEST(OnnxExport, ComplexNumbersAreRefused) {
  const Network n = network_of_text("graph main(%x: c64[3]) -> (%y) {\n%y = Reshape(%x) {dims=<3,1>}\n}");
  EXPECT_THROW(export_onnx_bytes(n), Error);
}

TEST(OnnxExport, OutputsThatAreInputsConstantsOrTheSame) {
  Network n("odd");
  const Tensor x = n.add_input("x", DataType::kFloat32, {2});
  const float one[] = {1, 2};
  const Tensor c = n.add_constant(DataType::kFloat32, {2}, std::as_bytes(std::span(one)), "c");
  const Tensor y = n.add1("Neg", {x});
  Graph& g = *n.impl().graph;
  const ValueId v = g.find_value(x.name()), k = g.find_value(c.name()), neg = g.find_value(y.name());
  g.set_outputs({v, v, k, neg, neg}, {"x", "same", "constant", "first", "second"});
  const Network b = back(n);
  const auto in = random_tensor(DataType::kFloat32, {2}, 1);
  EXPECT_EQ(run(b, {in}), run(n, {in}));
  ASSERT_EQ(b.outputs().size(), 5u);
  for (size_t i = 0; i < 5; ++i) EXPECT_EQ(b.impl().graph->output_name(i), g.output_name(i));
}

TEST(OnnxExport, SizesAreComputedFromShapes) {
  const Network n = network_of_text(
      "graph main(%x: f32[N,2*H,W], %z: f32[H]) -> (%y, %p, %s) {\n"
      "%y = Reshape(%x) {dims=<2*H*W,N>}\n"
      "%p = Pad(%x) {begin=<0,0,W>, end=<0,H,min(N,W)>}\n"
      "%s = Slice(%x) {axes=[1,2], starts=<H,0>, ends=<2*H,max(W/2,1)>, steps=[1,1]}\n}");
  const Network b = back(n);
  for (const auto& [rows, height, width] : {std::tuple{2, 3, 5}, std::tuple{1, 4, 2}, std::tuple{3, 1, 1}}) {
    const std::vector<HostTensor> in{random_tensor(DataType::kFloat32, {rows, 2 * height, width}, 1),
                                     random_tensor(DataType::kFloat32, {height}, 2)};
    EXPECT_EQ(run(b, in), run(n, in));
  }
}

TEST(OnnxExport, DeadNodesAreLeftOut) {
  Network n = small_network(4);
  n.add1("Exp", {n.find("x")});
  EXPECT_EQ(back(n).num_nodes(), back(small_network(4)).num_nodes());
}

}  // namespace
}  // namespace sinter::test
