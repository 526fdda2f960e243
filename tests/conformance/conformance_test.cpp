// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Every op case on every backend with every tactic that supports it, through a written and re-read plan, with the
// passes on and off, against the reference meaning. Another tactic is reached by disabling those already seen.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>

#include "ir/interpret.h"
#include "sinter/error.h"
#include "support/op_cases.h"
#include "support/plan_runner.h"
#include "support/tolerance.h"

namespace sinter::test {
namespace {

std::vector<std::string> optional_passes() {
  std::vector<std::string> names;
  for (const auto& [name, doc] : list_passes()) names.push_back(name);
  return names;
}

class Conformance : public testing::TestWithParam<const char*> {
 protected:
  void compare(const OpCase& c, const PlanRun& run, const std::vector<HostTensor>& expected, const std::string& how) {
    try {
      const auto got = run_plan(run, c.inputs, 2);
      for (size_t i = 0; i < got.size(); ++i) {
        const std::string d = difference(got[i], expected[i], c.reduction);
        if (!d.empty()) ADD_FAILURE() << c.name << " output " << i << " (" << how << "): " << d;
      }
    } catch (const Error& e) {
      ADD_FAILURE() << c.name << " (" << how << "): " << e.what();
    }
  }

  // One build with all passes off (so that the op itself runs and is not folded), then others with ever fewer tactics.
  void check(const OpCase& c) {
    const auto g = c.build();
    const auto expected = interpret(*g, c.inputs);
    BuildOptions o = quick_options({GetParam()});
    o.disabled_passes = optional_passes();
    bool any = false;
    for (int round = 0; round < 16; ++round) {
      PlanRun run;
      try {
        run = build_graph(*g, o);
      } catch (const Error& e) {
        if (e.code() != ErrorCode::kUnsupported) ADD_FAILURE() << c.name << ": " << e.what();
        if (!any) unsupported_.insert(c.name + ": " + std::string(e.what()).substr(0, 300));
        break;
      }
      any = true;
      ++runs_;
      std::set<std::string> used;
      for (const auto& s : run.plan.steps)
        if (!s.tactic.empty()) used.insert(s.tactic);
      std::string how = GetParam();
      for (const auto& t : used) how += " " + t;
      compare(c, run, expected, how);
      tactics_.insert(used.begin(), used.end());
      const size_t before = o.disabled_tactics.size();
      o.disabled_tactics.insert(o.disabled_tactics.end(), used.begin(), used.end());
      if (o.disabled_tactics.size() == before) break;  // no step at all
    }
    record_support(*g, any);
    if (!any) return;
    o = quick_options({GetParam()});
    try {
      compare(c, build_graph(*g, o), expected, std::string(GetParam()) + ", optimised");
    } catch (const Error& e) {
      ADD_FAILURE() << c.name << " (optimised): " << e.what();
    }
  }

  // With SINTER_SUPPORT_TSV=file, what ran is written there; tools/make_support.py makes docs/support.md of it.
  void record_support(const Graph& g, bool runs) {
    const NodeId first = g.first();
    const auto& ins = g.inputs();
    if (first == kNoNode) return;
    const DataType t = innermost(g.value(ins.empty() ? g.outputs().at(0) : ins[0]).type).dtype;
    support_ += std::string(g.node(first).op.name()) + "\t" + std::string(to_string(t)) + "\t" + GetParam() + "\t" +
                (runs ? "yes" : "no") + "\n";
  }
  void TearDown() override {
    const char* path = std::getenv("SINTER_SUPPORT_TSV");
    if (!path || support_.empty()) return;
    std::ofstream(path, std::ios::app) << support_;
  }

  std::string support_;
  std::set<std::string> tactics_, unsupported_;
  int runs_ = 0;
};

TEST_P(Conformance, EveryCaseAndTactic) {
  for (const auto& c : all_op_cases()) check(c);
  std::string names;
  for (const auto& t : tactics_) names += " " + t;
  std::printf("%s: %d runs of %zu cases; tactics:%s\n", GetParam(), runs_, all_op_cases().size(), names.c_str());
  for (const auto& u : unsupported_) std::printf("%s does not support %s\n", GetParam(), u.c_str());
  EXPECT_GT(runs_, 0);
  // What no backend runs yet is listed in docs/support.md; nothing may silently join that list.
  for (const auto& u : unsupported_) EXPECT_TRUE(u.starts_with("If/") || u.starts_with("Loop/")) << u;
}

INSTANTIATE_TEST_SUITE_P(All, Conformance, testing::Values("reference", "cpu", "fake"));

}  // namespace
}  // namespace sinter::test
