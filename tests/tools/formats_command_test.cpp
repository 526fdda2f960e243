// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Models of other formats than ONNX on the command line: the flags that say how they are read, conversions, refusals.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/base/temporary_folder.h"
#include "tests/tools/process.h"

namespace sinter::test {
namespace {

bool holds_text(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

constexpr const char* kGraph = R"(
node { name: "x" op: "Placeholder" attr { key: "dtype" value { type: DT_FLOAT } }
       attr { key: "shape" value { shape { dim { size: -1 } dim { size: 4 } } } } }
node { name: "two" op: "Const" attr { key: "dtype" value { type: DT_FLOAT } }
       attr { key: "value" value { tensor { dtype: DT_FLOAT tensor_shape {} float_val: 2 } } } }
node { name: "twice" op: "Mul" input: "x" input: "two" attr { key: "T" value { type: DT_FLOAT } } }
node { name: "y" op: "Relu" input: "twice" attr { key: "T" value { type: DT_FLOAT } } }
)";

constexpr const char* kCaffe = R"(
name: "tiny"
layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 1 dim: 2 dim: 8 dim: 8 } } }
layer { name: "conv" type: "Convolution" bottom: "data" top: "conv"
        convolution_param { num_output: 3 kernel_size: 3 } }
layer { name: "relu" type: "ReLU" bottom: "conv" top: "conv" }
layer { name: "prob" type: "Softmax" bottom: "conv" top: "prob" }
)";

constexpr const char* kDarknet = R"([net]
width=16
height=16
channels=3

[convolutional]
filters=4
size=3
stride=1
pad=1
activation=leaky

[maxpool]
size=2
stride=2
)";

class Formats : public testing::Test {
 protected:
  Formats() {
    write("g.pbtxt", kGraph);
    write("net.prototxt", kCaffe);
    write("net.cfg", kDarknet);
  }
  void write(const std::string& name, const std::string& text) { std::ofstream(folder_ / name) << text; }
  Finished sinter(const std::vector<std::string>& words) { return run_sinter(words, folder_.path()); }
  // The plan's summary by inspect, "" if the build failed.
  std::string built(std::vector<std::string> words) {
    words.insert(words.begin(), "build");
    words.insert(words.end(), {"-o", "out.plan", "--tactics", "heuristic", "--quiet"});
    const Finished f = sinter(words);
    EXPECT_EQ(f.status, 0) << f.err;
    return f.status == 0 ? sinter({"inspect", "out.plan"}).out : "";
  }
  TemporaryFolder folder_;
};

TEST_F(Formats, TensorFlowFindsInputsAndOutputs) {
  const std::string plan = built({"g.pbtxt"});
  EXPECT_TRUE(holds_text(plan, " y ")) << plan;
  EXPECT_TRUE(holds_text(plan, " x ")) << plan;
  EXPECT_EQ(sinter({"run", "out.plan", "--shapes", "x:3x4"}).status, 0);
}

TEST_F(Formats, NetworksAreCut) {
  const std::string plan = built({"g.pbtxt", "--inputs", "twice:5x4", "--outputs", "y"});
  EXPECT_TRUE(holds_text(plan, "twice")) << plan;
  EXPECT_FALSE(holds_text(plan, " x ")) << plan;
  EXPECT_TRUE(holds_text(plan, "f32[5,4]")) << plan;
  EXPECT_TRUE(holds_text(built({"g.pbtxt", "--output", "twice"}), "twice"));
  const Finished f = sinter({"build", "g.pbtxt", "--outputs", "z", "-o", "z.plan"});
  EXPECT_EQ(f.status, 1);
  EXPECT_TRUE(holds_text(f.err, "\"z\"")) << f.err;
}

TEST_F(Formats, OnnxModelsAreCutToo) {
  const std::string model = std::filesystem::absolute("examples/digits/digits.onnx").string();
  const std::string listing = sinter({"inspect", model, "--ir"}).out;
  EXPECT_TRUE(holds_text(listing, "Relu")) << listing;
  const Finished f = sinter({"build", model, "--outputs", "no such value", "-o", "n.plan"});
  EXPECT_EQ(f.status, 1);
  EXPECT_TRUE(holds_text(f.err, "\"no such value\"")) << f.err;
}

TEST_F(Formats, UffIsMadeAndRead) {
  const Finished list = sinter({"convert-to-uff", "g.pbtxt", "-l"});
  EXPECT_TRUE(holds_text(list.out, "Placeholder")) << list.err;
  const Finished f = sinter({"convert-to-uff", "g.pbtxt", "-o", "g.uff", "-O", "y", "-t", "g.txt"});
  EXPECT_EQ(f.status, 0) << f.err;
  EXPECT_TRUE(std::filesystem::exists(folder_ / "g.txt"));
  EXPECT_TRUE(holds_text(built({"g.uff", "--uff-input", "x,4", "--uff-order", "nc"}), "y"));
  write("c.txt", "plugin { node: \"none\" op: \"P\" }");
  const Finished bad = sinter({"convert-to-uff", "g.pbtxt", "-o", "h.uff", "-p", "c.txt"});
  EXPECT_EQ(bad.status, 1);
  EXPECT_TRUE(holds_text(bad.err, "line 1")) << bad.err;
  EXPECT_FALSE(std::filesystem::exists(folder_ / "h.uff"));
}

TEST_F(Formats, CaffeAndDarknetTakeWeightsOrASeed) {
  EXPECT_TRUE(holds_text(built({"--prototxt", "net.prototxt", "--random-weights", "1", "--output", "prob"}), "prob"));
  EXPECT_TRUE(holds_text(built({"net.cfg", "--random-weights", "7"}), "cpu"));
  for (const char* model : {"net.prototxt", "net.cfg"}) {
    const Finished f = sinter({"build", model, "-o", "x.plan"});
    EXPECT_EQ(f.status, 1) << model;
    EXPECT_TRUE(holds_text(f.err, "weights")) << f.err;
    EXPECT_EQ(sinter({"build", model, "--weights", "none.bin", "-o", "x.plan"}).status, 1);
  }
}

TEST_F(Formats, FlagsOfOtherFormatsAreRefused) {
  const Finished mean = sinter({"build", "g.pbtxt", "--mean", "m.binaryproto", "-o", "x.plan"});
  EXPECT_EQ(mean.status, 1);
  EXPECT_TRUE(holds_text(mean.err, "only Caffe models")) << mean.err;
  EXPECT_EQ(sinter({"build", "g.pbtxt", "--weights", "w", "-o", "x.plan"}).status, 1);
  EXPECT_EQ(sinter({"build", "g.uff", "--uff-input", "x", "-o", "x.plan"}).status, 2);
  EXPECT_EQ(sinter({"build", "g.uff", "--uff-order", "nchw", "-o", "x.plan"}).status, 2);
  write("model.tflite", "x");
  EXPECT_TRUE(holds_text(sinter({"build", "model.tflite", "-o", "x.plan"}).err, "is not known"));
}

TEST_F(Formats, TheCacheKnowsAllFilesOfAModel) {
  const auto through_cache = [&](const char* seed) {
    return sinter({"build", "net.cfg", "--random-weights", seed, "--cache", "plans", "-o", "c.plan", "--tactics",
                   "heuristic", "--json"})
        .out;
  };
  EXPECT_TRUE(holds_text(through_cache("1"), "\"from_cache\": false"));
  EXPECT_TRUE(holds_text(through_cache("1"), "\"from_cache\": true"));
  EXPECT_TRUE(holds_text(through_cache("2"), "\"from_cache\": false"));
}

}  // namespace
}  // namespace sinter::test
