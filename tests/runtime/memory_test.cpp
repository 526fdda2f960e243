// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Memory and lives, on networks as exporters write them: what the plan predicts is what a context takes; memory of the
// caller; threads with a context each; destruction in any order.
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <map>
#include <thread>

#include "api/network_impl.h"
#include "base/allocator.h"
#include "ir/print.h"
#include "ops/op_list.h"
#include "sinter/builder.h"
#include "sinter/error.h"
#include "sinter/parsers.h"
#include "sinter/runtime.h"
#include "sinter/tools.h"

namespace sinter::test {
namespace {

constexpr int kMostDim = 2;  // what dynamic dims get

std::string model_path(const std::string& name) {
  return name == "digits" ? "examples/digits/digits.onnx" : "tests/data/exported/" + name + ".onnx";
}

BuildOptions heuristic(std::vector<std::string> backends = {"cpu"}) {
  BuildOptions o;
  o.backends = std::move(backends);
  o.tactics = TacticSelection::kHeuristic;
  o.timing_cache = "none";
  o.threads = 2;
  return o;
}

// Dynamic dims between 1 and kMostDim, or as large as the sequences that the exported models were made with.
BuildOptions bounded(const Network& network, std::vector<std::string> backends = {"cpu"}) {
  BuildOptions o = heuristic(std::move(backends));
  for (const Tensor& t : network.inputs()) {
    ShapeRange r;
    for (int64_t d : t.dims()) {
      r.min.push_back(d < 0 ? 1 : d);
      r.max.push_back(d < 0 ? kMostDim : d);
    }
    r.opt = r.max;
    o.shapes[t.name()] = r;
  }
  return o;
}

HostArray filled(DataType dtype, const Dims& dims, uint32_t seed) {
  HostArray a(dtype, dims);
  uint32_t s = seed * 2654435761u + 1;
  for (int64_t i = 0; i < a.count(); ++i) {
    s = s * 1664525u + 1013904223u;
    a.set(i, is_float(dtype) ? double(s >> 8) / double(1 << 23) - 1 : double(s >> 31));
  }
  return a;
}

std::vector<HostArray> outputs_of(const Engine& engine, ExecutionContext& context, uint32_t seed) {
  std::vector<HostArray> out;
  for (size_t i = 0; i < engine.bindings().size(); ++i) {
    const BindingInfo& b = engine.bindings()[i];
    if (b.is_input) context.set_input_value(int(i), filled(b.dtype, b.max, seed + uint32_t(i)));
  }
  context.run();
  for (size_t i = engine.num_inputs(); i < engine.bindings().size(); ++i) out.push_back(context.output_value(int(i)));
  return out;
}

bool same(const std::vector<HostArray>& a, const std::vector<HostArray>& b) {
  for (size_t i = 0; i < a.size(); ++i)
    if (a[i].dims() != b[i].dims() || std::memcmp(a[i].data(), b[i].data(), size_t(a[i].bytes())) != 0) return false;
  return a.size() == b.size();
}

class RealModels : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(All, RealModels,
                         testing::Values("digits", "resnet18_torchscript", "mobilenet_v2_torchscript",
                                         "yolo_torchscript", "bert_eager_torchscript", "bert_eager_dynamo",
                                         "vit_torchscript", "recurrent_torchscript",
                                         "resnet18_dynamo", "vit_dynamo", "yolo_dynamo"));

TEST_P(RealModels, HighWaterIsWithinTwoPercentOfThePrediction) {
  const Network network = parse_onnx(model_path(GetParam()));
  for (const char* backend : {"cpu", "fake"}) {
    const Engine engine = Engine::load(build_plan(network, bounded(network, {backend})), {.threads = 2});
    ExecutionContext context = engine.create_context();
    if (std::string(backend) == "cpu") {
      outputs_of(engine, context, 1);
    } else {
      for (size_t i = 0; i < engine.num_inputs(); ++i) context.set_input_shape(int(i), engine.bindings()[i].max);
      std::vector<HostArray> memory;
      for (size_t i = 0; i < engine.bindings().size(); ++i) {
        memory.emplace_back(engine.bindings()[i].dtype, context.shape(int(i)));
        context.set_address(int(i), memory.back().data());
      }
      context.run();
    }
    const double predicted = double(engine.arena_bytes()), measured = double(context.high_water());
    EXPECT_GT(measured, 0);
    EXPECT_LE(std::abs(measured - predicted), std::max(0.02 * predicted, double(1 << 20)))
        << backend << ": predicted " << predicted << ", measured " << measured;
  }
}

// Scratch memory, a part per thread in many kernels, is reserved by contexts: it stands in no plan.
TEST_P(RealModels, PlansAreTheSameForAnyNumberOfThreads) {
  const Network network = parse_onnx(model_path(GetParam()));
  for (bool portable : {false, true}) {
    std::vector<std::vector<std::byte>> plans;
    for (int threads : {1, 2, 3}) {
      BuildOptions o = bounded(network);
      o.threads = threads;
      o.portable = portable;
      BuildReport report;
      plans.push_back(build_plan(network, o, &report));
      const Engine engine = Engine::load(plans[0], {.threads = threads});
      EXPECT_EQ(report.arena_bytes, engine.arena_bytes());
      EXPECT_EQ(engine.profiles()[0].arena_bytes, engine.arena_bytes());
      ExecutionContext context = engine.create_context();
      const int64_t reserved = context.high_water();
      EXPECT_LE(std::abs(reserved - engine.arena_bytes()), 4096);
      EXPECT_EQ(engine.device_memory_bytes(), engine.arena_bytes());
      outputs_of(engine, context, 1);
      EXPECT_EQ(context.high_water(), reserved);
    }
    EXPECT_EQ(plans[0], plans[1]);
    EXPECT_EQ(plans[0], plans[2]);
  }
}

TEST_P(RealModels, ThreadsWithAContextEachGiveTheSerialBits) {
  const Network network = parse_onnx(model_path(GetParam()));
  const Engine engine = Engine::load(build_plan(network, bounded(network)), {.threads = 2});
  constexpr uint32_t kThreads = 3;
  std::vector<std::vector<HostArray>> serial;
  ExecutionContext one = engine.create_context();
  for (uint32_t t = 0; t < kThreads; ++t) serial.push_back(outputs_of(engine, one, 10 * t));
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (uint32_t t = 0; t < kThreads; ++t)
    threads.emplace_back([&, t] {
      ExecutionContext context = engine.create_context();
      for (uint32_t k = 0; k < 4; ++k) {
        const uint32_t which = (t + k) % kThreads;
        if (!same(outputs_of(engine, context, 10 * which), serial[which])) ++wrong;
      }
    });
  for (auto& t : threads) t.join();
  EXPECT_EQ(wrong.load(), 0);
}

TEST_P(RealModels, MemoryOfTheCallerIsAllThatTheArenaNeeds) {
  const Network network = parse_onnx(model_path(GetParam()));
  const Engine engine = Engine::load(build_plan(network, bounded(network)), {.threads = 2});
  ExecutionContext own = engine.create_context();
  const auto expected = outputs_of(engine, own, 1);
  const int64_t bytes = engine.device_memory_bytes();
  ASSERT_GT(bytes, 0);
  ExecutionContext context = engine.create_context({.own_memory = false});
  EXPECT_THROW(outputs_of(engine, context, 1), Error);  // no memory yet
  Buffer first(host_allocator(), bytes, "a test"), second(host_allocator(), bytes + 64, "a test");
  EXPECT_THROW(context.set_device_memory(first.data(), bytes - 1), Error);
  EXPECT_THROW(context.set_device_memory(static_cast<char*>(second.data()) + 4, bytes), Error);
  EXPECT_THROW(own.set_device_memory(first.data(), bytes), Error);
  context.set_device_memory(first.data(), bytes);
  EXPECT_TRUE(same(outputs_of(engine, context, 1), expected));
  context.set_device_memory(second.data(), bytes);  // other memory between runs
  std::memset(first.data(), 0xFF, size_t(bytes));
  EXPECT_TRUE(same(outputs_of(engine, context, 1), expected));
  ExecutionContext other = engine.create_context({.own_memory = false});  // shares it, at other times
  other.set_device_memory(second.data(), bytes);
  EXPECT_TRUE(same(outputs_of(engine, other, 1), expected));
  EXPECT_TRUE(same(outputs_of(engine, context, 1), expected));
  EXPECT_LE(context.high_water(), own.high_water() - bytes);
}

TEST(TimingCaches, GiveTheSamePlanToAnyNumberOfThreads) {
  const Network network = parse_onnx(model_path("digits"));
  const std::string cache = testing::TempDir() + "sinter_threads_timing.cache";
  std::remove(cache.c_str());
  std::vector<std::vector<std::byte>> plans;
  for (int threads : {2, 1}) {
    BuildOptions o = bounded(network);
    o.tactics = TacticSelection::kMeasure;
    o.timing_cache = cache;
    o.threads = threads;
    BuildReport report;
    plans.push_back(build_plan(network, o, &report));
    EXPECT_EQ(report.tactics_measured == 0, threads == 1);
  }
  EXPECT_EQ(plans[0], plans[1]);
  std::remove(cache.c_str());
}

TEST(Traces, ShowBodiesOfControlFlowRunByRun) {
  Network network;
  network.impl().graph = parse_graph(R"(graph main(%n: i64[], %x: f32[4,3]) -> (%last) {
    %last = Loop(%n, -, %x, %x) {carried=1} {
      graph body(%i: i64[], %c: bool[], %a: f32[4,3], %b: f32[4,3]) -> (%go, %next) {
        %go = Constant {value=bool[][1]}
        %s = Softmax(%b) {axis=1}
        %next = Add(%a, %s)
      }
    }
  })",
                                     all_ops());
  const Engine engine = Engine::load(build_plan(network, heuristic()), {.threads = 2});
  ExecutionContext context = engine.create_context();
  HostArray trips(DataType::kInt64, {});
  trips.set(0, 5);
  context.set_input_value("n", trips);
  context.set_input_value("x", filled(DataType::kFloat32, {4, 3}, 1));
  context.run();
  std::map<std::string, int> spans;
  const auto trace = context.trace();
  for (const auto& s : trace) {
    EXPECT_GE(s.start_us, 0);
    EXPECT_GE(s.duration_us, 0);
    if (s.track.starts_with("body ")) ++spans[s.name];
  }
  ASSERT_FALSE(spans.empty());
  for (const auto& [name, count] : spans) EXPECT_EQ(count, 5) << name;
}

TEST(Lives, EndInAnyOrder) {
  for (int order = 0; order < 6; ++order) {
    auto network = std::make_unique<Network>(parse_onnx(model_path("digits")));
    auto engine = std::make_unique<Engine>(Engine::load(build_plan(*network, bounded(*network)), {.threads = 2}));
    auto first = std::make_unique<ExecutionContext>(engine->create_context());
    auto second = std::make_unique<ExecutionContext>(engine->create_context());
    const BindingInfo input = engine->bindings()[0];
    const auto run = [&](ExecutionContext& c) {
      c.set_input_value(0, filled(input.dtype, input.max, 3));
      c.run();
      return c.output_value(1);
    };
    const HostArray expected = run(*first);
    if (order % 2 == 0) network.reset();
    if (order / 2 == 0) engine.reset();
    if (order / 2 == 1) first.reset();
    EXPECT_TRUE(same({run(*second)}, {expected}));
    if (order / 2 == 2) second.reset();
    engine.reset();
    for (const auto* c : {&first, &second}) {
      if (!*c) continue;
      EXPECT_TRUE(same({run(**c)}, {expected}));
    }
    network.reset();
    first.reset();
  }
}

}  // namespace
}  // namespace sinter::test
