// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Network, engine and contexts may be destroyed in any order, also by threads of their own; what is left still works.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <optional>
#include <thread>

#include "sinter/builder.h"
#include "sinter/parsers.h"
#include "sinter/runtime.h"
#include "sinter/tools.h"
#include "support/plan_runner.h"

namespace sinter::test {
namespace {

constexpr const char* kDigits = "examples/digits/digits.onnx";

std::vector<float> run_digits(ExecutionContext& ctx, const BindingInfo& in) {
  Dims shape = in.shape;
  for (int64_t& d : shape) d = d < 0 ? 3 : d;
  HostArray x(in.dtype, shape);
  for (int64_t i = 0; i < x.count(); ++i) x.set(i, double(i % 17) / 17);
  ctx.set_input_value(0, x);
  ctx.run();
  const HostArray y = ctx.output_value(1);
  return std::vector<float>(y.as<float>(), y.as<float>() + y.count());
}

struct Everything {
  Everything() : network(parse_onnx(kDigits)) {
    const auto bytes = build_plan(*network, quick_options({"cpu"}));
    EngineOptions options;
    options.threads = 2;
    engine.emplace(Engine::load(bytes, options));
    input = engine->bindings()[0];
    for (auto& c : contexts) c.emplace(engine->create_context());
  }
  void destroy(int which) {
    if (which == 0) network.reset();
    if (which == 1) engine.reset();
    if (which >= 2) contexts[size_t(which - 2)].reset();
  }
  std::optional<Network> network;
  std::optional<Engine> engine;
  std::array<std::optional<ExecutionContext>, 2> contexts;
  BindingInfo input;
};

TEST(Lifetime, DestructionInAnyOrder) {
  std::array<int, 4> order = {0, 1, 2, 3};
  std::vector<float> expected;
  do {
    Everything all;
    for (const int which : order) {
      all.destroy(which);
      for (auto& c : all.contexts) {
        if (!c) continue;
        const auto got = run_digits(*c, all.input);
        if (expected.empty()) expected = got;
        EXPECT_EQ(got, expected);
      }
      if (all.engine) {
        ExecutionContext late = all.engine->create_context();
        EXPECT_EQ(run_digits(late, all.input), expected.empty() ? run_digits(late, all.input) : expected);
      }
    }
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(Lifetime, DestructionInAnyOrderByThreads) {
  for (int round = 0; round < 3; ++round) {
    Everything all;
    const auto expected = run_digits(*all.contexts[0], all.input);
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 2; ++t)
      threads.emplace_back([&, t] {
        for (int k = 0; k < 3; ++k) wrong += run_digits(*all.contexts[size_t(t)], all.input) != expected;
        all.destroy(2 + t);
      });
    threads.emplace_back([&] {
      ExecutionContext own = all.engine->create_context();
      all.destroy(1);
      wrong += run_digits(own, all.input) != expected;
    });
    threads.emplace_back([&] { all.destroy(0); });
    for (auto& t : threads) t.join();
    EXPECT_EQ(wrong.load(), 0);
  }
}

}  // namespace
}  // namespace sinter::test
