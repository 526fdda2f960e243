// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Models of other formats than ONNX on the command line: the flags that say how they are read, conversions, refusals.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

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
  std::string text_of(const std::string& name) {
    std::ifstream file(folder_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
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

TEST_F(Formats, DiagnosingAPlanTakesTheFlagsOfItsModel) {
  built({"net.prototxt", "--random-weights", "3"});
  const Finished good = sinter({"diagnose", "out.plan", "--model", "net.prototxt", "--random-weights", "3"});
  EXPECT_EQ(good.status, 0) << good.err << good.out;
  EXPECT_EQ(sinter({"diagnose", "out.plan", "--model", "net.prototxt", "--random-weights", "4"}).status, 1);
  const Finished none = sinter({"diagnose", "out.plan", "--random-weights", "3"});
  EXPECT_EQ(none.status, 2);
  EXPECT_TRUE(holds_text(none.err, "--random-weights is for models")) << none.err;
  EXPECT_EQ(sinter({"diagnose", "net.prototxt", "--model", "net.prototxt", "--random-weights", "3"}).status, 2);
}

TEST_F(Formats, InputsAreNotReplaced) {
  built({"net.cfg", "--random-weights", "1", "--portable"});
  write("net.weights", "weights");
  write("w.caffemodel", "weights");
  write("m.binaryproto", "mean");
  write("c.txt", "outputs: \"y\"");
  write("o.json", "{}");
  const std::vector<std::string> files = {"net.prototxt",  "net.cfg", "g.pbtxt",  "net.weights", "w.caffemodel",
                                          "m.binaryproto", "c.txt",   "out.plan", "o.json"};
  std::vector<std::string> before;
  for (const auto& f : files) before.push_back(text_of(f));
  const std::vector<std::vector<std::string>> calls = {
      {"build", "net.prototxt", "--weights", "w.caffemodel", "-o", "w.caffemodel"},
      {"build", "net.prototxt", "--mean", "m.binaryproto", "-o", "./m.binaryproto"},
      {"build", "net.cfg", "-o", "net.weights"},
      {"build", "net.cfg", "--config", "o.json", "-o", "o.json"},
      {"build", "net.cfg", "--random-weights", "1", "--timing-cache", "net.cfg", "-o", "x.plan"},
      {"convert", "net.cfg", "--random-weights", "1", "-o", "net.cfg"},
      {"convert", "out.plan", "-o", "out.plan"},
      {"refit", "out.plan", "net.cfg", "-o", "net.weights"},
      {"inspect", "out.plan", "--html", "out.plan"},
      {"trace", "net.cfg", "--random-weights", "1", "-o", "net.cfg"},
      {"run", "net.cfg", "--random-weights", "1", "--trace", "net.cfg"},
      {"bench", "out.plan", "--trace", "out.plan"},
      {"convert-to-uff", "g.pbtxt", "-o", "p.uff", "-t", "g.pbtxt"},
      {"convert-to-uff", "g.pbtxt", "-p", "c.txt", "-o", "p.uff", "-t", "c.txt"},
      {"convert-to-uff", "g.pbtxt", "-o", "c.txt", "-p", "c.txt"},
      {"convert-to-uff", "g.pbtxt", "-o", "q.uff", "-t", "./q.uff"}};
  for (const auto& words : calls) {
    const Finished f = sinter(words);
    EXPECT_EQ(f.status, 2) << words[0] << " " << words.back() << f.err;
    EXPECT_FALSE(holds_text(f.out, "run")) << f.out;
  }
  for (size_t i = 0; i < files.size(); ++i) EXPECT_EQ(text_of(files[i]), before[i]) << files[i];
}

TEST_F(Formats, PlansTakeNoFlagsOfModels) {
  built({"net.cfg", "--random-weights", "1", "--portable"});
  for (const char* flag : {"--outputs", "--weights", "--inputs", "--mean"}) {
    const Finished f = sinter({"build", "out.plan", flag, "f", "-o", "x.plan"});
    EXPECT_EQ(f.status, 2) << flag;
    EXPECT_TRUE(holds_text(f.err, std::string(flag) + " is for models")) << f.err;
    EXPECT_EQ(sinter({"build", "out.plan", flag, "f"}).err, f.err);
    for (const char* command : {"inspect", "run", "compare"})
      EXPECT_EQ(sinter({command, "out.plan", flag, "f"}).status, 2) << command << flag;
    EXPECT_EQ(sinter({"explain", "out.plan", "n", flag, "f"}).status, 2) << flag;
    EXPECT_EQ(sinter({"refit", "out.plan", "--set", "a=b", "-o", "x.plan", flag, "f"}).status, 2) << flag;
  }
}

TEST_F(Formats, WarningsOfReadersGoToStderr) {
  std::string typo = kDarknet;
  typo.replace(typo.find("activation"), 0, "no_such_key=1\n");
  write("typo.cfg", typo);
  const std::vector<std::vector<std::string>> calls = {
      {"build", "typo.cfg", "-o", "x.plan"},
      {"build", "typo.cfg", "-o", "x.plan", "--cache", "plans"},
      {"run", "typo.cfg"},
      {"run", "typo.cfg", "--json"},
      {"compare", "typo.cfg"},
      {"compare", "typo.cfg", "--json"},
      {"diagnose", "typo.cfg", "--json"},
      {"inspect", "typo.cfg"},
      {"inspect", "typo.cfg", "--ir"},
      {"explain", "typo.cfg", "no such node"},
      {"bench", "typo.cfg", "--iterations", "1", "--warmup", "0", "--json"}};
  for (std::vector<std::string> words : calls) {
    words.insert(words.end(), {"--random-weights", "1"});
    const Finished f = sinter(words);
    const size_t at = f.err.find("no_such_key");
    EXPECT_TRUE(holds_text(f.err, "warning: ")) << words[0] << f.err;
    ASSERT_NE(at, std::string::npos) << words[0] << f.err;
    EXPECT_EQ(f.err.find("no_such_key", at + 1), std::string::npos) << "twice: " << words[0] << f.err;
    EXPECT_FALSE(holds_text(f.out, "no_such_key")) << words[0] << f.out;
  }
  for (const char* command : {"run", "inspect", "compare"})
    EXPECT_EQ(sinter({command, "typo.cfg", "--random-weights", "1", "-q"}).err, "") << command;
  built({"typo.cfg", "--random-weights", "1", "--portable"});
  EXPECT_TRUE(
      holds_text(sinter({"refit", "out.plan", "typo.cfg", "--random-weights", "2", "-o", "r.plan"}).err, "warning: "));
}

TEST_F(Formats, OneModelIsNamedOnce) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"build", "--prototxt", "net.prototxt", "net.cfg", "-o", "x.plan"},
                                             {"run", "net.cfg", "--prototxt", "net.prototxt"},
                                             {"build", "--prototxt", "x.uff", "-o", "x.plan"},
                                             {"compare", "net.cfg", "g.pbtxt", "--prototxt", "net.prototxt"}}) {
    const Finished f = sinter(words);
    EXPECT_EQ(f.status, 2) << words[0];
    EXPECT_TRUE(holds_text(f.err, "--prototxt")) << f.err;
  }
  const Finished f = sinter({"explain", "--prototxt", "net.prototxt", "conv", "--random-weights", "1"});
  EXPECT_EQ(f.status, 0) << f.err;
}

TEST_F(Formats, ShapesOfUnknownInputsAreRefusedBeforeTheBuild) {
  built({"g.pbtxt"});
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"run", "g.pbtxt"}, {"compare", "g.pbtxt"}, {"compare", "out.plan", "g.pbtxt"}, {"run", "out.plan"}}) {
    std::vector<std::string> all = words;
    all.insert(all.end(), {"--shapes", "nope:1x4"});
    const Finished f = sinter(all);
    EXPECT_EQ(f.status, 2) << words[0] << f.err;
    EXPECT_TRUE(holds_text(f.err, "'nope'") && holds_text(f.err, " x ")) << f.err;
  }
}

TEST_F(Formats, OutputsHaveTheNameOfTheirFormat) {
  for (const char* name : {"c.uff", "c.pb", "c.cfg", "c.PROTOTXT", "c.plan"}) {
    EXPECT_EQ(sinter({"convert", "g.pbtxt", "-o", name}).status, 2) << name;
    EXPECT_FALSE(std::filesystem::exists(folder_ / name)) << name;
  }
  EXPECT_EQ(sinter({"convert-to-uff", "g.pbtxt", "-o", "c.onnx"}).status, 2);
  write("c.txt", "outputs: \"y\"");
  EXPECT_EQ(sinter({"convert-to-uff", "g.pbtxt", "-l", "-p", "c.txt"}).status, 2);
  EXPECT_EQ(sinter({"convert", "g.pbtxt", "-o", "c.onnx"}).status, 0);
}

TEST_F(Formats, PipesAreNoModels) {
  for (const char* name : {"pipe.prototxt", "pipe.cfg", "pipe"}) {
    ASSERT_EQ(::mkfifo((folder_ / name).c_str(), 0600), 0);
    for (const char* command : {"build", "run", "inspect", "convert"}) {
      const Finished f = sinter({command, name, "-o", "x.onnx"});
      EXPECT_NE(f.status, 0) << command;
    }
    EXPECT_TRUE(holds_text(sinter({"build", name, "-o", "x.plan"}).err, "regular file"));
  }
}

TEST_F(Formats, HelpKeepsItsColumns) {
  const Finished f = sinter({"help"});
  EXPECT_TRUE(holds_text(f.out, "  convert-to-uff  write ")) << f.out;
  const Finished cut = sinter({"inspect", "g.pbtxt", "--outputs", "z"});
  EXPECT_FALSE(holds_text(cut.err, "Sinter ")) << cut.err;
}

TEST_F(Formats, RemediesFitAllFailures) {
  const std::string input = "layer { name: 'in' type: 'Input' top: 'x' input_param { shape { dim: 1 dim: 2 } } }\n";
  const auto layer = [](const std::string& type, const std::string& bottom, const std::string& top) {
    return "layer { name: '" + top + "' type: '" + type + "' bottom: '" + bottom + "' top: '" + top + "' }\n";
  };
  const auto error_of = [&](const std::string& net) {
    write("bad.prototxt", net);
    const Finished f = sinter({"build", "bad.prototxt", "-o", "x.plan"});
    EXPECT_EQ(f.status, 1);
    EXPECT_TRUE(holds_text(f.err, "2 nodes cannot be imported")) << f.err;
    return f.err;
  };
  const std::string same = error_of(input + layer("Unheard", "x", "a") + layer("Unseen", "x", "b"));
  EXPECT_TRUE(holds_text(same, ". Register a plugin of this name")) << same;
  EXPECT_FALSE(holds_text(same, "register a plugin")) << "told twice: " << same;
  const std::string mixed = error_of(input + "layer { name: 'd' type: 'Data' top: 'd' }\n" + layer("ReLU", "d", "e") +
                                     layer("Unheard", "x", "a"));
  EXPECT_TRUE(holds_text(mixed, "(register a plugin")) << mixed;
  EXPECT_TRUE(holds_text(mixed, "See what is said of each")) << mixed;
  EXPECT_FALSE(holds_text(mixed, "importers")) << mixed;
}

}  // namespace
}  // namespace sinter::test
