// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Contexts: streams, threads, repeated runs without allocations, profiles, errors of a run.
#include "runtime/context.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstring>
#include <set>
#include <thread>

#include "backends/registry.h"
#include "ir/interpret.h"
#include "ir/print.h"
#include "ops/op_list.h"
#include "runtime/allocations.h"
#include "sinter/error.h"
#include "support/plan_runner.h"
#include "support/tolerance.h"

namespace sinter::test {
namespace {

constexpr const char* kNet = R"(graph main(%x: f32[N,3,8,8]) -> (%y) {
  %w = Constant {value=f32[2,3,1,1][1,-1,0.5,0.25,2,-2]}
  %c = Convolution(%x, %w) from ["conv"]
  %r = Relu(%c) from ["relu"]
  %m = Reduce(%r) {kind="mean", axes=[2,3], keep_dims=false} from ["mean"]
  %y = Softmax(%m) {axis=1} from ["softmax"]
})";

std::unique_ptr<Graph> net() { return parse_graph(kNet, all_ops()); }

BackendRegistry& backends() {
  static BackendRegistry r(2);
  return r;
}

struct Running {
  explicit Running(const PlanRun& run) : engine(std::make_shared<rt::Engine>(run.plan, backends().runtimes())) {}
  std::shared_ptr<rt::Engine> engine;
};

HostTensor run_once(rt::Context& ctx, const HostTensor& x, bool async) {
  HostTensor in = x, out(DataType::kFloat32, {x.dims[0], 2});
  ctx.set_input_shape(0, in.dims);
  ctx.set_address(0, in.bytes.data());
  ctx.set_address(1, out.bytes.data());
  if (!async) {
    ctx.run();
    return out;
  }
  auto stream = ctx.engine().primary().create_stream();
  ctx.enqueue(*stream);
  EXPECT_TRUE(stream->synchronize().ok());
  ctx.check_async();
  ctx.set_address(0, nullptr);  // the stream dies: do not keep its capture
  return out;
}

class Contexts : public testing::TestWithParam<const char*> {};

TEST_P(Contexts, SynchronousAndQueuedRunsAgree) {
  const auto g = net();
  const Running r(build_graph(*g, quick_options({GetParam()})));
  rt::Context ctx(r.engine);
  for (int64_t n : {2, 5, 2}) {
    const HostTensor x = random_tensor(DataType::kFloat32, {n, 3, 8, 8}, uint32_t(n));
    const auto expected = interpret(*g, {x});
    EXPECT_EQ(difference(run_once(ctx, x, false), expected[0], 16), "");
    EXPECT_EQ(difference(run_once(ctx, x, true), expected[0], 16), "");
  }
}

TEST_P(Contexts, ThreadsWithAContextEachGiveTheSerialResult) {
  const auto g = net();
  const Running r(build_graph(*g, quick_options({GetParam()})));
  std::vector<HostTensor> inputs, serial;
  rt::Context one(r.engine);
  for (uint32_t i = 0; i < 4; ++i) {
    inputs.push_back(random_tensor(DataType::kFloat32, {int64_t(i) + 1, 3, 8, 8}, i));
    serial.push_back(run_once(one, inputs.back(), false));
  }
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (size_t t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      rt::Context ctx(r.engine);
      for (int k = 0; k < 20; ++k) {
        const size_t i = (t + size_t(k)) % inputs.size();
        if (!(run_once(ctx, inputs[i], k % 4 == 3) == serial[i])) ++wrong;
      }
    });
  for (auto& t : threads) t.join();
  EXPECT_EQ(wrong.load(), 0);
}

TEST_P(Contexts, ProfileNamesStepsAndSources) {
  const auto g = net();
  const PlanRun run = build_graph(*g, quick_options({GetParam()}));
  const Running r(run);
  rt::Context ctx(r.engine);
  HostTensor x = random_tensor(DataType::kFloat32, {2, 3, 8, 8}, 1), y(DataType::kFloat32, {2, 2});
  ctx.set_input_shape(0, x.dims);
  ctx.set_address(0, x.bytes.data());
  ctx.set_address(1, y.bytes.data());
  const auto times = ctx.profile();
  ASSERT_EQ(times.size(), run.plan.steps.size());
  std::set<std::string> sources;
  for (const auto& t : times) {
    EXPECT_GE(t.ms, 0);
    for (const auto& s : run.plan.steps[t.step].sources) sources.insert(s);
  }
  EXPECT_EQ(sources, (std::set<std::string>{"conv", "relu", "mean", "softmax"}));
}

TEST_P(Contexts, MissingShapeOrAddressIsNamed) {
  const auto g = net();
  const Running r(build_graph(*g, quick_options({GetParam()})));
  rt::Context ctx(r.engine);
  try {
    ctx.run();
    FAIL();
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("\"x\""), std::string::npos) << e.what();
  }
  ctx.set_input_shape(0, {1, 3, 8, 8});
  EXPECT_THROW(ctx.run(), Error);
  EXPECT_THROW(ctx.set_input_shape(0, {1, 3, 8, 9}), Error);
  EXPECT_THROW(ctx.set_input_shape(0, {1, 3, 8}), Error);
}

TEST_P(Contexts, IndicesOutOfRangeFailWithTheStepsName) {
  const auto g = parse_graph(R"(graph main(%x: f32[4,2], %i: i64[3]) -> (%y) {
    %y = Gather(%x, %i) {axis=0} from ["lookup"]
  })", all_ops());
  const PlanRun run = build_graph(*g, quick_options({GetParam()}));
  const HostTensor x = random_tensor(DataType::kFloat32, {4, 2}, 1);
  const int64_t bad[] = {0, 99, 1};
  try {
    run_plan(run, {x, HostTensor::of_ints(DataType::kInt64, {3}, bad)});
    FAIL();
  } catch (const Error& e) {
    // A device tells only that a kernel failed; on the host the step and its source are named.
    if (std::string(GetParam()) != "fake") {
      EXPECT_NE(std::string(e.what()).find("lookup"), std::string::npos) << e.what();
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, Contexts, testing::Values("reference", "cpu", "fake"));

TEST(Context, RunsWithoutAllocatingAfterTheFirst) {
  if (!allocations_are_counted()) GTEST_SKIP() << "allocations are counted by operators that the address sanitizer replaces";
  const auto g = net();
  const Running r(build_graph(*g, quick_options({"cpu"})));
  rt::Context ctx(r.engine);
  HostTensor x = random_tensor(DataType::kFloat32, {4, 3, 8, 8}, 1), y(DataType::kFloat32, {4, 2});
  ctx.set_input_shape(0, x.dims);
  ctx.set_address(0, x.bytes.data());
  ctx.set_address(1, y.bytes.data());
  ctx.run();
  const int64_t before = allocations(), high = ctx.high_water();
  for (int i = 0; i < 10; ++i) ctx.run();
  EXPECT_EQ(allocations(), before);
  EXPECT_EQ(ctx.high_water(), high);
}

TEST(Context, RepeatedLateShapesAllocateNothing) {
  if (!allocations_are_counted()) GTEST_SKIP() << "allocations are counted by operators that the address sanitizer replaces";
  const auto g = parse_graph(R"(graph main(%x: f32[N,6], %s: i64[2] elements <s.0,s.1>) -> (%y)
      symbols {s.0: -9223372036854775808..* element, s.1: -9223372036854775808..* element} {
    %r = Relu(%x)
    %v = Reshape(%r, %s)
    %e = Exp(%v)
    %y = Reduce(%e) {kind="sum", axes=[1]}
  })",
                             all_ops());
  const Running r(build_graph(*g, quick_options({"cpu"})));
  rt::Context ctx(r.engine);
  HostTensor x = random_tensor(DataType::kFloat32, {4, 6}, 1);
  int64_t s[2] = {2, 12};
  std::vector<std::byte> y(4096);
  Dims last;
  ctx.set_input_shape(0, x.dims);
  ctx.set_address(0, x.bytes.data());
  ctx.set_address(1, s);
  ctx.set_output_allocator(2, [&](const Dims& dims, int64_t) {
    last = dims;
    return y.data();
  });
  for (int64_t rows : {2, 8, 2}) {
    s[0] = rows, s[1] = -1;
    ctx.run();
    EXPECT_EQ(last, (Dims{rows, 1}));
  }
  const int64_t before = allocations(), high = ctx.high_water();
  for (int i = 0; i < 10; ++i) ctx.run();
  EXPECT_EQ(allocations(), before);
  for (int64_t rows : {8, 4, 2}) {  // no more than the largest needed: grown buffers stay
    s[0] = rows;
    ctx.run();
  }
  EXPECT_EQ(ctx.high_water(), high);
}

TEST(Context, HighWaterIsWhatThePlanPredicts) {
  const auto g = net();
  BuildOptions o = quick_options({"cpu"});
  o.shapes["x"] = {{1, 3, 8, 8}, {2, 3, 8, 8}, {4, 3, 8, 8}};
  const PlanRun run = build_graph(*g, o);
  const Running r(run);
  rt::Context ctx(r.engine);
  run_once(ctx, random_tensor(DataType::kFloat32, {4, 3, 8, 8}, 1), false);
  EXPECT_LE(std::abs(ctx.high_water() - run.report.arena_bytes), 4096);
}

TEST(Context, OutlivesNothingItNeeds) {
  const auto g = net();
  std::unique_ptr<rt::Context> ctx;
  {
    const Running r(build_graph(*g, quick_options({"cpu"})));
    ctx = std::make_unique<rt::Context>(r.engine);
  }  // the last outside reference to the engine goes; the context keeps it
  const HostTensor x = random_tensor(DataType::kFloat32, {1, 3, 8, 8}, 1);
  EXPECT_EQ(difference(run_once(*ctx, x, false), interpret(*g, {x})[0], 16), "");
}

}  // namespace
}  // namespace sinter::test
