// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Outputs whose size is known only after the run, through the public API alone: a network made by hand, its plan, a
// context whose output memory comes from a function.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "sinter/builder.h"
#include "sinter/error.h"
#include "sinter/runtime.h"

namespace sinter::test {
namespace {

// y = exp(reshape(x, s)), n = nonzero(x): a shape from an input, and a size that a search tells.
Network late_network() {
  Network net("late");
  const Tensor x = net.add_input("x", DataType::kFloat32, {-1, 4}, {"N", ""});
  const Tensor s = net.add_input("s", DataType::kInt64, {3});
  net.mark_output(net.add1("Exp", {net.add1("Reshape", {x, s})}), "y");
  net.mark_output(net.add1("NonZero", {x}), "n");
  return net;
}

BuildOptions late_options() {
  BuildOptions o;
  o.tactics = TacticSelection::kHeuristic;
  o.timing_cache = "none";
  return o;
}

TEST(LateApi, SizesComeWithTheRun) {
  const Engine engine = Engine::load(build_plan(late_network(), late_options()));
  ExecutionContext ctx = engine.create_context();
  const int y = engine.find("y"), n = engine.find("n");
  EXPECT_EQ(engine.bindings()[size_t(y)].shape, (Dims{-1, -1, -1}));
  std::vector<float> x(8), out;
  std::vector<int64_t> found;
  std::iota(x.begin(), x.end(), -3.0f);
  Dims told;
  ctx.set_output_allocator(y, [&](const Dims& dims, int64_t bytes) {
    told = dims;
    out.resize(size_t(bytes) / 4);
    return out.data();
  });
  ctx.set_input_shape(engine.find("x"), {2, 4});
  ctx.set_address(engine.find("x"), x.data());
  EXPECT_EQ(ctx.bytes(y), -1);
  EXPECT_EQ(ctx.bytes(n), 2 * 8 * 8);  // the bound: all elements
  found.resize(16);
  ctx.set_address(n, found.data());
  for (const Dims& want : {Dims{2, 2, 2}, Dims{1, -1, 8}, Dims{4, 0, 2}}) {
    std::vector<int64_t> s(want.begin(), want.end());
    ctx.set_address(engine.find("s"), s.data());
    if (want[1] == 0) {  // copies the 4 of x: 4*4*2 elements are too many
      EXPECT_THROW(ctx.run(), Error);
      continue;
    }
    ctx.run();
    EXPECT_EQ(told, want[1] < 0 ? (Dims{1, 1, 8}) : want);
    EXPECT_EQ(ctx.shape(y), told);
    EXPECT_EQ(ctx.shape(n), (Dims{2, 7}));  // one of the eight is 0
    ASSERT_EQ(out.size(), 8u);
    for (size_t i = 0; i < 8; ++i) EXPECT_NEAR(out[i], std::exp(x[i]), 1e-4f * std::exp(x[i]));
  }
  EXPECT_THROW(ctx.set_output_allocator(engine.find("x"), {}), Error);
}

TEST(LateApi, ValuesInAProfile) {
  BuildOptions o = late_options();
  o.shapes["x"] = {{1, 4}, {2, 4}, {4, 4}};
  o.values["s"] = {{1, 1, 1}, {1, 2, 4}, {4, 4, 16}};
  const Engine engine = Engine::load(build_plan(late_network(), o));
  ExecutionContext ctx = engine.create_context();
  ctx.set_input_shape(engine.find("x"), {4, 4});
  EXPECT_EQ(ctx.bytes(engine.find("y")), 4 * 4 * 16 * 4);
  EXPECT_GT(engine.arena_bytes(), 0);
}

}  // namespace
}  // namespace sinter::test
