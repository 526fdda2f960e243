// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Contexts: streams, threads, repeated runs without allocations, profiles, errors of a run.
#include "runtime/context.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <new>
#include <set>
#include <thread>

#include "backends/registry.h"
#include "ir/interpret.h"
#include "ir/print.h"
#include "ops/op_list.h"
#include "sinter/error.h"
#include "support/plan_runner.h"
#include "support/tolerance.h"

namespace {
std::atomic<int64_t> g_allocations{0};
}  // namespace

#if defined(__SANITIZE_ADDRESS__)
#define SINTER_OWN_NEW 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SINTER_OWN_NEW 0
#endif
#endif
#ifndef SINTER_OWN_NEW
#define SINTER_OWN_NEW 1
#endif

#if SINTER_OWN_NEW  // the sanitizers' own operators check what these would hide
// Counts every allocation of this program, to show that running makes none.
void* operator new(size_t n) {
  g_allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* p = std::malloc(n ? n : 1)) return p;
  throw std::bad_alloc();
}
void* operator new(size_t n, const std::nothrow_t&) noexcept {
  g_allocations.fetch_add(1, std::memory_order_relaxed);
  return std::malloc(n ? n : 1);
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, size_t) noexcept { std::free(p); }
void operator delete(void* p, const std::nothrow_t&) noexcept { std::free(p); }
#endif

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
  if (!SINTER_OWN_NEW) GTEST_SKIP() << "allocations are counted by operators that the address sanitizer replaces";
  const auto g = net();
  const Running r(build_graph(*g, quick_options({"cpu"})));
  rt::Context ctx(r.engine);
  HostTensor x = random_tensor(DataType::kFloat32, {4, 3, 8, 8}, 1), y(DataType::kFloat32, {4, 2});
  ctx.set_input_shape(0, x.dims);
  ctx.set_address(0, x.bytes.data());
  ctx.set_address(1, y.bytes.data());
  ctx.run();
  const int64_t before = g_allocations.load(), high = ctx.high_water();
  for (int i = 0; i < 10; ++i) ctx.run();
  EXPECT_EQ(g_allocations.load(), before);
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
