// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The built command as a user meets it: exit statuses, hints, JSON, files, Ctrl-C.
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "sinter/tools.h"
#include "tests/base/temporary_folder.h"
#include "tests/tools/process.h"

namespace sinter::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string digits_model() { return fs::absolute("examples/digits/digits.onnx").string(); }

class Command : public testing::Test {
 protected:
  Finished sinter(const std::vector<std::string>& words) { return run_sinter(words, folder_.path()); }
  // On the reference backend, without measuring: these tests are about the command.
  std::string plan() {
    const Finished f = sinter({"build", digits_model(), "-o", "digits.plan", "--backend", "reference", "--tactics",
                               "heuristic", "--quiet", "--max-shapes", "image:16x1x8x8"});
    EXPECT_EQ(f.status, 0) << f.err;
    EXPECT_EQ(f.out + f.err, "");
    return folder_ / "digits.plan";
  }
  TemporaryFolder folder_;
};

TEST_F(Command, HelpAndVersion) {
  EXPECT_EQ(sinter({}).status, 2);
  EXPECT_EQ(sinter({"--version"}).status, 0);
  EXPECT_TRUE(has(sinter({"help"}).out, "verify"));
  for (const char* name :
       {"build", "run", "bench", "inspect", "explain", "compare", "diagnose", "trace", "verify", "passes", "doctor"}) {
    const Finished f = sinter({"help", name});
    EXPECT_EQ(f.status, 0) << name;
    EXPECT_TRUE(has(f.out, "Example:\n  sinter " + std::string(name)) ||
                has(f.out, "Examples:\n  sinter " + std::string(name)))
        << f.out;
    EXPECT_EQ(sinter({name, "--help"}).out, f.out);
  }
}

TEST_F(Command, WrongUsageHints) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"buld", "x.onnx"}, "did you mean 'build'?"},
      {{"help", "verfy"}, "did you mean 'verify'?"},
      {{"build", "--outptu", "x"}, "did you mean '--output'?"},
      {{"build", "x.onnx", "--backend", "cpuu"}, "did you mean 'cpu'?"},
      {{"build", "x.onnx", "--disable", "fuse_cnov"}, "did you mean 'fuse_conv'?"},
      {{"build", "x.onnx", "--shapes", "x=1x3"}, "is no shape"},
      {{"build", "x.onnx", "--threads", "many"}, "--threads"},
      {{"build", "x.onnx", "--tactics", "guess"}, "--tactics"},
      {{"build", "x.onnx", "--workspace", "lots"}, "is no size"},
      {{"build", "x.onnx", "y.onnx"}, "unexpected argument 'y.onnx'"},
      {{"build"}, "MODEL is missing"},
      {{"bench", "x.plan", "--backend", "cpu"}, "is a plan"},
      {{"inspect", "x.plan", "--json", "--ir"}, "exclude each other"},
      {{"verify", "--shapes", "x:1", "dir"}, "come from the data sets"},
  };
  for (const auto& [words, hint] : cases) {
    const Finished f = sinter(words);
    EXPECT_EQ(f.status, 2) << words[0] << " " << hint;
    EXPECT_TRUE(has(f.err, hint)) << f.err;
    EXPECT_EQ(f.out, "");
    EXPECT_EQ(std::count(f.err.begin(), f.err.end(), '\n'), 1) << f.err;
  }
}

TEST_F(Command, BadInputIsOneMessage) {
  std::ofstream(folder_ / "broken.onnx") << "no model";
  std::ofstream(folder_ / "broken.plan") << "SINTERPLno plan";
  const std::vector<std::vector<std::string>> cases = {
      {"build", "nowhere.onnx", "--quiet"},
      {"build", "broken.onnx", "--quiet"},
      {"run", "broken.plan"},
      {"bench", "nowhere.plan"},
      {"inspect", "broken.plan"},
      {"verify", "nowhere"},
      {"build", digits_model(), "-o", "no/folder.plan"},
      {"build", digits_model(), "--quiet", "--shapes", "imagee:1x1x8x8"}};
  for (const auto& words : cases) {
    const Finished f = sinter(words);
    EXPECT_EQ(f.status, 1) << words[0] << ": " << f.err;
    EXPECT_EQ(std::count(f.err.begin(), f.err.end(), '\n'), 1) << f.err;
    EXPECT_EQ(f.err.rfind("sinter: " + words[0] + ": ", 0), 0u) << f.err;
  }
}

TEST_F(Command, BuildReports) {
  const Finished f = sinter({"build", digits_model(), "--backend", "reference", "--tactics", "heuristic", "--json"});
  ASSERT_EQ(f.status, 0) << f.err;
  const Json j = Json::parse(f.out);
  EXPECT_EQ(j["plan"], "digits.plan");
  EXPECT_TRUE(fs::exists(folder_ / "digits.plan"));
  for (const char* key : {"plan_bytes", "steps", "weight_bytes", "arena_bytes", "seconds"})
    EXPECT_TRUE(j[key].is_number()) << key;
  EXPECT_FALSE(j["fusions"].empty());
  EXPECT_TRUE(has(f.err, "optimising\n")) << f.err;  // plain lines where there is no terminal
  EXPECT_FALSE(has(f.err, "\x1b")) << f.err;
}

TEST_F(Command, BuildRefusesToReplaceTheModel) {
  fs::copy_file(digits_model(), folder_ / "m.onnx");
  const auto size = fs::file_size(folder_ / "m.onnx");
  EXPECT_EQ(sinter({"build", "m.onnx", "-o", "./m.onnx"}).status, 2);
  EXPECT_EQ(fs::file_size(folder_ / "m.onnx"), size);
}

TEST_F(Command, RunWritesOutputs) {
  plan();
  HostArray image(DataType::kFloat32, {2, 1, 8, 8});
  save_npy(folder_ / "in.npy", image);
  const Finished f = sinter({"run", "digits.plan", "-i", "image=in.npy", "-o", "out", "--quiet"});
  ASSERT_EQ(f.status, 0) << f.err;
  EXPECT_EQ(f.out + f.err, "");
  std::ifstream file(folder_ / "out/outputs.json");
  const Json j = Json::parse(file);
  EXPECT_EQ(j["probabilities"]["file"], "probabilities.npy");
  EXPECT_EQ(j["probabilities"]["shape"], Json({2, 10}));
  EXPECT_EQ(j["probabilities"]["dtype"], "f32");
  const HostArray y = load_array(folder_ / "out/probabilities.npy");
  EXPECT_EQ(y.dims(), (Dims{2, 10}));
  for (int row = 0; row < 2; ++row) {
    double sum = 0;
    for (int i = 0; i < 10; ++i) sum += y.at(row * 10 + i);
    EXPECT_NEAR(sum, 1, 1e-5);
  }
  // One input needs no name; nothing else may lie in the folder.
  EXPECT_EQ(sinter({"run", "digits.plan", "-i", "in.npy", "-o", "out", "--quiet"}).status, 0);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_ / "out"), fs::directory_iterator()), 2);
}

TEST_F(Command, RunIsSeeded) {
  plan();
  const auto values = [&](const char* seed) { return sinter({"run", "digits.plan", "--seed", seed, "--json"}).out; };
  EXPECT_EQ(values("1"), values("1"));
  EXPECT_NE(values("1"), values("2"));
}

TEST_F(Command, RunRefusesWrongInputs) {
  plan();
  save_npy(folder_ / "f64.npy", HostArray(DataType::kFloat64, {1, 1, 8, 8}));
  save_npy(folder_ / "big.npy", HostArray(DataType::kFloat32, {17, 1, 8, 8}));
  save_npy(folder_ / "flat.npy", HostArray(DataType::kFloat32, {64}));
  const auto err = [&](const std::string& input) {
    const Finished f = sinter({"run", "digits.plan", "-i", input});
    EXPECT_EQ(f.status, 1) << input;
    return f.err;
  };
  EXPECT_TRUE(has(err("image=f64.npy"), "holds f64, the input takes f32"));
  EXPECT_TRUE(has(err("image=big.npy"), "17"));
  EXPECT_TRUE(has(err("image=flat.npy"), "image"));
  EXPECT_TRUE(has(err("imgae=f64.npy"), "Did you mean 'image'?"));
  EXPECT_TRUE(has(err("image=nowhere.npy"), "nowhere.npy"));
}

TEST_F(Command, RunBuildsModelsInMemory) {
  const Finished f = sinter({"run", digits_model(), "--backend", "reference", "--shapes", "image:3x1x8x8", "--json"});
  ASSERT_EQ(f.status, 0) << f.err;
  EXPECT_EQ(Json::parse(f.out)["probabilities"]["shape"], Json({3, 10}));
  EXPECT_TRUE(fs::is_empty(folder_.path()));
}

TEST_F(Command, BenchJson) {
  plan();
  const Finished f = sinter({"bench", "digits.plan", "--iterations", "5", "--warmup", "0", "--shapes", "image:2x1x8x8",
                             "--json", "--profile"});
  ASSERT_EQ(f.status, 0) << f.err;
  const Json j = Json::parse(f.out);
  for (const char* key : {"min", "mean", "median", "p90", "p95", "p99", "max"})
    EXPECT_GT(j["latency_ms"][key].get<double>(), 0) << key;
  for (const char* key : {"weights", "arena_predicted", "high_water", "peak_rss"})
    EXPECT_GE(j["memory_bytes"][key].get<int64_t>(), 0) << key;
  EXPECT_GT(j["throughput_qps"].get<double>(), 0);
  EXPECT_EQ(j["build_s"], 0);
  EXPECT_GT(j["load_ms"].get<double>(), 0);
  EXPECT_EQ(j["backend"], "reference");
  EXPECT_GE(j["threads"].get<int>(), 1);
  EXPECT_EQ(j["iterations"], 5);
  EXPECT_EQ(j["shapes"]["image"], Json({2, 1, 8, 8}));
  EXPECT_FALSE(j["layers"].empty());
  EXPECT_TRUE(has(sinter({"bench", "digits.plan", "--iterations", "1", "--profile"}).out, "conv1 + relu1"));
}

TEST_F(Command, Inspect) {
  plan();
  const Json j = Json::parse(sinter({"inspect", "digits.plan", "--json"}).out);
  ASSERT_FALSE(j["steps"].empty());
  for (const auto& step : j["steps"]) EXPECT_EQ(step["backend"], "reference");
  EXPECT_TRUE(has(sinter({"inspect", "digits.plan"}).out, "probabilities"));
  EXPECT_TRUE(has(sinter({"inspect", "digits.plan", "--ir"}).out, "graph digits("));
  const Json m = Json::parse(sinter({"inspect", digits_model(), "--json"}).out);
  EXPECT_EQ(m["inputs"][0]["name"], "image");
  EXPECT_EQ(m["inputs"][0]["shape"], Json({-1, 1, 8, 8}));
  EXPECT_TRUE(has(sinter({"inspect", digits_model(), "--ir"}).out, "Convolution"));
}

// A case made from the command's own outputs, then one with a wrong value.
TEST_F(Command, VerifyCounts) {
  plan();
  HostArray image(DataType::kFloat32, {2, 1, 8, 8});
  for (int64_t i = 0; i < image.count(); ++i) image.set(i, double(i % 16) / 16);
  for (const char* name : {"cases/good", "cases/bad"}) {
    const std::string set = folder_ / (std::string(name) + "/test_data_set_0");
    fs::create_directories(set);
    fs::copy_file(digits_model(), folder_ / (std::string(name) + "/model.onnx"));
    save_npy(set + "/input_0.npy", image);
    ASSERT_EQ(sinter({"run", "digits.plan", "-i", "image=" + set + "/input_0.npy", "-o", "out", "--quiet"}).status, 0);
    HostArray y = load_array(folder_ / "out/probabilities.npy");
    if (std::string(name) == "cases/bad") y.set(3, y.at(3) + 0.1);
    save_npy(set + "/output_0.npy", y);
  }
  const Finished good = sinter({"verify", "cases/good", "--backend", "reference"});
  EXPECT_EQ(good.status, 0) << good.out << good.err;
  EXPECT_TRUE(good.out.ends_with("1 passed, 0 failed\n")) << good.out;
  const Finished both = sinter({"verify", "cases", "--backend", "reference", "--quiet"});
  EXPECT_EQ(both.status, 1);
  EXPECT_TRUE(both.out.ends_with("1 passed, 1 failed\n")) << both.out;
  EXPECT_TRUE(has(both.out, "FAIL") && has(both.out, "element 3")) << both.out;
  EXPECT_EQ(sinter({"verify", "cases", "--backend", "reference", "--atol", "1"}).status, 0);
}

TEST_F(Command, DoctorAndPasses) {
  const Json j = Json::parse(sinter({"doctor", "--json"}).out);
  EXPECT_TRUE(j["version"].is_string());
  EXPECT_GE(j["cores"].get<int>(), 1);
  EXPECT_TRUE(has(j["timing_cache"]["path"].get<std::string>(), folder_.path()));
  bool cpu = false;
  for (const auto& b : j["backends"]) {
    cpu = cpu || b["name"] == "cpu";
    EXPECT_TRUE(b["usable"] == true || !b["reason"].get<std::string>().empty()) << b;
  }
  EXPECT_TRUE(cpu);
  EXPECT_TRUE(has(sinter({"doctor"}).out, "reference"));
  EXPECT_TRUE(has(sinter({"passes"}).out, "fuse_conv"));
}

// The signal is sent with the first line of progress, long before such a build is done.
TEST_F(Command, CtrlCStopsABuildAndWritesNothing) {
  const std::string model = fs::absolute("tests/data/bert_torchscript.onnx").string();
  std::ofstream(folder_ / "x.plan") << "what was there before";
  bool sent = false;
  const Finished f = run_sinter({"build", model, "-o", "x.plan", "--backend", "reference"}, folder_.path(),
                                [&](int pid, const std::string& err) {
                                  if (!sent && has(err, "reading the model")) {
                                    sent = true;
                                    ::kill(pid, SIGINT);
                                  }
                                });
  ASSERT_TRUE(sent) << f.err;
  EXPECT_EQ(f.status, 130) << f.err;
  EXPECT_TRUE(has(f.err, "cancelled; nothing was written")) << f.err;
  EXPECT_EQ(fs::file_size(folder_ / "x.plan"), 21u);
  for (const auto& entry : fs::directory_iterator(folder_.path()))
    EXPECT_TRUE(entry.path().filename() == "x.plan" || entry.is_directory()) << entry.path();
}

TEST_F(Command, FullDiskIsAnError) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "this machine has no /dev/full";
  const std::string line = sinter_program() + " doctor >/dev/full 2>/dev/null";
  const int status = std::system(line.c_str());
  EXPECT_EQ(WEXITSTATUS(status), 1);
}

}  // namespace
}  // namespace sinter::test
