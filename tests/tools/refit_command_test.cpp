// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// sinter refit as a user runs it: the same bytes as a build of the other model, and every way it can go wrong.
#include <algorithm>

#include "sinter/tools.h"
#include "tests/tools/command_fixture.h"

namespace sinter::test {
namespace {

namespace fs = std::filesystem;

class RefitCommand : public CommandTest {
 protected:
  void SetUp() override {
    build("old.plan", {"--portable"});
    write_spoiled_model("new.onnx");
    old_bytes_ = contents(path("old.plan"));
  }
  // One line of error, no new file, and the old plan as it was.
  void expect_refused(const std::vector<std::string>& words, int status, const std::string& part) {
    const Finished f = sinter(words);
    EXPECT_EQ(f.status, status) << f.err;
    EXPECT_TRUE(holds(f.err, part)) << f.err;
    EXPECT_EQ(std::count(f.err.begin(), f.err.end(), '\n'), 1) << f.err;
    EXPECT_EQ(f.out, "");
    EXPECT_FALSE(fs::exists(path("new.plan")));
    EXPECT_EQ(contents(path("old.plan")), old_bytes_);
    for (const auto& e : fs::directory_iterator(folder_.path())) EXPECT_NE(e.path().extension(), ".tmp") << e.path();
  }
  // The model with every appearance of a text replaced by one of the same length.
  void write_changed_model(const std::string& name, const std::string& from, const std::string& to) {
    ASSERT_EQ(from.size(), to.size());
    std::string bytes = contents(model());
    ASSERT_TRUE(holds(bytes, from));
    for (size_t at = 0; (at = bytes.find(from, at)) != std::string::npos;) bytes.replace(at, from.size(), to);
    std::ofstream(path(name), std::ios::binary) << bytes;
  }
  std::string old_bytes_;
};

TEST_F(RefitCommand, GivesTheBytesOfABuild) {
  const Finished f = sinter({"refit", "old.plan", "new.onnx", "-o", "new.plan"});
  ASSERT_EQ(f.status, 0) << f.err;
  EXPECT_EQ(f.err, "");
  EXPECT_TRUE(holds(f.out, "8 new, 0 as before")) << f.out;
  const Finished b = sinter({"build", "new.onnx", "-o", "built.plan", "--tactics", "heuristic", "--portable", "-q"});
  ASSERT_EQ(b.status, 0) << b.err;
  EXPECT_TRUE(contents(path("new.plan")) == contents(path("built.plan")));  // the model's name too
  EXPECT_FALSE(contents(path("new.plan")) == old_bytes_);
  EXPECT_EQ(contents(path("old.plan")), old_bytes_);
  EXPECT_EQ(sinter({"refit", "new.plan", model(), "-o", "back.plan", "--quiet", "--threads", "1"}).out, "");
  EXPECT_TRUE(contents(path("back.plan")) == old_bytes_);
}

TEST_F(RefitCommand, Json) {
  const Finished f = sinter({"refit", "old.plan", "new.onnx", "-o", "new.plan", "--json"});
  ASSERT_EQ(f.status, 0) << f.err;
  const CommandJson j = CommandJson::parse(f.out);
  EXPECT_EQ(j["plan"], "new.plan");
  EXPECT_EQ(j["plan_bytes"], fs::file_size(path("new.plan")));
  EXPECT_EQ(j["weights_set"], 8);
  EXPECT_EQ(j["weights_kept"], 0);
  EXPECT_GT(j["seconds"], 0.0);
}

TEST_F(RefitCommand, ReplacesThePlanItself) {
  ASSERT_EQ(sinter({"refit", "old.plan", "new.onnx", "-o", "new.plan", "-q"}).status, 0);
  ASSERT_EQ(sinter({"refit", "old.plan", "new.onnx", "-o", "./old.plan", "-q"}).status, 0);
  EXPECT_TRUE(contents(path("old.plan")) == contents(path("new.plan")));
}

TEST_F(RefitCommand, SetsSingleWeights) {
  const Finished list = sinter({"refit", "old.plan", "--list", "--json"});
  ASSERT_EQ(list.status, 0) << list.err;
  const CommandJson weights = CommandJson::parse(list.out);
  ASSERT_EQ(weights.size(), 8u);
  EXPECT_EQ(weights[3], CommandJson({{"name", "conv2.bias"}, {"dtype", "f32"}, {"dims", {32}}, {"bytes", 128}}));
  EXPECT_TRUE(holds(sinter({"refit", "old.plan", "--list"}).out, "conv2.bias"));
  HostArray bias(DataType::kFloat32, {32});
  for (int64_t i = 0; i < 32; ++i) bias.set(i, 100.0);
  save_npy(path("bias.npy"), bias);
  const Finished f = sinter({"refit", "old.plan", "--set", "conv2.bias=bias.npy", "-o", "new.plan"});
  ASSERT_EQ(f.status, 0) << f.err;
  EXPECT_TRUE(holds(f.out, "1 new, 7 as before")) << f.out;
  save_npy(path("image.npy"), HostArray(DataType::kFloat32, {1, 1, 8, 8}));
  const auto output = [&](const std::string& plan) {
    EXPECT_EQ(sinter({"run", plan, "-i", "image=image.npy", "-o", plan + ".out", "-q"}).status, 0);
    return contents(path(plan + ".out/probabilities.npy"));
  };
  EXPECT_NE(output("new.plan"), output("old.plan"));
}

TEST_F(RefitCommand, WeightsThatAreMissingOrOfOtherShapes) {
  write_changed_model("renamed.onnx", "conv2.weight", "conv2.height");
  expect_refused({"refit", "old.plan", "renamed.onnx", "-o", "new.plan"}, 1,
                 "the new model has no weight \"conv2.weight\"");
  const std::string other = fs::absolute("tests/data/exported/resnet18_torchscript.onnx").string();
  expect_refused({"refit", "old.plan", other, "-o", "new.plan"}, 1, "differs from the plan's in more than weights");
  save_npy(path("short.npy"), HostArray(DataType::kFloat32, {31}));
  save_npy(path("wide.npy"), HostArray(DataType::kFloat64, {32}));
  expect_refused({"refit", "old.plan", "--set", "conv2.bias=short.npy", "-o", "new.plan"}, 1,
                 "the weight \"conv2.bias\" is f32[32], got f32[31]");
  expect_refused({"refit", "old.plan", "--set", "conv2.bias=wide.npy", "-o", "new.plan"}, 1, "got f64[32]");
  expect_refused({"refit", "old.plan", "--set", "conv2.bais=short.npy", "-o", "new.plan"}, 1, "\"conv2.bias\"");
  expect_refused({"refit", "old.plan", "--set", "conv2.bias=nowhere.npy", "-o", "new.plan"}, 1, "nowhere.npy");
}

TEST_F(RefitCommand, PlansThatCannotBeRefitted) {
  build("small.plan");
  expect_refused({"refit", "small.plan", "new.onnx", "-o", "new.plan"}, 1, "--portable");
  expect_refused({"refit", "nowhere.plan", "new.onnx", "-o", "new.plan"}, 1, "nowhere.plan");
  expect_refused({"refit", "new.onnx", "new.onnx", "-o", "new.plan"}, 1, "this is not a plan file");
  std::ofstream(path("cut.plan"), std::ios::binary) << old_bytes_.substr(0, old_bytes_.size() - 1);
  expect_refused({"refit", "cut.plan", "new.onnx", "-o", "new.plan"}, 1, "the plan is damaged");
}

// The last bytes of the file are those of a weight: damage there is found, unless the weight is replaced.
TEST_F(RefitCommand, DamagedWeights) {
  std::string bytes = old_bytes_;
  bytes.back() = char(bytes.back() ^ 1);
  std::ofstream(path("damaged.plan"), std::ios::binary) << bytes;
  HostArray bias(DataType::kFloat32, {16});
  save_npy(path("bias.npy"), bias);
  expect_refused({"refit", "damaged.plan", "--set", "conv1.bias=bias.npy", "-o", "new.plan"}, 1,
                 "the checksum of a weight that stays does not fit");
  ASSERT_EQ(sinter({"refit", "damaged.plan", "new.onnx", "-o", "new.plan", "-q"}).status, 0);
  ASSERT_EQ(sinter({"refit", "old.plan", "new.onnx", "-o", "right.plan", "-q"}).status, 0);
  EXPECT_TRUE(contents(path("new.plan")) == contents(path("right.plan")));
}

TEST_F(RefitCommand, OutputsThatCannotBeWritten) {
  expect_refused({"refit", "old.plan", "new.onnx", "-o", "no/folder/new.plan"}, 1, "no/folder");
  expect_refused({"refit", "old.plan", "new.onnx", "-o", "/dev/full"}, 1, "/dev/full");
  fs::create_directory(path("folder"));
  expect_refused({"refit", "old.plan", "new.onnx", "-o", "folder"}, 1, "folder");
  const std::string model_bytes = contents(path("new.onnx"));
  expect_refused({"refit", "old.plan", "new.onnx", "-o", "./new.onnx"}, 2, "would replace 'new.onnx'");
  EXPECT_EQ(contents(path("new.onnx")), model_bytes);
  save_npy(path("bias.npy"), HostArray(DataType::kFloat32, {32}));
  expect_refused({"refit", "old.plan", "--set", "conv2.bias=bias.npy", "-o", "bias.npy"}, 2,
                 "would replace 'bias.npy'");
}

TEST_F(RefitCommand, HelpAndUsage) {
  const Finished help = sinter({"help", "refit"});
  EXPECT_EQ(help.status, 0);
  EXPECT_TRUE(holds(help.out, "Usage: sinter refit [OPTIONS] [PLAN] [MODEL]")) << help.out;
  EXPECT_TRUE(holds(help.out, "Examples:\n  sinter refit model.plan trained_further.onnx -o new.plan")) << help.out;
  for (const char* word : {"--set", "--list", "--threads", "--external-dir", "--json", "--portable"})
    EXPECT_TRUE(holds(help.out, word)) << word;
  EXPECT_EQ(sinter({"refit", "--help"}).out, help.out);
  expect_refused({"refit"}, 2, "PLAN is missing");
  expect_refused({"refit", "old.plan", "new.onnx"}, 2, "-o is missing");
  expect_refused({"refit", "old.plan", "-o", "new.plan"}, 2, "nothing to change");
  expect_refused({"refit", "old.plan", "--set", "conv2.bias", "-o", "new.plan"}, 2, "is not of the form NAME=FILE");
  expect_refused({"refit", "old.plan", "new.onnx", "-o", "new.plan", "--threads", "many"}, 2, "--threads");
  expect_refused({"refit", "old.plan", "new.onnx", "--outptu", "new.plan"}, 2, "did you mean '--output'?");
}

}  // namespace
}  // namespace sinter::test
