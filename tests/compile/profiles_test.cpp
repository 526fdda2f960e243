// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Several optimization profiles in one plan.
#include <gtest/gtest.h>

#include "plan/footprint.h"
#include "plan/plan_file.h"
#include "sinter/config.h"
#include "sinter/error.h"
#include "sinter/network.h"
#include "sinter/runtime.h"
#include "sinter/tools.h"
#include "support/plan_runner.h"

namespace sinter::test {
namespace {

// Batches of rows: y = softmax(x * x^T), so that memory grows with the square of both dims.
Network rows_network() {
  Network n("rows");
  const Tensor x = n.add_input("x", DataType::kFloat32, {-1, -1, 4}, {"N", "M", ""});
  const Tensor t = n.add1("Transpose", {x}, {{"perm", std::vector<int64_t>{0, 2, 1}}});
  const Tensor m = n.add1("MatMul", {x, t});
  n.mark_output(n.add1("Softmax", {n.add1("Exp", {m})}, {{"axis", -1}}), "y");
  return n;
}

OptimizationProfile rows_profile(const char* name, int64_t n, int64_t m) {
  return {name, {{"x", {{1, 1, 4}, {n, m, 4}, {n, m, 4}}}}, {}};
}

BuildOptions two_profiles(const char* backend) {
  BuildOptions o = quick_options({backend});
  o.profiles = {rows_profile("many", 64, 8), rows_profile("long", 1, 256)};
  return o;
}

HostArray rows_of(const Dims& dims) {
  HostArray x(DataType::kFloat32, dims);
  for (int64_t i = 0; i < x.count(); ++i) x.set(i, double((i * 7) % 11) / 11 - 0.4);
  return x;
}

HostArray run_rows(ExecutionContext& c, const Dims& dims) {
  c.set_input_value("x", rows_of(dims));
  c.run();
  return c.output_value("y");
}

std::string refused(ExecutionContext& c, const Dims& dims) {
  try {
    c.set_input_shape(0, dims);
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kShapeMismatch);
    return e.what();
  }
  return {};
}

class ProfilesOn : public testing::TestWithParam<const char*> {};

TEST_P(ProfilesOn, EachHasItsBoundsAndItsMemory) {
  const Network n = rows_network();
  BuildReport report;
  const auto bytes = build_plan(n, two_profiles(GetParam()), &report);
  const Engine engine = Engine::load(bytes);
  const Engine plain = Engine::load(build_plan(n, quick_options({GetParam()})));
  const auto profiles = engine.profiles();
  ASSERT_EQ(profiles.size(), 2u);
  EXPECT_EQ(profiles[0].name, "many");
  EXPECT_EQ(profiles[1].name, "long");
  EXPECT_EQ(profiles[1].max[0], (Dims{1, 256, 4}));

  ExecutionContext c = engine.create_context(), reference = plain.create_context();
  EXPECT_EQ(c.active_profile(), 0);
  const auto check = [&](const Dims& dims) {
    const HostArray got = run_rows(c, dims), want = run_rows(reference, dims);
    ASSERT_EQ(got.dims(), want.dims());
    for (int64_t i = 0; i < got.count(); ++i) ASSERT_NEAR(got.at(i), want.at(i), 1e-6) << i;
  };
  check({64, 8, 4});
  check({3, 5, 4});
  const std::string text = refused(c, {1, 256, 4});
  for (const char* part : {"between 1 and 8", "profile \"many\"", "\"long\"", "--use-profile"})
    EXPECT_NE(text.find(part), std::string::npos) << part << " in " << text;
  c.set_profile("long");
  EXPECT_FALSE(c.all_shapes_set() && c.shape(0) == (Dims{3, 5, 4}));  // 3 rows do not fit
  check({1, 256, 4});
  check({1, 7, 4});
  EXPECT_NE(refused(c, {2, 7, 4}), "");
  for (int i = 0; i < 3; ++i) {  // to and fro
    c.set_profile(i % 2);
    check(i % 2 ? Dims{1, 200, 4} : Dims{60, 6, 4});
  }
  EXPECT_THROW(c.set_profile(2), Error);
  EXPECT_THROW(c.set_profile(-1), Error);
  EXPECT_THROW(c.set_profile("short"), Error);

  EXPECT_EQ(engine.find_profile({{2, 8, 4}}), 0);
  EXPECT_EQ(engine.find_profile({{1, 100, 4}}), 1);
  EXPECT_EQ(engine.find_profile({{2, 100, 4}}), -1);
  EXPECT_EQ(engine.find_profile({{}}), 0);
  EXPECT_EQ(engine.find_profile({{-1, 100, 4}}), 1);

  // The union of both would be 64 x 256: a context takes what its profile needs.
  const plan::Plan p = plan::read_plan(bytes, nullptr);
  int64_t both = 0;
  for (int64_t b : p.arena_bytes) both += b;
  EXPECT_GE(both, 64 * 256 * 256 * 4);
  for (const auto& f : profiles) EXPECT_LT(f.arena_bytes, both / 8) << f.name;
  EXPECT_EQ(report.arena_bytes, std::max(profiles[0].arena_bytes, profiles[1].arena_bytes));
  ExecutionContext fresh = engine.create_context();
  EXPECT_LT(fresh.high_water(), both / 8);
  fresh.set_profile(1);
  run_rows(fresh, {1, 256, 4});
  EXPECT_LT(fresh.high_water(), both / 4);
}

TEST_P(ProfilesOn, BytesAreTheSameEachTime) {
  const Network n = rows_network();
  EXPECT_EQ(build_plan(n, two_profiles(GetParam())), build_plan(n, two_profiles(GetParam())));
}

INSTANTIATE_TEST_SUITE_P(Profiles, ProfilesOn, testing::Values("reference", "cpu", "fake"));

TEST(Profiles, TheDefaultOneComesFirst) {
  BuildOptions o = quick_options({"cpu"});
  o.shapes["x"] = {{2, 2, 4}, {2, 2, 4}, {2, 2, 4}};
  o.profiles = {rows_profile("many", 64, 8)};
  const Engine engine = Engine::load(build_plan(rows_network(), o));
  ASSERT_EQ(engine.profiles().size(), 2u);
  EXPECT_EQ(engine.profiles()[0].name, "default");
  ExecutionContext c = engine.create_context();
  EXPECT_NE(refused(c, {3, 2, 4}), "");
  run_rows(c, {2, 2, 4});
  c.set_profile("many");
  run_rows(c, {3, 2, 4});
  // One profile alone, by name, is as good as the default.
  o.shapes.clear();
  const Engine one = Engine::load(build_plan(rows_network(), o));
  ASSERT_EQ(one.profiles().size(), 1u);
  EXPECT_EQ(one.profiles()[0].name, "many");
}

TEST(Profiles, MeasuringSumsOverThem) {
  BuildOptions o = two_profiles("cpu");
  o.tactics = TacticSelection::kMeasure;
  BuildReport report;
  const Engine engine = Engine::load(build_plan(rows_network(), o, &report));
  ExecutionContext c = engine.create_context();
  run_rows(c, {64, 8, 4});
  EXPECT_GT(report.tactics_measured, 0);
}

TEST(Profiles, MistakesAreNamed) {
  const auto message = [](BuildOptions o) -> std::string {
    try {
      build_plan(rows_network(), o);
    } catch (const Error& e) {
      return e.what();
    }
    return "";
  };
  BuildOptions o = two_profiles("cpu");
  o.profiles[1].shapes["z"] = {};
  EXPECT_NE(message(o).find("profile \"long\""), std::string::npos) << message(o);
  o = two_profiles("cpu");
  o.profiles[1].name = "many";
  EXPECT_NE(message(o).find("two optimization profiles"), std::string::npos) << message(o);
  o.profiles[1].name = "";
  EXPECT_NE(message(o).find("has no name"), std::string::npos) << message(o);
}

TEST(Profiles, SurviveTheConfigurationFile) {
  BuildOptions o = two_profiles("cpu");
  o.profiles[1].values["k"] = {{-1}, {2}, {3}};
  const BuildOptions back = options_from_json(options_to_json(o));
  ASSERT_EQ(back.profiles.size(), 2u);
  EXPECT_EQ(back.profiles[1].name, "long");
  EXPECT_EQ(back.profiles[1].shapes.at("x").max, (Dims{1, 256, 4}));
  EXPECT_EQ(back.profiles[1].values.at("k").min, (Dims{-1}));
  EXPECT_EQ(options_to_json(back), options_to_json(o));
  EXPECT_THROW(options_from_json(R"({"profiles": [{"nam": "a"}]})"), Error);
  EXPECT_THROW(options_from_json(R"({"profiles": {"name": "a"}})"), Error);
}

// Every way in which the places of a profile can be wrong in a file.
TEST(Profiles, DamagedPlacesAreRefused) {
  const auto bytes = build_plan(rows_network(), two_profiles("cpu"));
  const plan::Plan good = plan::read_plan(bytes, nullptr);
  ASSERT_FALSE(good.profiles[0].arena_bytes.empty());
  size_t slot = 0;
  while (good.slots[slot].cls != plan::SlotClass::kArena || good.slots[slot].base != plan::kNone) ++slot;
  const auto spoiled = [&](auto spoil) {
    plan::Plan p = plan::read_plan(bytes, nullptr);
    spoil(p.profiles[0]);
    EXPECT_THROW(plan::check_plan(p), Error);
  };
  spoiled([](plan::Profile& f) { f.arena_bytes.pop_back(); });
  spoiled([](plan::Profile& f) { f.arena_bytes[0] = -1; });
  spoiled([](plan::Profile& f) { f.offsets.pop_back(); });
  spoiled([](plan::Profile& f) { f.bytes.clear(); });
  spoiled([&](plan::Profile& f) { f.offsets[slot] = 1; });
  spoiled([&](plan::Profile& f) { f.offsets[slot] = f.arena_bytes[0] + 64; });
  spoiled([&](plan::Profile& f) { f.offsets[slot] = INT64_MAX - 63; });
  spoiled([&](plan::Profile& f) { f.bytes[slot] = INT64_MAX; });
}

TEST(Workspace, TheCapIsHonoured) {
  // A convolution whose matrix form wants scratch memory: with no room for it, another tactic runs.
  Network n("conv");
  const Tensor x = n.add_input("x", DataType::kFloat32, {1, 8, 40, 40});
  std::vector<float> w(16 * 8 * 25, 0.01f);
  const Tensor k = n.add_constant(DataType::kFloat32, {16, 8, 5, 5}, std::as_bytes(std::span(w)));
  n.mark_output(n.add1("Convolution", {x, k}), "y");
  for (const auto tactics : {TacticSelection::kHeuristic, TacticSelection::kMeasure}) {
    BuildOptions o = quick_options({"cpu"});
    o.tactics = tactics;
    const auto workspaces = [&](int64_t limit) {
      o.workspace_limit = limit;
      const auto bytes = build_plan(n, o);  // the one step's is what its engine reserves
      return Engine::load(bytes).arena_bytes() - plan::footprint_bytes(plan::read_plan(bytes, nullptr));
    };
    const int64_t free = workspaces(int64_t{1} << 30);
    EXPECT_GT(free, 0);
    EXPECT_LT(workspaces(free - 64), free);  // in steps of 64 bytes
    EXPECT_EQ(workspaces(0), 0);
    o.disabled_tactics = {"conv.direct"};
    try {
      workspaces(0);
      FAIL() << "no tactic without workspace is left";
    } catch (const Error& e) {
      EXPECT_NE(std::string(e.what()).find("workspace"), std::string::npos) << e.what();
    }
  }
}

// The remedy can be copied.
TEST(Profiles, BoundsOfAFixedDimTellHowToMakeItDynamic) {
  Network n("fixed");
  n.mark_output(n.add1("Exp", {n.add_input("x", DataType::kFloat32, {64, 4})}), "y");
  BuildOptions o = quick_options({"reference"});
  o.shapes["x"] = {{2, 4}, {2, 4}, {2, 4}};
  try {
    build_plan(n, o);
    ADD_FAILURE() << "it was built";
  } catch (const Error& e) {
    EXPECT_NE(std::string_view(e.what()).find("--inputs x:-1x4 (ParseOptions::inputs)"), std::string_view::npos)
        << e.what();
  }
}

}  // namespace
}  // namespace sinter::test
