// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/inspect.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "plan/plan_file.h"
#include "small_plan.h"

namespace sinter::plan {
namespace {

using Json = nlohmann::ordered_json;

// Keys are only ever added: what is expected must be there.
void expect_part(const Json& got, const Json& want) {
  if (want.is_object()) {
    for (const auto& [key, value] : want.items()) {
      ASSERT_TRUE(got.contains(key)) << key;
      expect_part(got[key], value);
    }
  } else if (want.is_array()) {
    ASSERT_EQ(got.size(), want.size());
    for (size_t i = 0; i < want.size(); ++i) expect_part(got[i], want[i]);
  } else {
    EXPECT_EQ(got, want);
  }
}

TEST(Inspect, JsonHasItsKeysInOrder) {
  const Json j = Json::parse(inspect_json(test::small_plan()));
  std::vector<std::string> keys;
  for (const auto& [key, value] : j.items()) keys.push_back(key);
  EXPECT_EQ(keys, (std::vector<std::string>{"model", "producer", "format", "features", "targets", "bindings", "steps",
                                            "memory", "profiles", "fusions", "options", "slots", "bodies"}));
  EXPECT_EQ(j["model"], "small");
  EXPECT_EQ(j["format"], "0.2");
  EXPECT_EQ(j["targets"][0]["backend"], "cpu");
  EXPECT_EQ(j["memory"]["arena"]["host"], 256);
  EXPECT_EQ(j["memory"]["constants_bytes"], 40);
  EXPECT_EQ(j["memory"]["peak_bytes"], 256 + 40);
  EXPECT_TRUE(j["memory"]["peak_is_known"]);
  expect_part(j["profiles"][0], Json::parse(R"({"arena_bytes":256,"inputs":{"x":{"min":[1,4],"max":[null,4]}}})"));
  EXPECT_EQ(j["fusions"][0], "fc1 + relu1 -> Fusion:matmul");
  const Json more = Json::parse(inspect_json(test::small_plan(), {{192}, {}}));  // with an engine's scratch memory
  EXPECT_EQ(more["memory"]["peak_bytes"], 256 + 40 + 192);
  EXPECT_EQ(more["memory"]["workspace_bytes"], 192);
  EXPECT_EQ(more["profiles"][0]["arena_bytes"], 256 + 192);
}

TEST(Inspect, JsonOfBindings) {
  const Json j = Json::parse(inspect_json(test::small_plan()))["bindings"];
  expect_part(j[0], Json::parse(R"({"name":"x","kind":"input","dtype":"f32","shape":[-1,4],"dim_names":["N",""],
                                  "min":[1,4],"opt":[4,4],"max":[null,4],"memory":"host","slot":0})"));
  EXPECT_EQ(j[1]["kind"], "output");
  EXPECT_TRUE(j[1]["max"].is_null());
}

TEST(Inspect, JsonOfSteps) {
  const Json j = Json::parse(inspect_json(test::small_plan(), {{192}, {{128, 0, 0, 0}}}))["steps"];
  ASSERT_EQ(j.size(), 4u);
  EXPECT_EQ(j[0]["kind"], "kernel");
  EXPECT_EQ(j[0]["input_slots"].size(), 3u);
  EXPECT_TRUE(j[0]["input_slots"][2].is_null());
  expect_part(j[0], Json::parse(R"({"index":0,"name":"h","op":"MatMul","backend":"cpu","tactic":"gemm","config":"mr6",
                                  "inputs":["x","w",null],"outputs":[{"name":"h","dtype":"f32","shape":"[N,2]"}],
                                  "workspace_bytes":128,"sources":["fc1","relu1"]})"));
  EXPECT_EQ(j[1]["outputs"][0]["shape"], "[n.z]");
}

TEST(Inspect, JsonOfSlots) {
  const Plan p = test::small_plan();
  const Json j = Json::parse(inspect_json(p));
  ASSERT_EQ(j["slots"].size(), p.slots.size());
  for (size_t i = 0; i < p.slots.size(); ++i) {
    EXPECT_EQ(j["slots"][i]["name"], p.slots[i].name);
    EXPECT_EQ(j["slots"][i]["first_step"], p.slots[i].first_step);
  }
  for (const auto& s : j["steps"])
    for (const auto& x : s["output_slots"]) EXPECT_TRUE(x.is_null() || x.get<size_t>() < p.slots.size());
}

TEST(Inspect, NamesThatAreNotUtf8DoNotBreakJson) {
  Plan p = test::small_plan();
  p.model_name = "\xff\xfe";
  EXPECT_FALSE(Json::parse(inspect_json(p))["model"].get<std::string>().empty());
}

TEST(Inspect, ExpressionsWithoutNamesAreSpelledOut) {
  Plan p = test::small_plan();
  EXPECT_EQ(dim_text(p, 3), "N*2");
  p.shapes.names.clear();
  EXPECT_EQ(dim_text(p, 3), "N*2");
  EXPECT_EQ(dim_text(p, 4), "?");
  EXPECT_EQ(shape_text(p, 2), "[N,2]");
}

TEST(Inspect, LongExpressionsAreCut) {
  Plan p = test::small_plan();
  p.shapes.names.clear();
  for (int64_t i = 5; i < 60; ++i) p.shapes.code.push_back({ShapeInstr::Op::kAdd, i - 1, i - 1});
  EXPECT_LT(dim_text(p, 59).size(), 2000u);
}

TEST(Inspect, TextShowsStepsAndTotals) {
  const std::string text = inspect_text(test::small_plan(), {{192}, {{128, 0, 0, 0}}});
  for (const char* part : {"small", "sinter test", "format 0.2", "x86-64 avx2", "gemm(mr6)", "f32[N,2]", "fc1, relu1",
                           "256 bytes of host", "192 bytes of workspace", "dim 0: 1..4..*", "40 bytes of constants"})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
}

}  // namespace
}  // namespace sinter::plan
