// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The whole way of small graphs, on every backend: wiring of outputs, views, copies, dynamic and data-dependent shapes.
#include <gtest/gtest.h>

#include "ir/interpret.h"
#include "ir/print.h"
#include "ops/op_list.h"
#include "sinter/error.h"
#include "support/plan_runner.h"
#include "support/tolerance.h"

namespace sinter::test {
namespace {

std::unique_ptr<Graph> parse(const std::string& text) { return parse_graph(text, all_ops()); }

class EveryBackend : public testing::TestWithParam<const char*> {
 protected:
  BuildOptions options() const { return quick_options({GetParam()}); }
  // Builds, runs and compares with the interpreter.
  PlanRun check(const Graph& g, const std::vector<HostTensor>& inputs, BuildOptions o) {
    PlanRun run = build_graph(g, o);
    compare(run, g, inputs);
    return run;
  }
  void compare(const PlanRun& run, const Graph& g, const std::vector<HostTensor>& inputs) {
    const auto expected = interpret(g, inputs);
    const auto got = run_plan(run, inputs, 2);
    ASSERT_EQ(got.size(), expected.size());
    for (size_t i = 0; i < got.size(); ++i) EXPECT_EQ(difference(got[i], expected[i], 64), "") << "output " << i;
  }
};

TEST_P(EveryBackend, ConvolutionWithBiasAndRelu) {
  auto g = parse(R"(graph main(%x: f32[2,3,9,7], %w: f32[4,3,3,3], %b: f32[4]) -> (%y) {
    %c = Convolution(%x, %w, %b) {pads_begin=[1,1], pads_end=[1,1], strides=[2,1]}
    %y = Relu(%c)
  })");
  check(*g,
        {random_tensor(DataType::kFloat32, {2, 3, 9, 7}, 1), random_tensor(DataType::kFloat32, {4, 3, 3, 3}, 2),
         random_tensor(DataType::kFloat32, {4}, 3)},
        options());
}

TEST_P(EveryBackend, DynamicBatchFromOnePlan) {
  auto g = parse(R"(graph main(%x: f32[N,6]) -> (%y) {
    %w = Constant {value=f32[6,2][1,-2,3,-4,5,-6,7,-8,9,-10,11,-12]}
    %m = MatMul(%x, %w)
    %y = Relu(%m)
  })");
  BuildOptions o = options();
  o.shapes["x"] = {{1, 6}, {4, 6}, {9, 6}};
  const PlanRun run = build_graph(*g, o);
  for (int64_t n : {1, 4, 9}) compare(run, *g, {random_tensor(DataType::kFloat32, {n, 6}, uint32_t(n))});
  try {
    run_plan(run, {random_tensor(DataType::kFloat32, {10, 6}, 1)});
    FAIL() << "a shape beyond the profile was accepted";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kShapeMismatch);
    EXPECT_NE(std::string(e.what()).find("between 1 and 9"), std::string::npos) << e.what();
  }
}

TEST_P(EveryBackend, UnboundedShapesArePlannedAtRunTime) {
  auto g = parse(R"(graph main(%x: f32[N,M]) -> (%y) {
    %a = Transpose(%x) {perm=[1,0]}
    %b = MatMul(%x, %a)
    %y = Softmax(%b) {axis=-1}
  })");
  const PlanRun run = build_graph(*g, options());
  for (int64_t n : {3, 17, 1}) compare(run, *g, {random_tensor(DataType::kFloat32, {n, 2 * n}, uint32_t(n))});
}

TEST_P(EveryBackend, ViewsPassthroughAndRepeatedOutputs) {
  auto g = parse(R"(graph main(%x: f32[2,6]) -> (%x, %r, %y, %y, %k, %z) {
    %k = Constant {value=f32[3][1,2,3]}
    %r = Reshape(%x) {dims=<3,4>}
    %y = Relu(%r)
    %z = Reshape(%y) {dims=<12>}
  })");
  check(*g, {random_tensor(DataType::kFloat32, {2, 6}, 5)}, options());
}

TEST_P(EveryBackend, ZeroSizedInput) {
  auto g = parse(R"(graph main(%x: f32[N,3]) -> (%y, %s) {
    %y = Relu(%x)
    %s = Reduce(%x) {kind="sum", axes=[0], keep_dims=false}
  })");
  BuildOptions o = options();
  o.shapes["x"] = {{0, 3}, {2, 3}, {8, 3}};
  const PlanRun run = build_graph(*g, o);
  for (int64_t n : {0, 2}) compare(run, *g, {random_tensor(DataType::kFloat32, {n, 3}, 7)});
}

TEST_P(EveryBackend, SizesThatOnlyTheRunTells) {
  auto g = parse(R"(graph main(%x: f32[N]) -> (%i, %v) {
    %i = NonZero(%x)
    %t = Transpose(%i) {perm=[1,0]}
    %f = Cast(%t) {to=f32}
    %v = Relu(%f)
  })");
  BuildOptions o = options();
  o.shapes["x"] = {{1}, {8}, {32}};
  const PlanRun run = build_graph(*g, o);
  for (int64_t n : {5, 31}) {
    HostTensor x = random_tensor(DataType::kFloat32, {n}, uint32_t(n));
    for (int64_t i = 0; i < n; i += 3) reinterpret_cast<float*>(x.bytes.data())[i] = 0;
    compare(run, *g, {x});
  }
}

TEST_P(EveryBackend, SymbolsThatInputDimsTellByExpressions) {
  // N is solved from 2*N + 1; S only ever stands in S/2, which stands for itself; M + N needs N first.
  const auto text = [](const std::string& c, const std::string& x, const std::string& y, const std::string& b,
                       const std::string& d) {
    return "graph main(%c: f32[" + c + ",2], %x: f32[" + x + ",4], %y: f32[" + y + ",3], %z: f32[" + y +
           ",3]) -> (%a, %b, %d) {\n" + "%a = Transpose(%x) {perm=[1,0]}\n%s = Add(%y, %z)\n%b = Reshape(%s) {dims=<" +
           b + ">}\n" + "%d = Expand(%c) {dims=<" + d + ",2>}\n}";
  };
  const auto f = [](Dims dims, uint32_t seed) { return random_tensor(DataType::kFloat32, dims, seed); };
  const PlanRun run = build_graph(*parse(text("M+N", "2*N+1", "S/2", "3*(S/2)", "M,M+N")), options());
  for (int64_t n : {1, 4}) {
    const auto s = [](int64_t v) { return std::to_string(v); };
    const auto fixed = parse(text(s(n + 3), s(2 * n + 1), s(n), s(3 * n), "3," + s(n + 3)));
    compare(run, *fixed, {f({n + 3, 2}, 1), f({2 * n + 1, 4}, 2), f({n, 3}, 3), f({n, 3}, 4)});
  }
  const auto refused = [&](const std::vector<HostTensor>& inputs) {
    try {
      run_plan(run, inputs);
      ADD_FAILURE() << "inputs that do not fit together were accepted";
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), ErrorCode::kShapeMismatch) << e.what();
    }
  };
  refused({f({4, 2}, 1), f({4, 4}, 2), f({1, 3}, 3), f({1, 3}, 4)});  // 4 is not odd
  refused({f({1, 2}, 1), f({7, 4}, 2), f({1, 3}, 3), f({1, 3}, 4)});  // M would be negative
  refused({f({4, 2}, 1), f({3, 4}, 2), f({2, 3}, 3), f({1, 3}, 4)});  // floor(S/2) differs
}

TEST_P(EveryBackend, ReshapeToComputedShape) {
  auto g = parse(R"(graph main(%x: f32[N,6], %shape: i64[2]) -> (%r, %y) {
    %r = Reshape(%x, %shape)
    %y = Relu(%r)
  })");
  BuildOptions o = options();
  o.shapes["x"] = {{1, 6}, {4, 6}, {8, 6}};
  const PlanRun run = build_graph(*g, o);
  const auto ints = [](std::vector<int64_t> v) {
    return HostTensor::of_ints(DataType::kInt64, {int64_t(v.size())}, v);
  };
  const HostTensor x = random_tensor(DataType::kFloat32, {4, 6}, 1);
  for (const auto& shape : {ints({3, 8}), ints({-1, 2}), ints({0, -1})}) compare(run, *g, {x, shape});
  for (const auto& shape : {ints({3, 7}), ints({-1, -1}), ints({-2, -12})})
    EXPECT_THROW(run_plan(run, {x, shape}), Error);
}

TEST_P(EveryBackend, BroadcastThatMustBeCheckedAtRunTime) {
  auto g = parse(R"(graph main(%a: f32[N,4], %b: f32[M,4]) -> (%y) {
    %y = Add(%a, %b)
  })");
  const PlanRun run = build_graph(*g, options());
  compare(run, *g, {random_tensor(DataType::kFloat32, {3, 4}, 1), random_tensor(DataType::kFloat32, {3, 4}, 2)});
  EXPECT_THROW(
      run_plan(run, {random_tensor(DataType::kFloat32, {3, 4}, 1), random_tensor(DataType::kFloat32, {2, 4}, 2)}),
      Error);
}

TEST_P(EveryBackend, PlanMemoryIsWhatIsUsed) {
  auto g = parse(R"(graph main(%x: f32[64,64]) -> (%y) {
    %a = MatMul(%x, %x)
    %b = MatMul(%a, %x)
    %c = MatMul(%b, %x)
    %y = MatMul(%c, %x)
  })");
  const PlanRun run = check(*g, {random_tensor(DataType::kFloat32, {64, 64}, 1)}, options());
  // Two intermediate matrices live at a time, plus workspaces.
  EXPECT_GE(run.report.arena_bytes, 2 * 64 * 64 * 4);
}

INSTANTIATE_TEST_SUITE_P(All, EveryBackend, testing::Values("reference", "cpu", "fake"));

TEST(Builder, EqualBuildsGiveEqualBytes) {
  auto g = parse(R"(graph main(%x: f32[N,8]) -> (%y) {
    %w = Constant {value=f32[8,2][1,-2,3,-4,5,-6,7,-8,9,-10,11,-12,13,-14,15,-16]}
    %m = MatMul(%x, %w)
    %y = Relu(%m)
  })");
  EXPECT_EQ(build_graph(*g, quick_options({"cpu"})).bytes, build_graph(*g, quick_options({"cpu"})).bytes);
}

// A copy to a device from memory that is not pinned reads it when it is enqueued, so it may only read what was there
// before the run: inputs and constants, never an output that a host kernel writes into the caller's buffer.
TEST(Builder, DevicesDoNotCopyFromTheCallersOutputs) {
  auto g = parse(R"(graph main(%x: f32[N,8]) -> (%s, %y) {
    %s = Softmax(%x)
    %v = Reshape(%s) {dims=<8,N>}
    %y = Relu(%v)
  })");
  BuildOptions o = quick_options({"fake", "cpu"});
  o.disabled_tactics = {"fake.softmax"};
  const PlanRun run = build_graph(*g, o);
  const plan::Plan& p = run.plan;
  int copies = 0;
  for (const auto& step : p.steps) {
    if (step.kind != plan::StepKind::kCopy || p.slots[step.outputs[0]].space == 0) continue;
    const plan::Slot& from = p.slots[step.inputs[0]];
    const plan::Slot& root = from.base == plan::kNone ? from : p.slots[from.base];
    ++copies;
    EXPECT_TRUE(root.cls != plan::SlotClass::kExternal || p.bindings[root.binding].is_input) << step.name;
  }
  EXPECT_GT(copies, 0);
}

TEST(Builder, AllUnsupportedNodesAreNamedAtOnce) {
  auto g = parse(R"(graph main(%x: f32[4]) -> (%y) {
    %a = Relu(%x) from ["first"]
    %y = Softmax(%a) from ["second"]
  })");
  BuildOptions o = quick_options({"reference"});
  o.disabled_tactics = {"reference"};
  try {
    build_graph(*g, o);
    FAIL();
  } catch (const Error& e) {
    const std::string what = e.what();
    EXPECT_EQ(e.code(), ErrorCode::kUnsupported);
    EXPECT_NE(what.find("first"), std::string::npos) << what;
    EXPECT_NE(what.find("second"), std::string::npos) << what;
  }
}

TEST(Builder, CancelStopsTheBuild) {
  auto g = parse("graph main(%x: f32[4]) -> (%y) {\n %y = Relu(%x)\n}");
  BuildOptions o = quick_options({"cpu"});
  o.cancelled = [] { return true; };
  try {
    build_graph(*g, o);
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kCancelled);
  }
}

TEST(Builder, BadShapeBoundsNameTheInput) {
  auto g = parse("graph main(%x: f32[N,4]) -> (%y) {\n %y = Relu(%x)\n}");
  for (ShapeRange r : {ShapeRange{{3, 4}, {2, 4}, {5, 4}}, ShapeRange{{1, 5}, {1, 5}, {1, 5}},
                       ShapeRange{{1}, {1}, {1}}, ShapeRange{{-2, 4}, {1, 4}, {1, 4}}}) {
    BuildOptions o = quick_options({"cpu"});
    o.shapes["x"] = r;
    try {
      build_graph(*g, o);
      ADD_FAILURE();
    } catch (const Error& e) {
      EXPECT_NE(std::string(e.what()).find("\"x\""), std::string::npos) << e.what();
    }
  }
  BuildOptions o = quick_options({"cpu"});
  o.shapes["y"] = {};
  EXPECT_THROW(build_graph(*g, o), Error);
}

}  // namespace
}  // namespace sinter::test
