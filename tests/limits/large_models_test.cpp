// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Chains of 200,000 nodes (10,000 under a sanitizer) go through import, passes, build and file in seconds, without deep
// recursion; plans over 4 GiB.
#include <gtest/gtest.h>
#include <sys/mman.h>

#include <chrono>

#include "backends/compilers.h"
#include "backends/registry.h"
#include "compile/builder.h"
#include "import/onnx_builder.h"
#include "ops/gather.h"
#include "plan/plan_file.h"
#include "support/damaged_plan.h"
#include "support/plan_runner.h"

namespace sinter::test {
namespace {

#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#if defined(__has_feature)
constexpr int kChain = 10000;  // clang: only the sanitized build
#else
constexpr int kChain = 200000;
#endif
#else
constexpr int kChain = 10000;
#endif

std::string value(int i) { return i < 0 ? "x" : "v" + std::to_string(i); }

void goes_through(const OnnxGraph& g, size_t least_steps) {
  const auto start = std::chrono::steady_clock::now();
  const auto r = import_text(onnx_model(g));
  const auto run = build_graph(*r.graph, quick_options({"cpu"}));
  EXPECT_GE(run.plan.steps.size(), least_steps);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::printf("%zu nodes, %zu steps: %.1f s\n", r.graph->num_nodes(), run.plan.steps.size(), seconds);
  EXPECT_LT(seconds, 100);  // quadratic time would be minutes; a busy machine is not
  const auto out = run_plan(run, {random_tensor(DataType::kFloat32, {2, 4}, 1)});
  EXPECT_EQ(out.size(), 1u);
}

TEST(LargeModels, ChainsOfPointwiseNodes) {
  OnnxGraph g;
  g.input("x", 1, {"N", "4"});
  const char* ops[] = {"Relu", "Neg", "Abs", "Tanh"};
  for (int i = 0; i < kChain; ++i) g.node(ops[i % 4], {value(i - 1)}, {value(i)});
  goes_through(g.output(value(kChain - 1)), size_t(kChain) / 1000);
}

TEST(LargeModels, ChainsThatDoNotFuse) {
  OnnxGraph g;
  g.input("x", 1, {"N", "4"});
  for (int i = 0; i < kChain; ++i)
    i % 2 ? g.node("Softmax", {value(i - 1)}, {value(i)}, {int_attr("axis", 1)})
          : g.node("Tanh", {value(i - 1)}, {value(i)});
  goes_through(g.output(value(kChain - 1)), size_t(kChain) - 10);
}

TEST(LargeModels, ManyReadersOfOneValue) {
  OnnxGraph g;
  g.input("x", 1, {"N", "4"});
  const int n = kChain / 10;
  Names terms;
  for (int i = 0; i < n; ++i) {
    g.tensor("c" + std::to_string(i), {1}, std::vector<float>{float(i)});
    g.node("Mul", {"x", "c" + std::to_string(i)}, {value(i)});
    terms.push_back(value(i));
  }
  goes_through(g.node("Sum", terms, {"y"}).output("y"), 1);
}

// A constant of 4.25 GiB, which takes no memory until it is copied into the plan: pages that nobody wrote are one page.
TEST(LargeModels, PlansOver4GiB) {
  if (!long_tests()) GTEST_SKIP() << "takes 5 GiB of memory; SINTER_LONG_TESTS=1 runs it";
  const int64_t rows = (int64_t{17} << 28) / 16;
  void* zeros = ::mmap(nullptr, size_t(rows * 16), PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  ASSERT_NE(zeros, MAP_FAILED);
  const std::shared_ptr<const void> owner(zeros,
                                          [=](const void*) { ::munmap(zeros, size_t(rows * 16)); });
  Graph graph("large");
  const ValueId w = graph.add_constant(
      Weights(DataType::kFloat32, {rows, 4}, {static_cast<const std::byte*>(zeros), size_t(rows * 16)}, owner));
  const ValueId i = graph.add_input("i", ValueType(DataType::kInt64, {Dim::symbol("N")}));
  graph.set_outputs({graph.add_value(Gather{.axis = 0}, {w, i})}, {"y"});
  BackendRegistry backends(1);
  const auto compilers = make_compilers();
  compile::Targets targets;
  targets.push_back({&find_compiler(compilers, "cpu"), backends.runtimes().find("cpu")});
  PlanRun run;
  run.bytes = plan::write_plan(compile::build(graph, "large", targets, quick_options({"cpu"}), run.report));
  EXPECT_GT(run.bytes.size(), uint64_t{1} << 32);
  run.plan = plan::read_plan(run.bytes, nullptr);
  const int64_t index[] = {rows - 1, 0};
  const auto out = run_plan(run, {HostTensor::of_ints(DataType::kInt64, {2}, index)});
  EXPECT_EQ(out[0].dims, (Dims{2, 4}));
}

}  // namespace
}  // namespace sinter::test
