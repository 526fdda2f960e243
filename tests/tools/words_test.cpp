// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/sinter/words.h"

#include <gtest/gtest.h>

#include <limits>

#include "tools/sinter/output_files.h"
#include "tools/sinter/usage.h"

namespace sinter::cli {
namespace {

TEST(Words, ClosestNeedsALikeness) {
  const Words names{"build", "bench", "run", "verify"};
  EXPECT_EQ(closest("buld", names), "build");
  EXPECT_EQ(closest("brench", names), "bench");
  EXPECT_EQ(closest("rum", names), "run");
  EXPECT_EQ(closest("explode", names), "");
  EXPECT_EQ(did_you_mean("verfy", names), "did you mean 'verify'?");
  EXPECT_EQ(closest(std::string(100000, 'x'), names), "");
}

TEST(Words, NamesCannotDriveTheTerminal) {
  EXPECT_EQ(in_quotes("a\x1b[31m\n"), "'a\\x1b[31m\\x0a'");
  EXPECT_EQ(printable("Größe"), "Größe");
}

TEST(Words, Sizes) {
  EXPECT_EQ(bytes_text(512), "512 B");
  EXPECT_EQ(bytes_text(1536), "1.5 KiB");
  EXPECT_EQ(bytes_text(int64_t{39} << 20), "39.0 MiB");
  EXPECT_EQ(seconds_text(0.421), "0.42 s");
  EXPECT_EQ(seconds_text(200), "3 min 20 s");
}

TEST(Words, TableAligns) {
  Table t({"name", "ms"});
  t.add({"a", "10.5"});
  t.add({"größer", "1"});
  EXPECT_EQ(t.text({1}), "name      ms\na       10.5\ngrößer     1\n");
}

TEST(Usage, ShapesByName) {
  const auto shapes = parse_shapes("--shapes", {"x:1x3x8x8,y:0:5", "s:"});
  EXPECT_EQ(shapes.at("x"), (Dims{1, 3, 8, 8}));
  EXPECT_EQ(shapes.at("y:0"), Dims{5});
  EXPECT_TRUE(shapes.at("s").empty());
  EXPECT_EQ(parse_shapes("--shapes", {"a,b:2x2"}).at("a,b"), (Dims{2, 2}));
  for (const char* bad : {"x", "x:1x", "x:-1x3", ":3", "x:1,x:2", "x:99999999999999999999", "x:1x3,y"})
    EXPECT_THROW(parse_shapes("--shapes", {bad}), UsageError) << bad;
}

TEST(Usage, SizesWithUnits) {
  EXPECT_EQ(parse_size("--workspace", "1048576"), 1048576);
  EXPECT_EQ(parse_size("--workspace", "512MiB"), int64_t{512} << 20);
  EXPECT_EQ(parse_size("--workspace", "1.5g"), int64_t{3} << 29);
  EXPECT_EQ(parse_size("--workspace", "2 GB"), 2000000000);
  for (const char* bad : {"", "many", "-1", "1XB", "1MiBs", "nan", "1e300", "99999999TiB"})
    EXPECT_THROW(parse_size("--workspace", bad), UsageError) << bad;
}

TEST(Usage, NamesAreChecked) {
  EXPECT_NO_THROW(check_names("--backend", "backend", {"cpu"}, {"cpu", "cuda"}));
  try {
    check_names("--backend", "backend", {"cpuu"}, {"cpu", "cuda"});
    FAIL();
  } catch (const UsageError& e) {
    EXPECT_STREQ(e.what(), "--backend: there is no backend 'cpuu'; did you mean 'cpu'?");
  }
}

TEST(OutputFiles, NamesStayInTheFolder) {
  EXPECT_EQ(safe_file_name("layer/1/out"), "layer_1_out");
  EXPECT_EQ(safe_file_name("../../etc/passwd"), "_._.._etc_passwd");
  EXPECT_EQ(safe_file_name(".."), "_.");
  EXPECT_EQ(safe_file_name("."), "_");
  EXPECT_EQ(safe_file_name(""), "_");
  EXPECT_EQ(safe_file_name("a\\b\n"), "a_b_");
  EXPECT_EQ(safe_file_name("Identity:0"), "Identity:0");
  EXPECT_LE(safe_file_name(std::string(5000, 'x')).size(), 200u);
  EXPECT_EQ(safe_file_names({"a/b", "a_b", "a_b_2"}), (Words{"a_b", "a_b_2", "a_b_2_2"}));
}

TEST(OutputFiles, DescribesNumbersThatAreNone) {
  HostArray a(DataType::kFloat32, {3});
  a.set(0, 1);
  a.set(1, 3);
  a.set(2, std::numeric_limits<double>::quiet_NaN());
  const Json j = describe(a);
  EXPECT_EQ(j["mean"], 2.0);
  EXPECT_EQ(j["not_finite"], 1);
  EXPECT_EQ(j["first"][2], "nan");
  EXPECT_TRUE(describe(HostArray(DataType::kFloat32, {0}))["min"].is_null());
}

}  // namespace
}  // namespace sinter::cli
