// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// New weights in an old plan give the bytes of a fresh build; plans are made again for another machine.
#include "sinter/refit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "api/network_impl.h"
#include "ir/constant.h"
#include "ir/graph.h"
#include "plan/plan_file.h"
#include "sinter/error.h"
#include "sinter/parsers.h"
#include "sinter/tools.h"

namespace sinter::test {
namespace {

BuildOptions portable_options() {
  BuildOptions o;
  o.tactics = TacticSelection::kHeuristic;
  o.timing_cache = "none";
  o.threads = 2;
  o.portable = true;
  return o;
}

// Every float weight becomes another one; signs stay (variances must). Not single numbers, such as the 1 and the lowest
// float of masks: passes look for those.
void change_weights(Network& network) {
  Graph& g = *network.impl().graph;
  int k = 0;
  for (NodeId id : g.order()) {
    const auto* c = g.node(id).op.as<Constant>();
    if (!c || !is_float(c->value.dtype()) || c->value.count() < 2) continue;
    auto values = c->value.to_doubles();
    for (size_t i = 0; i < values.size(); ++i) values[i] *= 1.0 + 0.01 * double((i * 7 + size_t(k)) % 13 + 1);
    ++k;
    const Weights old = c->value;
    g.node(id).op = Constant{Weights::of_doubles(old.dtype(), old.dims(), values)};
  }
  ASSERT_GT(k, 0);
}

Network changed(const std::string& path) {
  Network n = parse_onnx(path);
  change_weights(n);
  return n;
}

template <class F>
std::string error_of(F f) {
  try {
    f();
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

// A context with inputs.
ExecutionContext ready(const Engine& engine) {
  ExecutionContext c = engine.create_context();
  for (size_t i = 0; i < engine.num_inputs(); ++i) {
    Dims dims = engine.bindings()[i].min;
    HostArray a(engine.bindings()[i].dtype, dims);
    for (int64_t k = 0; k < a.count(); ++k) a.set(k, double(k % 5) * 0.25);
    c.set_input_value(int(i), a);
  }
  return c;
}

HostArray run(const Engine& engine) {
  ExecutionContext c = ready(engine);
  c.run();
  return c.output_value(int(engine.num_inputs()));
}

bool same(const HostArray& a, const HostArray& b) {
  return a.dims() == b.dims() && std::memcmp(a.data(), b.data(), size_t(a.bytes())) == 0;
}

class Refits : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Models, Refits,
                         testing::Values("examples/digits/digits.onnx", "tests/data/exported/resnet18_torchscript.onnx",
                                         "tests/data/exported/mobilenet_v2_dynamo.onnx",
                                         "tests/data/exported/bert_eager_torchscript.onnx",
                                         "tests/data/exported/gpt2_dynamo.onnx",
                                         "tests/data/exported/yolo_torchscript.onnx",
                                         "tests/data/exported/recurrent_torchscript.onnx"));

TEST_P(Refits, AllWeightsChangedGiveTheBytesOfAFreshBuild) {
  const auto old_plan = build_plan(parse_onnx(GetParam()), portable_options());
  const Network network = changed(GetParam());
  const auto fresh = build_plan(network, portable_options());
  ASSERT_NE(old_plan, fresh);
  Refitter refitter(old_plan);
  EXPECT_EQ(refitter.missing().size(), refitter.weights().size());
  EXPECT_EQ(refitter.refit(2), old_plan);  // nothing set: the same plan
  refitter.set_all(network);
  EXPECT_TRUE(refitter.missing().empty());
  EXPECT_TRUE(refitter.refit(2) == fresh);
  EXPECT_TRUE(refitter.refit(1) == fresh);  // as often as wanted
  Engine engine = Engine::load(old_plan, {.threads = 2});
  if (!is_float(engine.bindings()[0].dtype)) return;  // made-up tokens and masks fit no model
  const HostArray before = run(engine);
  ExecutionContext old_context = engine.create_context();
  refitter.refit(engine);
  EXPECT_FALSE(same(run(engine), before));
  EXPECT_TRUE(same(run(engine), run(Engine::load(fresh, {.threads = 2}))));
}

// A Refitter works in the memory of earlier times: never in what an engine or a context still reads.
TEST(Refit, OldContextsKeepTheirWeights) {
  const char* path = "tests/data/exported/resnet18_torchscript.onnx";
  const Network first = parse_onnx(path), second = changed(path);
  Engine engine = Engine::load(build_plan(first, portable_options()), {.threads = 2});
  const HostArray of_first = run(engine);
  Refitter refitter(engine);
  std::vector<std::pair<ExecutionContext, HostArray>> kept;
  for (int i = 0; i < 5; ++i) {
    refitter.set_all(i % 2 ? first : second);
    refitter.refit(engine);
    const HostArray y = run(engine);
    EXPECT_EQ(same(y, of_first), i % 2 == 1);
    if (i < 3) kept.emplace_back(ready(engine), y);
    for (auto& [context, result] : kept) {
      context.run();
      EXPECT_TRUE(same(context.output_value(1), result)) << i;
    }
    if (i == 3) kept.pop_back();
  }
}

TEST(Refit, SetsSingleWeightsByName) {
  Network net;
  const Tensor x = net.add_input("x", DataType::kFloat32, {2});
  const float w[2] = {1, 2}, more[2] = {10, 20};
  const Tensor weight = net.add_constant(DataType::kFloat32, {2}, std::as_bytes(std::span(w)), "scale");
  net.mark_output(net.add1("Mul", {x, weight}), "y");
  const auto plan = build_plan(net, portable_options());
  Refitter refitter(plan);
  ASSERT_EQ(refitter.weights().size(), 1u);
  EXPECT_EQ(refitter.weights()[0].name, "scale");
  EXPECT_EQ(refitter.weights()[0].dims, (Dims{2}));
  EXPECT_NE(error_of([&] { refitter.set("scael", std::as_bytes(std::span(more))); }).find("\"scale\""),
            std::string::npos);
  EXPECT_NE(error_of([&] { refitter.set("scale", std::as_bytes(std::span(more)).first(4)); }).find("4 bytes"),
            std::string::npos);
  EXPECT_NE(error_of([&] { refitter.set("scale", HostArray(DataType::kFloat64, {2})); }).find("f64"),
            std::string::npos);
  EXPECT_NE(error_of([&] { refitter.set("scale", HostArray(DataType::kFloat32, {3})); }).find("f32[3]"),
            std::string::npos);
  EXPECT_EQ(refitter.missing(), std::vector<std::string>{"scale"});
  refitter.set("scale", std::as_bytes(std::span(more)));
  const Engine engine = Engine::load(refitter.refit());
  const HostArray y = run(engine);  // of 0, 0.25
  EXPECT_EQ(y.at(1), 5.0);
}

TEST(Refit, NeedsAPlanWithItsNetwork) {
  BuildOptions o = portable_options();
  o.portable = false;
  const auto plan = build_plan(parse_onnx("examples/digits/digits.onnx"), o);
  EXPECT_NE(error_of([&] { Refitter r(plan); }).find("--portable"), std::string::npos);
}

TEST(Refit, RefusesOtherModels) {
  Refitter refitter(build_plan(parse_onnx("examples/digits/digits.onnx"), portable_options()));
  EXPECT_NE(error_of([&] {
              refitter.set_all(parse_onnx("tests/data/exported/resnet18_torchscript.onnx"));
            }).find("the new model"),
            std::string::npos);
  EXPECT_EQ(refitter.missing().size(), refitter.weights().size());  // nothing was taken
}

// Weights of ones let a pass leave the product out: another plan.
TEST(Refit, RefusesWeightsThatLeadToOtherSteps) {
  Network net;
  const Tensor x = net.add_input("x", DataType::kFloat32, {2});
  const float w[2] = {1, 2}, ones[2] = {1, 1};
  const Tensor weight = net.add_constant(DataType::kFloat32, {2}, std::as_bytes(std::span(w)), "scale");
  net.mark_output(net.add1("Mul", {net.add1("Softmax", {x}, {{"axis", 0}}), weight}), "y");
  Refitter refitter(build_plan(net, portable_options()));
  refitter.set("scale", std::as_bytes(std::span(ones)));
  const std::string error = error_of([&] { refitter.refit(); });
  EXPECT_TRUE(error == "no error" || error.find("uild the plan again") != std::string::npos) << error;
}

TEST(Relower, MakesAPlanOfAnotherMachineRunHere) {
  const auto here = build_plan(parse_onnx("examples/digits/digits.onnx"), portable_options());
  auto copy = std::make_shared<std::vector<std::byte>>(here);
  plan::Plan p = plan::read_plan(*copy, copy);
  p.targets[0].fingerprint = "another machine";
  const auto foreign = plan::write_plan(p);
  const std::string refused = error_of([&] { Engine::load(foreign); });
  EXPECT_NE(refused.find("another machine"), std::string::npos) << refused;
  const EngineOptions options{.threads = 2, .relower = relower};
  EXPECT_TRUE(same(run(Engine::load(foreign, options)), run(Engine::load(here, {.threads = 2}))));
  EXPECT_EQ(relower(foreign), here);
  const auto [network, kept] = portable_network(foreign);
  EXPECT_EQ(kept.tactics, TacticSelection::kHeuristic);
  EXPECT_EQ(network.outputs().size(), 1u);
}

TEST(Relower, NeedsTheNetworkInThePlan) {
  BuildOptions o = portable_options();
  o.portable = false;
  const auto plan = build_plan(parse_onnx("examples/digits/digits.onnx"), o);
  auto copy = std::make_shared<std::vector<std::byte>>(plan);
  plan::Plan p = plan::read_plan(*copy, copy);
  p.targets[0].fingerprint = "another machine";
  const auto foreign = plan::write_plan(p);
  EXPECT_NE(error_of([&] { Engine::load(foreign, {.relower = relower}); }).find("--portable"), std::string::npos);
}

}  // namespace
}  // namespace sinter::test
