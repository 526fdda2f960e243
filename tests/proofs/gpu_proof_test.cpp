// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The GPU proof: one plan in which an NVRTC-compiled pointwise kernel and a cuBLASLt matrix product run between CPU
// steps, loaded and run inside a CUDA graph. See README.md beside this.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstring>

#include "api/network_impl.h"
#include "backends/cuda/cuda_compiler.h"
#include "backends/cuda/kernels/cubin.h"
#include "backends/cuda/kernels/pointwise_kernel.h"
#include "backends/cuda/nvrtc_api.h"
#include "backends/cuda/runtime/cuda_runtime.h"
#include "backends/cuda/tactics/match_matmul.h"
#include "compile/problem.h"
#include "ir/host_tensor.h"
#include "passes/pass_manager.h"
#include "sinter/builder.h"
#include "sinter/error.h"
#include "sinter/network.h"
#include "sinter/runtime.h"
#include "support/plan_runner.h"
#include "support/tolerance.h"

namespace sinter {
namespace {

constexpr int64_t kFeatures = 96, kHidden = 80, kLargestBatch = 32;

Tensor constant(Network& n, const Dims& dims, uint32_t seed, const std::string& name) {
  const HostTensor t = test::random_tensor(DataType::kFloat32, dims, seed);
  return n.add_constant(t.dtype, t.dims, t.bytes, name);
}

// Softmax (no CUDA tactic) -> scale, shift, tanh (NVRTC) -> matmul + bias, relu (cuBLASLt) -> softmax (CPU again).
Network proof_network() {
  Network n("gpu_proof");
  const Tensor x = n.add_input("x", DataType::kFloat32, {-1, kFeatures}, {"N", ""});
  const Tensor p = n.add1("Softmax", {x}, {{"axis", 1}}, "softmax_in");
  const Tensor scaled = n.add1("Mul", {p, constant(n, {kFeatures}, 1, "scale")}, {}, "scale_features");
  const Tensor shifted = n.add1("Add", {scaled, constant(n, {kFeatures}, 2, "shift")}, {}, "shift_features");
  const Tensor bent = n.add1("Tanh", {shifted}, {}, "bend");
  const Tensor product = n.add1("MatMul", {bent, constant(n, {kFeatures, kHidden}, 3, "weight")}, {}, "dense");
  const Tensor biased = n.add1("Add", {product, constant(n, {kHidden}, 4, "bias")}, {}, "dense_bias");
  const Tensor active = n.add1("Relu", {biased}, {}, "dense_relu");
  n.mark_output(n.add1("Softmax", {active}, {{"axis", 1}}, "softmax_out"), "y");
  return n;
}

BuildOptions options_for(std::vector<std::string> backends) {
  BuildOptions o = test::quick_options(std::move(backends));
  o.shapes["x"] = {{1, kFeatures}, {8, kFeatures}, {kLargestBatch, kFeatures}};
  return o;
}

// One engine with buffers for the largest batch: addresses stay, so a captured graph can be used again.
class Runner {
 public:
  explicit Runner(std::span<const std::byte> plan) : engine_(Engine::load(plan)), context_(engine_.create_context()) {
    context_.enable_graph(true);
  }
  HostTensor run(const HostTensor& x) {
    context_.set_input_shape(0, x.dims);
    std::memcpy(x_, x.bytes.data(), x.bytes.size());
    std::memset(y_, 0xff, sizeof(y_));
    context_.set_address(0, x_);
    context_.set_address(1, y_);
    context_.run();
    HostTensor y(DataType::kFloat32, context_.shape(1));
    std::memcpy(y.bytes.data(), y_, y.bytes.size());
    return y;
  }
  ExecutionContext& context() { return context_; }

 private:
  Engine engine_;
  ExecutionContext context_;
  alignas(64) float x_[kLargestBatch * kFeatures];
  alignas(64) float y_[kLargestBatch * kHidden];
};

HostTensor by_reference(const Network& n, const HostTensor& x) {
  return Runner(build_plan(n, options_for({"reference"}))).run(x);
}

void print_steps(ExecutionContext& context) {
  std::printf("%-16s %-18s %-8s %-18s %8s\n", "step", "op", "backend", "tactic", "ms");
  for (const LayerTime& t : context.profile())
    std::printf("%-16s %-18s %-8s %-18s %8.4f\n", t.name.c_str(), t.op.c_str(), t.backend.c_str(), t.tactic.c_str(),
                t.ms);
}

std::vector<std::string> kernel_backends(ExecutionContext& context) {
  std::vector<std::string> out;
  for (const LayerTime& t : context.profile())
    if (!t.tactic.empty())
      out.push_back(t.tactic == "pointwise_nvrtc" || t.tactic == "cublaslt_matmul" ? t.tactic : t.backend);
  return out;
}

TEST(GpuProof, CpuAndGpuStepsInOneCapturedPlan) {
  cuda::CudaRuntime cuda;
  if (const char* why = cuda.unavailable()) GTEST_SKIP() << "no GPU: " << why;
  const Network network = proof_network();
  const auto plan = build_plan(network, options_for({"cuda", "cpu"}));
  Runner runner(plan);
  for (int64_t batch : {8, 8, 8, 5, 5, 5, 32, 32}) {
    SCOPED_TRACE("batch " + std::to_string(batch));
    const HostTensor x = test::random_tensor(DataType::kFloat32, {batch, kFeatures}, uint32_t(batch) + 10);
    EXPECT_EQ(test::difference(runner.run(x), by_reference(network, x), kFeatures), "");
  }
  EXPECT_TRUE(runner.context().graph_active());
  std::printf("%s; captured into a CUDA graph: %s\n", cuda.device().description().c_str(),
              runner.context().graph_active() ? "yes" : "no");
  print_steps(runner.context());
  EXPECT_EQ(kernel_backends(runner.context()),
            (std::vector<std::string>{"cpu", "pointwise_nvrtc", "cublaslt_matmul", "cpu"}));
}

// New data through the same captured graph: what is captured is the work, not the values.
TEST(GpuProof, GraphSeesNewData) {
  cuda::CudaRuntime cuda;
  if (const char* why = cuda.unavailable()) GTEST_SKIP() << "no GPU: " << why;
  const Network network = proof_network();
  Runner runner(build_plan(network, options_for({"cuda", "cpu"})));
  for (uint32_t seed = 1; seed <= 4; ++seed) {
    const HostTensor x = test::random_tensor(DataType::kFloat32, {4, kFeatures}, seed);
    EXPECT_EQ(test::difference(runner.run(x), by_reference(network, x), kFeatures), "") << seed;
  }
  EXPECT_TRUE(runner.context().graph_active());
}

TEST(GpuProof, TheSameBinaryRunsWithoutCuda) {
  const Network network = proof_network();
  const HostTensor x = test::random_tensor(DataType::kFloat32, {3, kFeatures}, 1);
  Runner runner(build_plan(network, options_for({"cpu"})));
  EXPECT_EQ(test::difference(runner.run(x), by_reference(network, x), kFeatures), "");
  cuda::CudaRuntime cuda;
  const char* why = cuda.unavailable();
  if (!why) return;
  try {
    build_plan(network, options_for({"cuda", "cpu"}));
    FAIL() << "it built a plan for a GPU that is not there";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kDevice);
    EXPECT_NE(std::string(e.what()).find(why), std::string::npos) << e.what();
  }
}

// What of the plan is device code, compiled without a device.
TEST(GpuProof, PlanKernelsCompileWithNvrtcAlone) {
  std::string why;
  if (!cuda::nvrtc_api(why)) GTEST_SKIP() << why;
  const auto graph = proof_network().impl().graph->clone();
  const cuda::CudaCompiler compiler;
  PassContext passes;
  passes.wants_fusion = [&](std::string_view kind) { return compiler.wants_fusion(kind); };
  run_passes(*graph, passes);
  int compiled = 0, matched = 0;
  for (NodeId id : graph->order()) {
    const Problem p = compile::make_problem(*graph, id, INT64_MAX);
    cuda::CublasLtRecipe recipe;
    if (cuda::match_matmul(p, recipe)) matched += recipe.bias && recipe.relu;
    const Tactic& nvrtc = *compiler.tactics()[0];
    if (!nvrtc.supports(p)) continue;
    const CompiledKernel k = nvrtc.compile(p, {});
    cuda::check_cubin(cuda::PointwiseRecipe::read(k.recipe).cubin);
    ++compiled;
  }
  EXPECT_EQ(compiled, 1);
  EXPECT_EQ(matched, 1);
}

}  // namespace
}  // namespace sinter
