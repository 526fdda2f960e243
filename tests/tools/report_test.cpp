// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The HTML report: well formed, self-contained, escaped, and drawn for thousands of steps.
#include "tools/sinter/report.h"

#include <gtest/gtest.h>

#include <chrono>
#include <set>

#include "tests/tools/command_fixture.h"
#include "tools/sinter/report_layout.h"

namespace sinter::test {
namespace {

// Every element closed in order; contents of style and script are text. Empty if all is well.
std::string markup_flaw(const std::string& page) {
  static const std::set<std::string> kVoid = {"meta", "input", "br", "!doctype"};
  std::vector<std::string> open;
  for (size_t at = 0; (at = page.find('<', at)) != std::string::npos;) {
    const size_t end = page.find('>', at);
    if (end == std::string::npos) return "a tag is not closed";
    std::string tag = page.substr(at + 1, end - at - 1);
    at = end + 1;
    const bool closing = tag.starts_with("/"), alone = tag.ends_with("/");
    std::string name = tag.substr(closing ? 1 : 0, tag.find_first_of(" />\n", closing ? 1 : 0) - (closing ? 1 : 0));
    for (char& c : name) c = char(std::tolower(static_cast<unsigned char>(c)));
    if (std::count(tag.begin(), tag.end(), '"') % 2) return "odd quotes in <" + tag + ">";
    if (kVoid.contains(name) || alone) continue;
    if (!closing) {
      open.push_back(name);
      if (name == "style" || name == "script") at = page.find("</" + name + ">", at);
      continue;
    }
    if (open.empty() || open.back() != name)
      return "</" + name + "> closes " + (open.empty() ? "nothing" : open.back());
    open.pop_back();
  }
  return open.empty() ? "" : "<" + open.back() + "> is not closed";
}

void expect_self_contained(std::string page) {
  for (size_t at; (at = page.find("http://www.w3.org/2000/svg")) != std::string::npos;) page.erase(at, 26);
  for (const char* link : {"http:", "https:", " src=", " href=", "@import", "url(", "fetch("})
    EXPECT_FALSE(holds(page, link)) << link;
}

using Report = CommandTest;

TEST_F(Report, OfAPlanWithTimes) {
  build("d.plan", {"--max-shapes", "image:16x1x8x8"});
  ASSERT_EQ(sinter({"inspect", "d.plan", "--html", "d.html", "--profile", "-q"}).status, 0);
  const std::string page = contents(path("d.html"));
  EXPECT_EQ(markup_flaw(page), "");
  expect_self_contained(page);
  for (const char* part : {"<svg id=\"graph\"", "Fusion:conv", "conv1, relu1", "class=\"memory\"", "class=\"alive\"",
                           "sum of step times", "prefers-color-scheme: dark", "class=\"fusions\"", "image"})
    EXPECT_TRUE(holds(page, part)) << part;
}

TEST_F(Report, OfAModel) {
  ASSERT_EQ(sinter({"inspect", model(), "--html", "m.html", "--backend", "reference", "-q"}).status, 0);
  EXPECT_EQ(markup_flaw(contents(path("m.html"))), "");
  EXPECT_EQ(sinter({"inspect", model(), "--html", "m.html", "--json"}).status, 2);
  EXPECT_EQ(sinter({"inspect", model(), "--profile"}).status, 2);
}

// A plan of n steps in a chain with a side branch every tenth; names try to break out.
cli::Json made_up_plan(int n) {
  cli::Json p = {{"model", "</title><script>alert(1)</script>"},
                 {"producer", "sinter"},
                 {"format", "0.1"},
                 {"options", "a=\"b\""},
                 {"targets", cli::Json::array()},
                 {"fusions", {"<b> + c"}},
                 {"bodies", cli::Json::array()}};
  p["memory"] = {{"arena", {{"host", 4096}}}, {"constants_bytes", 7}};
  const auto slot = [](const std::string& name, int first, int last) {
    return cli::Json{{"name", name},
                     {"dtype", "f32"},
                     {"shape", "[8]"},
                     {"class", "arena"},
                     {"memory", "host"},
                     {"base", nullptr},
                     {"offset", (first % 4) * 64},
                     {"bytes", 64},
                     {"first_step", first},
                     {"last_step", last}};
  };
  p["slots"].push_back(slot("in", 0, 0));
  p["bindings"].push_back({{"name", "in"},
                           {"kind", "input"},
                           {"dtype", "f32"},
                           {"shape", {-1}},
                           {"dim_names", {"N"}},
                           {"min", {1}},
                           {"opt", {2}},
                           {"max", {nullptr}},
                           {"memory", "host"},
                           {"slot", 0}});
  for (int i = 0; i < n; ++i) {
    p["slots"].push_back(slot("v" + std::to_string(i) + "<&>", i, std::min(i + 1, n - 1)));
    cli::Json inputs = {i};
    if (i > 20 && i % 10 == 0) inputs.push_back(i - 15);
    p["steps"].push_back({{"index", i},
                          {"name", "v<" + std::to_string(i)},
                          {"op", "Relu"},
                          {"backend", "cpu"},
                          {"tactic", "t"},
                          {"config", ""},
                          {"inputs", {"x"}},
                          {"outputs", {{{"name", "y"}, {"dtype", "f32"}, {"shape", "[8]"}}}},
                          {"workspace_bytes", 0},
                          {"sources", {"n'" + std::to_string(i)}},
                          {"kind", "kernel"},
                          {"input_slots", inputs},
                          {"output_slots", {i + 1}},
                          {"weight_bytes", 0}});
  }
  return p;
}

TEST(ReportPage, EscapesWhatModelsSay) {
  const std::string page = cli::html_report({made_up_plan(12), {}, ""});
  EXPECT_EQ(markup_flaw(page), "");
  EXPECT_FALSE(holds(page, "<script>alert"));
  EXPECT_EQ(cli::html("<a b=\"c\">&'\x1b"), "&lt;a b=&quot;c&quot;&gt;&amp;&#39;\\x1b");
}

TEST(ReportPage, ThousandsOfSteps) {
  const auto start = std::chrono::steady_clock::now();
  const std::string page = cli::html_report({made_up_plan(5000), {}, ""});
  EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), 20);
  EXPECT_EQ(markup_flaw(page), "");
  EXPECT_TRUE(holds(page, "step-4999"));
}

TEST(ReportLayout, NodesDoNotOverlapAndStandBelowTheirInputs) {
  std::vector<cli::LayoutEdge> edges;
  for (size_t i = 1; i < 60; ++i) edges.push_back({(i - 1) / 2, i, {}});
  for (size_t i = 10; i < 60; i += 7) edges.push_back({i - 9, i, {}});
  const cli::Layout l = cli::lay_out(60, edges);
  for (size_t a = 0; a < 60; ++a)
    for (size_t b = a + 1; b < 60; ++b)
      if (l.nodes[a].second == l.nodes[b].second) {
        EXPECT_GE(std::abs(l.nodes[a].first - l.nodes[b].first), cli::kNodeWidth) << a << " " << b;
      }
  for (const auto& e : edges) {
    EXPECT_LT(l.nodes[e.from].second, l.nodes[e.to].second);
    ASSERT_GE(e.points.size(), 2u);
  }
}

}  // namespace
}  // namespace sinter::test
