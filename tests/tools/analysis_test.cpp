// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// explain, compare, diagnose and trace as a user runs them.
#include <map>

#include "tests/tools/command_fixture.h"

namespace sinter::test {
namespace {

using Explain = CommandTest;
using Compare = CommandTest;
using Diagnose = CommandTest;
using Trace = CommandTest;

TEST_F(Explain, FusedNodeOfAModel) {
  const Finished f = sinter({"explain", model(), "conv1", "--json"});
  ASSERT_EQ(f.status, 0) << f.err;
  const CommandJson j = CommandJson::parse(f.out);
  EXPECT_TRUE(holds(j["fate"], "fused with 1 other node")) << j["fate"];
  EXPECT_EQ(j["history"][0], "fuse_conv: conv1 + relu1 -> Fusion:conv");
  ASSERT_EQ(j["steps"].size(), 1u);
  const CommandJson& s = j["steps"][0];
  EXPECT_EQ(s["sources"], CommandJson({"conv1", "relu1"}));
  EXPECT_EQ(s["parts"], CommandJson({"Convolution from conv1", "Relu from relu1"}));
  EXPECT_EQ(s["backend"], "cpu");
  bool pooling = false;
  for (const auto& n : s["neighbours"])
    pooling = pooling || (n["behind"] == true && holds(n["why_apart"], "element by"));
  EXPECT_TRUE(pooling) << s["neighbours"];
  int chosen = 0, measured = 0, refused = 0, reference = 0;
  for (const auto& c : s["candidates"]) {
    chosen += c["chosen"] == true;
    measured += c["ms"].is_number();
    refused += c["supported"] == false && !c["reason"].get<std::string>().empty();
    reference += c["backend"] == "reference";
  }
  EXPECT_EQ(chosen, 1);
  EXPECT_GE(measured, 2);
  EXPECT_GE(refused, 1);
  EXPECT_EQ(reference, 1);
}

TEST_F(Explain, FateOfOthers) {
  EXPECT_TRUE(holds(sinter({"explain", model(), "image"}).out, "It is an input of the network"));
  EXPECT_TRUE(holds(sinter({"explain", model(), "flatten"}).out, "flatten: "));
  const Finished f = sinter({"explain", model(), "conv11"});
  EXPECT_EQ(f.status, 1);
  EXPECT_TRUE(holds(f.err, "Did you mean \"conv1\"?")) << f.err;
  EXPECT_TRUE(
      holds(sinter({"explain", model(), "relu1", "--disable", "fuse_conv"}).out, "the pass fuse_conv is disabled"));
}

TEST_F(Explain, StepOfAPlan) {
  build("d.plan");
  const Finished f = sinter({"explain", "d.plan", "relu2", "--json"});
  ASSERT_EQ(f.status, 0) << f.err;
  const CommandJson j = CommandJson::parse(f.out);
  ASSERT_EQ(j["steps"].size(), 1u);
  EXPECT_EQ(j["steps"][0]["op"], "Fusion:conv");
  EXPECT_GT(j["steps"][0]["weight_bytes"].get<int64_t>(), 0);
  EXPECT_FALSE(j["steps"][0]["candidates"].empty());
  build("p.plan", {"--portable"});
  const Finished p = sinter({"explain", "p.plan", "conv2", "--json"});
  ASSERT_EQ(p.status, 0) << p.err;
  EXPECT_FALSE(CommandJson::parse(p.out)["history"].empty());  // the original network is in it
}

TEST_F(Compare, BackendsAgree) {
  const Finished f = sinter({"compare", model(), "--backend", "cpu", "--against", "reference", "--json"});
  ASSERT_EQ(f.status, 0) << f.err;
  const CommandJson j = CommandJson::parse(f.out);
  ASSERT_EQ(j["values"].size(), 1u);
  EXPECT_EQ(j["values"][0]["name"], "probabilities");
  EXPECT_LT(j["values"][0]["norm"].get<double>(), 1e-5);
  EXPECT_LT(j["values"][0]["worst"].get<double>(), 1e-5);
}

TEST_F(Compare, FailAboveSetsTheStatus) {
  write_spoiled_model("spoiled.onnx");
  ASSERT_EQ(sinter({"build", "spoiled.onnx", "-o", "s.plan", "--tactics", "heuristic", "-q"}).status, 0);
  const std::vector<std::string> words = {"compare", "s.plan", model(), "--fail-above", "1e-4"};
  const Finished f = sinter(words);
  EXPECT_EQ(f.status, 1) << f.out << f.err;
  EXPECT_TRUE(holds(f.out, "! probabilities")) << f.out;
  EXPECT_EQ(sinter({"compare", model(), "--fail-above", "1e-4"}).status, 0);
  EXPECT_EQ(sinter({"compare", "s.plan", "s.plan", "--fail-above", "0"}).status, 0);
  EXPECT_EQ(sinter({"compare", "s.plan", "s.plan", "--backend", "cpu"}).status, 2);
}

TEST_F(Compare, AllLooksInside) {
  const Finished f = sinter({"compare", model(), "--all", "--json"});
  ASSERT_EQ(f.status, 0) << f.err;
  std::map<std::string, CommandJson> by_name;
  const CommandJson all = CommandJson::parse(f.out);
  for (const auto& v : all["values"]) by_name[v["name"]] = v;
  for (const char* name : {"conv1", "relu1", "pool2", "fc1", "probabilities"}) {
    ASSERT_TRUE(by_name.contains(name)) << name;
    EXPECT_LT(by_name[name]["norm"].get<double>(), 1e-5) << name;
  }
  build("d.plan");  // of a plan: what its steps write
  const Finished p = sinter({"compare", "d.plan", model(), "--all", "--json"});
  ASSERT_EQ(p.status, 0) << p.err;
  const CommandJson values = CommandJson::parse(p.out)["values"];
  EXPECT_GE(values.size(), 5u);
  EXPECT_LT(values.size(), by_name.size());
}

TEST_F(Diagnose, GoodEngine) {
  const Finished f = sinter({"diagnose", model(), "--tactics", "heuristic", "--json"});
  ASSERT_EQ(f.status, 0) << f.out << f.err;
  const CommandJson j = CommandJson::parse(f.out);
  EXPECT_EQ(j["good"], true);
  EXPECT_GE(j["values_compared"].get<int>(), 5);
  EXPECT_TRUE(j["first"].is_null());
}

TEST_F(Diagnose, NamesTheFirstWrongNode) {
  write_spoiled_model("spoiled.onnx");
  ASSERT_EQ(sinter({"build", "spoiled.onnx", "-o", "s.plan", "--tactics", "heuristic", "-q"}).status, 0);
  const Finished f = sinter({"diagnose", "s.plan", "--model", model(), "--all", "--json"});
  ASSERT_EQ(f.status, 1) << f.out << f.err;
  const CommandJson j = CommandJson::parse(f.out);
  EXPECT_EQ(j["first"]["sources"], CommandJson({"conv2", "relu2"})) << j["first"];
  ASSERT_EQ(j["culprits"].size(), 1u) << j["culprits"];  // the steps behind it only pass on what came in
  EXPECT_EQ(j["culprits"][0]["sources"], CommandJson({"conv2", "relu2"}));
  EXPECT_TRUE(holds(j["culprits"][0]["suspicion"], "far beyond rounding")) << j["culprits"][0]["suspicion"];
  EXPECT_TRUE(holds(sinter({"diagnose", "s.plan", "--model", model()}).out, "from conv2, relu2"));
}

TEST_F(Diagnose, PlanNeedsItsModel) {
  build("d.plan");
  const Finished f = sinter({"diagnose", "d.plan"});
  EXPECT_EQ(f.status, 1);
  EXPECT_TRUE(holds(f.err, "--model")) << f.err;
  build("p.plan", {"--portable"});
  EXPECT_EQ(sinter({"diagnose", "p.plan"}).status, 0);
}

// Begins of events never go back, and the steps of a track do not overlap.
void check_trace(const std::string& text, size_t runs) {
  const CommandJson j = CommandJson::parse(text);
  double last = 0;
  std::map<int, double> ends;
  std::map<std::string, int> kinds;
  int processes = 0;
  for (const auto& e : j["traceEvents"]) {
    if (e["ph"] == "M") {
      processes += e["name"] == "process_name";
      continue;
    }
    ASSERT_EQ(e["ph"], "X");
    const double ts = e["ts"], duration = e["dur"];
    EXPECT_GE(ts, last);
    EXPECT_GE(duration, 0);
    last = ts;
    if (e["tid"] == 1) {
      EXPECT_GE(ts + 1e-6, ends[1]) << e;
      ends[1] = ts + duration;
    }
    ++kinds[e["cat"]];
  }
  EXPECT_EQ(processes, 1);
  EXPECT_EQ(kinds["enqueue"] % int(runs), 0);
  EXPECT_GE(kinds["kernel"] + kinds["host call"], int(runs) * 5);
}

TEST_F(Trace, CommandAndFlag) {
  build("d.plan");
  ASSERT_EQ(sinter({"trace", "d.plan", "-o", "t.json", "--runs", "2", "-q"}).status, 0);
  check_trace(contents(path("t.json")), 2);
  ASSERT_EQ(sinter({"run", "d.plan", "--trace", "r.json", "-q"}).status, 0);
  check_trace(contents(path("r.json")), 1);
  ASSERT_EQ(sinter({"bench", "d.plan", "--iterations", "1", "--trace", "b.json", "-q"}).status, 0);
  check_trace(contents(path("b.json")), 3);
}

TEST_F(Trace, DeviceShowsCopiesAndHostCalls) {
  const Finished f = sinter({"trace", model(), "-o", "t.json", "--backend", "fake,reference", "-q"});
  ASSERT_EQ(f.status, 0) << f.err;
  check_trace(contents(path("t.json")), 3);
  EXPECT_TRUE(holds(contents(path("t.json")), "\"cat\":\"copy\""));
}

}  // namespace
}  // namespace sinter::test
