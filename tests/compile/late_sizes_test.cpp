// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Shapes whose values only the run knows, from the builder to the context, on every backend: views of exact dims,
// memory placed when a stage of the run tells its size, bounds of values, output allocators, and what bad values do.
#include <gtest/gtest.h>

#include <algorithm>

#include "backends/registry.h"
#include "ir/interpret.h"
#include "ir/print.h"
#include "ops/op_list.h"
#include "ops/read_values.h"
#include "ops/reshape.h"
#include "runtime/context.h"
#include "sinter/error.h"
#include "support/plan_runner.h"
#include "support/tolerance.h"

namespace sinter::test {
namespace {

BackendRegistry& late_backends() {
  static BackendRegistry r(2);
  return r;
}

// relu(x) reshaped by the input s, whose elements are made symbols as importers do it, then negated.
std::unique_ptr<Graph> reshape_net(int elements, const char* x = "f32[4,6]") {
  auto g = parse_graph(
      "graph main(%x: " + std::string(x) + ", %s: i64[" + std::to_string(elements) + "]) -> (%r) {\n%r = Relu(%x)\n}",
      all_ops());
  std::vector<ValueId> in{g->find_value("r"), g->find_value("s")};
  const Op op = Reshape{};
  read_shape_operands(*g, op, in, true);
  NodeMeta meta;
  meta.sources = {"my_reshape"};
  const ValueId y = g->add_value(op, in, std::move(meta));
  g->set_outputs({g->add_value(make_op("Neg"), {y})}, {"y"});
  return g;
}

HostTensor shape_of(std::vector<int64_t> v) { return HostTensor::of_ints(DataType::kInt64, {int64_t(v.size())}, v); }

class LateSizes : public testing::TestWithParam<const char*> {
 protected:
  BuildOptions options() const { return quick_options({GetParam()}); }

  void compare(const PlanRun& run, const Graph& g, const std::vector<HostTensor>& inputs) {
    const auto expected = interpret(g, inputs);
    const auto got = run_plan(run, inputs, 2);
    ASSERT_EQ(got.size(), expected.size());
    for (size_t i = 0; i < got.size(); ++i) EXPECT_EQ(difference(got[i], expected[i], 64), "") << "output " << i;
  }

  // The message of the error that a run ends with.
  std::string refused(const PlanRun& run, const std::vector<HostTensor>& inputs, ErrorCode code) {
    try {
      run_plan(run, inputs);
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), code) << e.what();
      return e.what();
    }
    ADD_FAILURE() << "bad values were accepted";
    return {};
  }
};

TEST_P(LateSizes, ReshapeIsAViewOfExactDims) {
  const auto g = reshape_net(2);
  const PlanRun run = build_graph(*g, options());
  for (const auto& s : run.plan.steps) EXPECT_NE(s.op, "Reshape");
  const HostTensor x = random_tensor(DataType::kFloat32, {4, 6}, 1);
  for (const auto& s : std::vector<std::vector<int64_t>>{{2, 12}, {-1, 3}, {0, 6}, {24, -1}, {0, -1}})
    compare(run, *g, {x, shape_of(s)});
}

TEST_P(LateSizes, OneContextFollowsChangingValues) {
  const auto g = reshape_net(2, "f32[N,6]");
  BuildOptions o = options();
  o.shapes["x"].min = {0, 6};
  const PlanRun run = build_graph(*g, o);
  const auto engine = std::make_shared<rt::Engine>(run.plan, late_backends().runtimes());
  rt::Context ctx(engine);
  EXPECT_EQ(ctx.engine().plan().bindings[2].shape, (Dims{-1, -1}));
  HostTensor out;
  int calls = 0;
  ctx.set_output_allocator(2, [&](const Dims& dims, int64_t bytes) {
    ++calls;
    out = HostTensor(DataType::kFloat32, dims);
    EXPECT_EQ(bytes, int64_t(out.bytes.size()));
    return static_cast<void*>(out.bytes.data());
  });
  int runs = 0;
  for (int64_t n : {4, 0, 10, 1})
    for (const auto& shape : std::vector<std::vector<int64_t>>{{6, n}, {2, -1}, {n * 3, 2}}) {
      HostTensor x = random_tensor(DataType::kFloat32, {n, 6}, uint32_t(n)), s = shape_of(shape);
      if (shape == std::vector<int64_t>{6, 0}) continue;  // the 0 would copy the 6 of x
      const std::vector<HostTensor> inputs{x, s};
      const auto g_zero = interpret(*g, inputs);
      ctx.set_input_shape(0, x.dims);
      ctx.set_address(0, x.bytes.data());
      ctx.set_address(1, s.bytes.data());
      EXPECT_EQ(ctx.binding_bytes(2), -1);
      ctx.run();
      ++runs;
      EXPECT_EQ(ctx.binding_shape(2), g_zero[0].dims);
      EXPECT_EQ(difference(out, g_zero[0], 1), "");
    }
  EXPECT_EQ(calls, runs);
}

TEST_P(LateSizes, AnOutputWithoutBoundNeedsAnAllocator) {
  const PlanRun run = build_graph(*reshape_net(1), options());
  rt::Context ctx(std::make_shared<rt::Engine>(run.plan, late_backends().runtimes()));
  HostTensor x = random_tensor(DataType::kFloat32, {4, 6}, 1), s = shape_of({24}), out(DataType::kFloat32, {24});
  ctx.set_address(0, x.bytes.data());
  ctx.set_address(1, s.bytes.data());
  ctx.set_address(2, out.bytes.data());
  try {
    ctx.run();
    FAIL() << "a buffer of unknown size was written";
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("set_output_allocator"), std::string::npos) << e.what();
  }
  EXPECT_THROW(ctx.set_output_allocator(0, [](const Dims&, int64_t) { return nullptr; }), Error);
}

TEST_P(LateSizes, BadValuesAreNamed) {
  const PlanRun run = build_graph(*reshape_net(2), options());
  const HostTensor x = random_tensor(DataType::kFloat32, {4, 6}, 1);
  const std::string negative = refused(run, {x, shape_of({-5, 3})}, ErrorCode::kShapeMismatch);
  EXPECT_NE(negative.find("my_reshape"), std::string::npos) << negative;
  EXPECT_NE(negative.find("-5"), std::string::npos) << negative;
  refused(run, {x, shape_of({5, 5})}, ErrorCode::kShapeMismatch);
  refused(run, {x, shape_of({-1, -1})}, ErrorCode::kShapeMismatch);
  refused(run, {x, shape_of({7, -1})}, ErrorCode::kShapeMismatch);
  for (const auto& huge : std::vector<std::vector<int64_t>>{
           {int64_t{1} << 40, 3}, {INT64_MAX, INT64_MAX}, {INT64_MIN, 2}, {INT64_MAX, -1}}) {
    EXPECT_THROW(run_plan(run, {x, shape_of(huge)}), Error);
  }
}

TEST_P(LateSizes, BoundsOfValuesBoundTheMemory) {
  const auto g = reshape_net(2, "f32[N,6]");
  BuildOptions o = options();
  o.shapes["x"] = {{1, 6}, {4, 6}, {8, 6}};
  o.values["s"] = {{1, 1}, {4, 6}, {16, 48}};
  const PlanRun run = build_graph(*g, o);
  rt::Context ctx(std::make_shared<rt::Engine>(run.plan, late_backends().runtimes()));
  ctx.set_input_shape(0, {8, 6});
  EXPECT_EQ(ctx.binding_bytes(2), 16 * 48 * 4);
  for (const auto& s : run.plan.slots) EXPECT_NE(s.cls, plan::SlotClass::kSized) << s.name;
  compare(run, *g, {random_tensor(DataType::kFloat32, {8, 6}, 1), shape_of({16, 3})});
  const std::string message =
      refused(run, {random_tensor(DataType::kFloat32, {8, 6}, 1), shape_of({24, 2})}, ErrorCode::kShapeMismatch);
  EXPECT_NE(message.find("\"s\""), std::string::npos) << message;
  EXPECT_NE(message.find("24"), std::string::npos) << message;
  o.values["s"] = {{1, 1, 1}, {}, {}};
  EXPECT_THROW(build_graph(*g, o), Error);
  o.values.clear();
  o.values["x"] = {{1}, {1}, {1}};
  EXPECT_THROW(build_graph(*g, o), Error);
}

TEST_P(LateSizes, EqualBoundsMakeConstants) {
  const auto g = reshape_net(2);
  BuildOptions o = options();
  o.values["s"] = {{-1, 8}, {-1, 8}, {-1, 8}};
  const PlanRun run = build_graph(*g, o);
  EXPECT_EQ(run.plan.bindings[2].shape, (Dims{3, 8}));
  const HostTensor x = random_tensor(DataType::kFloat32, {4, 6}, 1);
  compare(run, *g, {x, shape_of({-1, 8})});
  const std::string message = refused(run, {x, shape_of({3, 8})}, ErrorCode::kShapeMismatch);
  EXPECT_NE(message.find("-1"), std::string::npos) << message;
}

TEST_P(LateSizes, SizesToldOfSizesTold) {
  // The second search runs on what the first one found, whose size no profile bounds.
  const auto g = parse_graph(R"(graph main(%x: f32[N,M]) -> (%j, %z) {
    %i = NonZero(%x)
    %t = Transpose(%i) {perm=[1,0]}
    %f = Cast(%t) {to=f32}
    %j = NonZero(%f)
    %u = Cast(%j) {to=f32}
    %z = Exp(%u)
  })",
                             all_ops());
  BuildOptions o = options();
  o.shapes["x"].min = {0, 0};
  const PlanRun run = build_graph(*g, o);
  EXPECT_EQ(std::count_if(run.plan.steps.begin(), run.plan.steps.end(),
                          [](const auto& s) { return s.kind == plan::StepKind::kReadBack; }),
            2);
  for (int64_t n : {3, 0, 7}) {
    HostTensor x = random_tensor(DataType::kFloat32, {n, 5}, uint32_t(n));
    for (int64_t i = 0; i < n * 5; i += 2) reinterpret_cast<float*>(x.bytes.data())[i] = 0;
    compare(run, *g, {x});
  }
}

TEST_P(LateSizes, ASizeIsToldAlthoughNobodyReadsTheTensor) {
  // Only the count of what is found is needed: the search must stay.
  const auto g = parse_graph(R"(graph main(%x: f32[N]) -> (%y) {
    %i = NonZero(%x)
    %s = Shape(%i) {start=1}
    %one = Constant {value=f32[][3]}
    %y = Expand(%one, %s)
  })",
                             all_ops());
  const PlanRun run = build_graph(*g, options());
  HostTensor x = random_tensor(DataType::kFloat32, {9}, 1);
  reinterpret_cast<float*>(x.bytes.data())[4] = 0;
  compare(run, *g, {x});
}

TEST_P(LateSizes, ComputedValuesAreReadFromTheDevice) {
  const auto g = parse_graph(R"(graph main(%x: f32[12], %k: i64[3]) -> (%y) {
    %m = Reduce(%k) {kind="max", axes=[0]}
    %four = Constant {value=i64[1][4]}
    %c = Concat(%m, %four)
    %s = ShapeTensor(%c)
    %r = Reshape(%x, %s)
    %y = Exp(%r)
  })",
                             all_ops());
  const PlanRun run = build_graph(*g, options());
  for (int64_t k : {3, -1}) compare(run, *g, {random_tensor(DataType::kFloat32, {12}, 1), shape_of({k, -7, -1})});
}

INSTANTIATE_TEST_SUITE_P(Backends, LateSizes, testing::Values("reference", "cpu", "fake"));

}  // namespace
}  // namespace sinter::test
