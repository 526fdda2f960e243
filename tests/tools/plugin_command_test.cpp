// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The example plugin through the command, and several optimization profiles there.
#include <cmath>
#include <filesystem>

#include "sinter/plugin.h"
#include "sinter/tools.h"
#include "tests/tools/command_fixture.h"

namespace sinter::test {
namespace {

namespace fs = std::filesystem;

class PluginCommand : public CommandTest {
 protected:
  void SetUp() override {
    library_ = fs::path(sinter_program()).parent_path() / "examples/liblocal_contrast.so";
    if (!fs::exists(library_)) GTEST_SKIP() << library_ << " is not built (a sanitized build has no shared libraries)";
  }
  static std::string contrast_model() { return fs::absolute("examples/plugin/local_contrast.onnx").string(); }
  std::string library_;
};

// The definition, pixel by pixel.
double contrast(const HostArray& x, int64_t width, int64_t i, int64_t j, int64_t radius, double epsilon) {
  double sum = 0, squares = 0, n = 0;
  for (int64_t a = i; a <= i + 2 * radius; ++a)
    for (int64_t b = j; b <= j + 2 * radius; ++b, ++n) {
      const double v = x.at(a * width + b);
      sum += v;
      squares += v * v;
    }
  const double mean = sum / n;
  const double deviation = std::sqrt(std::max(0.0, squares / n - mean * mean));
  return (x.at((i + radius) * width + j + radius) - mean) / (deviation + epsilon);
}

TEST_F(PluginCommand, BuildsRunsAndRefuses) {
  HostArray x(DataType::kFloat32, {1, 1, 9, 12});
  for (int64_t i = 0; i < x.count(); ++i) x.set(i, double((i * 37) % 23) / 23);
  save_npy(path("x.npy"), x);
  for (const std::string backend : {"cpu", "reference", "fake"}) {
    const std::string plan = backend + ".plan";
    const Finished built = sinter({"build", contrast_model(), "-o", plan, "--backend", backend, "--plugin", library_});
    ASSERT_EQ(built.status, 0) << built.err;
    const Finished run = sinter({"run", plan, "-i", "x=x.npy", "-o", "out", "--plugin=" + library_});
    ASSERT_EQ(run.status, 0) << run.err;
    const HostArray y = load_array(path("out/bright.npy"));
    ASSERT_EQ(y.dims(), (Dims{1, 1, 5, 8}));
    for (int64_t i = 0; i < 5; ++i)
      for (int64_t j = 0; j < 8; ++j)
        EXPECT_NEAR(y.at(i * 8 + j), std::max(0.0, contrast(x, 12, i, j, 2, 0.01)), 1e-5) << backend;

    const Finished without = sinter({"run", plan, "-i", "x=x.npy"});
    EXPECT_EQ(without.status, 1);
    for (const char* part : {"com.example::LocalContrast", "version 1", "--plugin LIB.so", "incompatible-plan"})
      EXPECT_TRUE(holds(without.err, part)) << part << " in " << without.err;
  }
  const Finished listed = sinter({"inspect", "cpu.plan", "--plugin", library_});
  EXPECT_TRUE(holds(listed.out, "com.example::LocalContrast version 1")) << listed.out;
  EXPECT_TRUE(holds(listed.out, "plugins")) << listed.out;
  const Finished unknown = sinter({"build", contrast_model(), "-o", "no.plan"});
  EXPECT_EQ(unknown.status, 1);
  EXPECT_TRUE(holds(unknown.err, "LocalContrast")) << unknown.err;
  EXPECT_EQ(sinter({"build", contrast_model(), "--plugin", "/nowhere.so"}).status, 1);
  EXPECT_EQ(sinter({"build", contrast_model(), "--plugin"}).status, 2);
  const Finished small = sinter({"run", "cpu.plan", "--shapes", "x:2x1x3x4", "--plugin", library_});
  EXPECT_EQ(small.status, 0) << small.err;  // nothing is left of such a picture
}

// The cache keys by what plugins there are.
TEST_F(PluginCommand, PlanCacheKnowsPlugins) {
  const auto get = [&](std::vector<std::string> more) {
    std::vector<std::string> words = {"build", model(), "-o", "a.plan", "--cache", "plans", "--json", "--quiet",
                                      "--tactics", "heuristic"};
    words.insert(words.end(), more.begin(), more.end());
    const Finished f = sinter(words);
    EXPECT_EQ(f.status, 0) << f.err;
    return CommandJson::parse(f.out)["from_cache"].get<bool>();
  };
  EXPECT_FALSE(get({}));
  EXPECT_TRUE(get({}));
  EXPECT_FALSE(get({"--plugin", library_}));
  EXPECT_TRUE(get({"--plugin", library_}));
  EXPECT_FALSE(get({"--profile", "a", "--max-shapes", "image:4x1x8x8"}));
  EXPECT_FALSE(get({"--profile", "b", "--max-shapes", "image:4x1x8x8"}));
  EXPECT_FALSE(get({"--profile", "a", "--max-shapes", "image:5x1x8x8"}));
  EXPECT_FALSE(get({"--workspace", "1MiB"}));
  EXPECT_FALSE(get({"--portable"}));
  EXPECT_FALSE(get({"--disable-tactic", "conv.direct"}));
  EXPECT_TRUE(get({"--profile", "a", "--max-shapes", "image:4x1x8x8"}));
}

using ProfileCommand = CommandTest;

TEST_F(ProfileCommand, BuildInspectAndRun) {
  build("p.plan", {"--max-shapes", "image:2x1x8x8", "--profile", "large", "--min-shapes", "image:3x1x8x8",
                   "--opt-shapes", "image:8x1x8x8", "--max-shapes", "image:16x1x8x8", "--profile", "huge",
                   "--shapes", "image:64x1x8x8"});
  const auto j = CommandJson::parse(sinter({"inspect", "p.plan", "--json"}).out);
  ASSERT_EQ(j["profiles"].size(), 3u);
  EXPECT_EQ(j["profiles"][0]["name"], "default");
  EXPECT_EQ(j["profiles"][1]["name"], "large");
  EXPECT_EQ(j["profiles"][1]["inputs"]["image"]["min"][0], 3);
  EXPECT_EQ(j["profiles"][2]["inputs"]["image"]["max"][0], 64);
  EXPECT_LT(j["profiles"][0]["arena_bytes"], j["profiles"][2]["arena_bytes"]);
  EXPECT_GT(j["memory"]["peak_bytes"], j["memory"]["constants_bytes"]);
  EXPECT_TRUE(holds(sinter({"inspect", "p.plan"}).out, "large"));
  for (const char* n : {"1", "16", "64"})  // the first that fits
    EXPECT_EQ(sinter({"run", "p.plan", "--shapes", "image:" + std::string(n) + "x1x8x8", "-q"}).status, 0) << n;
  const Finished none = sinter({"run", "p.plan", "--shapes", "image:20x1x8x8"});
  EXPECT_EQ(none.status, 1);
  EXPECT_TRUE(holds(none.err, "large")) << none.err;
  const Finished named = sinter({"run", "p.plan", "--use-profile", "large", "--json"});  // its optimum
  EXPECT_EQ(named.status, 0) << named.err;
  EXPECT_EQ(CommandJson::parse(named.out)["probabilities"]["shape"][0], 8) << named.out;
  EXPECT_EQ(sinter({"run", "p.plan", "--use-profile", "large", "--shapes", "image:1x1x8x8"}).status, 1);
  EXPECT_EQ(sinter({"run", "p.plan", "--use-profile", "none"}).status, 1);
  EXPECT_EQ(sinter({"bench", "p.plan", "--use-profile", "huge", "--warmup", "0", "--iterations", "2"}).status, 0);

  const Finished config = sinter({"build", model(), "--max-shapes", "image:2x1x8x8", "--profile", "large",
                                  "--max-shapes", "image:16x1x8x8", "--dump-config"});
  ASSERT_EQ(config.status, 0) << config.err;
  EXPECT_EQ(CommandJson::parse(config.out)["profiles"][0]["shapes"]["image"]["max"][0], 16);
  std::ofstream(path("o.json")) << config.out;
  build("q.plan", {"--config", "o.json", "--profile", "large", "--opt-shapes", "image:4x1x8x8"});
  const auto q = CommandJson::parse(sinter({"inspect", "q.plan", "--json"}).out);
  EXPECT_EQ(q["profiles"][1]["inputs"]["image"]["opt"][0], 4);
  EXPECT_EQ(sinter({"build", model(), "--profile", "a", "--profile", "a", "-o", "r.plan"}).status, 2);
}

}  // namespace
}  // namespace sinter::test
