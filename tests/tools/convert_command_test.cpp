// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// `sinter convert`: models and portable plans as ONNX files.
#include "tests/tools/command_fixture.h"

namespace sinter::test {
namespace {

namespace fs = std::filesystem;

class Convert : public CommandTest {
 protected:
  // The outputs of a model or plan on made-up inputs.
  std::string outputs_of(const std::string& source, const std::string& folder) {
    const Finished f = sinter({"run", source, "-o", folder, "--quiet"});
    EXPECT_EQ(f.status, 0) << f.err;
    return contents(path(folder + "/outputs.json"));
  }
};

TEST_F(Convert, WritesAModelThatGivesTheSame) {
  const Finished f = sinter({"convert", model(), "-o", "out.onnx", "--json"});
  ASSERT_EQ(f.status, 0) << f.err;
  const auto j = CommandJson::parse(f.out);
  EXPECT_EQ(j["model"], "out.onnx");
  EXPECT_EQ(j["model_bytes"], fs::file_size(path("out.onnx")));
  EXPECT_EQ(outputs_of("out.onnx", "a"), outputs_of(model(), "b"));
}

TEST_F(Convert, PutsWeightsIntoAFileOfTheirOwn) {
  const Finished f = sinter({"convert", model(), "-o", "out.onnx", "--external-data"});
  ASSERT_EQ(f.status, 0) << f.err;
  EXPECT_TRUE(holds(f.out, "out.onnx.data"));
  EXPECT_GT(fs::file_size(path("out.onnx.data")), fs::file_size(path("out.onnx")));
  EXPECT_EQ(outputs_of("out.onnx", "a"), outputs_of(model(), "b"));
}

TEST_F(Convert, TakesPortablePlansOnly) {
  build("p.plan", {"--portable"});
  ASSERT_EQ(sinter({"convert", "p.plan", "-o", "out.onnx", "--quiet"}).status, 0);
  EXPECT_EQ(outputs_of("out.onnx", "a"), outputs_of(model(), "b"));
  build("q.plan");
  const Finished f = sinter({"convert", "q.plan", "-o", "no.onnx"});
  EXPECT_EQ(f.status, 1);
  EXPECT_TRUE(holds(f.err, "--portable")) << f.err;
  EXPECT_FALSE(fs::exists(path("no.onnx")));
}

TEST_F(Convert, WrongUsage) {
  EXPECT_EQ(sinter({"convert"}).status, 2);
  EXPECT_EQ(sinter({"convert", model()}).status, 2);
  EXPECT_EQ(sinter({"convert", "missing.onnx", "-o", "x.onnx"}).status, 1);
  EXPECT_EQ(sinter({"convert", model(), "-o", "no/folder/x.onnx"}).status, 1);
  EXPECT_TRUE(holds(sinter({"convert", "--help"}).out, "Examples:\n  sinter convert"));
}

}  // namespace
}  // namespace sinter::test
