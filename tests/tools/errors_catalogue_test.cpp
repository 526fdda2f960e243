// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// docs/errors.md knows every code that the source uses, and the command's exit statuses are those it lists.
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "sinter/error.h"
#include "tests/tools/command_fixture.h"

namespace sinter::test {
namespace {

namespace fs = std::filesystem;

// Enumerators of ErrorCode as include/sinter/error.h lists them, in order.
std::vector<std::string> enumerators() {
  const std::string header = contents("include/sinter/error.h");
  const size_t begin = header.find("enum class ErrorCode {"), end = header.find("};", begin);
  std::vector<std::string> out;
  const std::string body = header.substr(begin, end - begin);
  const std::regex line("\n +(k\\w+),");
  for (std::sregex_iterator it(body.begin(), body.end(), line), none; it != none; ++it) out.push_back((*it)[1]);
  return out;
}

std::set<std::string> codes_in_source() {
  std::set<std::string> out;
  const std::regex use("ErrorCode::(k\\w+)");
  for (const char* folder : {"src", "include", "tools/sinter"})
    for (const auto& e : fs::recursive_directory_iterator(folder)) {
      if (e.path().extension() != ".cpp" && e.path().extension() != ".h") continue;
      if (holds(e.path().string(), "nvinfer")) continue;  // TensorRT's own codes
      const std::string text = contents(e.path().string());
      for (std::sregex_iterator it(text.begin(), text.end(), use), none; it != none; ++it) out.insert((*it)[1]);
    }
  return out;
}

TEST(ErrorsCatalogue, KnowsEveryCode) {
  const std::string doc = contents("docs/errors.md");
  const auto names = enumerators();
  ASSERT_GE(names.size(), 12u);
  std::map<std::string, std::string> spelling;
  for (size_t i = 0; i < names.size(); ++i) spelling[names[i]] = std::string(to_string(ErrorCode(i)));
  const auto used = codes_in_source();
  EXPECT_GE(used.size(), 10u);
  for (const auto& name : used) {
    ASSERT_TRUE(spelling.contains(name)) << name;
    const std::string& code = spelling[name];
    EXPECT_TRUE(holds(doc, "\n| `" + code + "` |")) << code << " is not in the table of codes";
    EXPECT_TRUE(holds(doc, "\n### `" + code + "`\n")) << code << " has no section";
    EXPECT_TRUE(holds(doc, "\n### `" + code + "`: messages\n")) << code << ": run tools/make_errors.py";
  }
  for (const char* status : {"\n| 0 |", "\n| 1 |", "\n| 2 |", "\n| 130 |", "\n| 143 |"})
    EXPECT_TRUE(holds(doc, status));
}

using ErrorsCatalogueCommand = CommandTest;

TEST_F(ErrorsCatalogueCommand, CodesOfFailures) {
  std::ofstream(path("broken.onnx")) << "no model";
  std::ofstream(path("broken.plan")) << "SINTERPLno plan";
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"build", "broken.onnx", "-q"}, "[invalid-model]"},
      {{"build", "nowhere.onnx", "-q"}, "[io]"},
      {{"run", "broken.plan"}, "[corrupt-file]"},
      {{"explain", model(), "nothing"}, "[invalid-argument]"},
      {{"compare", "nowhere.plan"}, "[io]"},
      {{"diagnose", "broken.plan"}, "[corrupt-file]"},
      {{"trace", "nowhere.plan"}, "[io]"},
      {{"run", "d.plan", "--shapes", "image:17x1x8x8", "-q"}, "[shape-mismatch]"}};
  build("d.plan", {"--max-shapes", "image:16x1x8x8"});
  for (const auto& [words, code] : cases) {
    const Finished f = sinter(words);
    EXPECT_EQ(f.status, 1) << words[0] << f.err;
    EXPECT_TRUE(f.err.ends_with(code + "\n")) << f.err;
    EXPECT_EQ(std::count(f.err.begin(), f.err.end(), '\n'), 1) << f.err;
  }
}

}  // namespace
}  // namespace sinter::test
