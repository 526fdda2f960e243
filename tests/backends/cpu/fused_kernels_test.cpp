// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Convolutions and products with constant weights and what follows them, fused, by each tactic that takes them.
#include <gtest/gtest.h>

#include <set>

#include "ir/interpret.h"
#include "ops/add.h"
#include "ops/clip.h"
#include "ops/convolution.h"
#include "ops/gelu.h"
#include "ops/leaky_relu.h"
#include "ops/matmul.h"
#include "ops/mul.h"
#include "ops/relu.h"
#include "ops/silu.h"
#include "sinter/error.h"
#include "support/plan_runner.h"
#include "support/tolerance.h"

namespace sinter::test {
namespace {

struct FusedCase {
  std::string name;
  std::unique_ptr<Graph> graph = std::make_unique<Graph>("main");
  std::vector<HostTensor> inputs;
  int64_t reduction = 1;

  ValueId input(DataType type, const Dims& dims) {
    inputs.push_back(random_tensor(type, dims, uint32_t(inputs.size()) + 7));
    return graph->add_input("in" + std::to_string(inputs.size()), ValueType(type, SymDims(dims.begin(), dims.end())));
  }
  ValueId constant(DataType type, const Dims& dims, uint32_t seed) {
    const HostTensor t = random_tensor(type, dims, seed);
    return graph->add_constant(Weights::own(type, dims, {t.bytes.begin(), t.bytes.end()}));
  }
};

/// Every tactic in turn for the step named `kind`; returns the tactics seen.
std::set<std::string> run_all(const FusedCase& c, bool fused) {
  const auto expected = interpret(*c.graph, c.inputs);
  std::set<std::string> seen;
  BuildOptions o = quick_options({"cpu"});
  for (int round = 0; round < 8; ++round) {
    PlanRun run;
    try {
      run = build_graph(*c.graph, o);
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), ErrorCode::kUnsupported) << c.name << ": " << e.what();
      break;
    }
    std::string heavy;
    for (const auto& s : run.plan.steps)
      if (s.tactic.starts_with("conv") || s.tactic.starts_with("gemm")) heavy = s.tactic;
    if (heavy.empty() || seen.contains(heavy)) break;
    if (fused && heavy != "conv.direct") {
      EXPECT_EQ(run.plan.steps.size(), 1u) << c.name << " by " << heavy;
    }
    const auto got = run_plan(run, c.inputs, 2);
    EXPECT_EQ(difference(got.at(0), expected.at(0), c.reduction), "") << c.name << " by " << heavy;
    seen.insert(heavy);
    o.disabled_tactics.push_back(heavy);
  }
  EXPECT_FALSE(seen.empty()) << c.name;
  return seen;
}

FusedCase conv_case(const std::string& name, DataType type, const Dims& x, const Dims& w, Convolution op) {
  FusedCase c;
  c.name = name;
  c.reduction = w[1] * w[2] * w[3];
  const ValueId in = c.input(type, x);
  const ValueId y = c.graph->add_value(std::move(op), {in, c.constant(type, w, 1), c.constant(type, {w[0]}, 2)});
  c.graph->set_outputs({y});
  return c;
}

ValueId last(const FusedCase& c) { return c.graph->outputs()[0]; }

TEST(FusedKernels, ConvolutionBiasResidualRelu) {
  for (DataType t : {DataType::kFloat32, DataType::kFloat16, DataType::kBFloat16})
    for (int64_t group : {1, 2}) {
      auto c = conv_case("conv", t, {2, 6, 9, 11}, {8, 6 / group, 3, 3},
                         {.pads_begin = {1, 1}, .pads_end = {1, 1}, .group = group});
      const ValueId r = c.input(t, {2, 8, 9, 11});
      c.graph->set_outputs({c.graph->add_value(Relu{}, {c.graph->add_value(Add{}, {last(c), r})})});
      const auto seen = run_all(c, true);
      EXPECT_TRUE(seen.contains("conv.im2col_portable")) << group;
    }
}

TEST(FusedKernels, PointwiseConvolutionsAndOddActivations) {
  auto c = conv_case("1x1 leaky", DataType::kFloat32, {1, 17, 13, 7}, {33, 17, 1, 1}, {});
  c.graph->set_outputs({c.graph->add_value(LeakyRelu{.alpha = 0.25}, {last(c)})});
  run_all(c, true);
  for (DataType t : {DataType::kFloat32, DataType::kFloat16}) {
    auto s = conv_case("silu stride 2", t, {1, 3, 17, 19}, {10, 3, 5, 3},
                       {.strides = {2, 2}, .pads_begin = {2, 1}, .pads_end = {2, 1}});
    s.graph->set_outputs({s.graph->add_value(Silu{}, {last(s)})});
    run_all(s, true);
  }
}

TEST(FusedKernels, Depthwise) {
  for (DataType t : {DataType::kFloat32, DataType::kFloat16})
    for (int64_t stride : {1, 2, 3})
      for (int64_t dilation : {1, 2}) {
        auto c = conv_case("depthwise", t, {2, 5, 14, 53}, {10, 1, 3, 3},
                           {.strides = {stride, stride},
                            .dilations = {dilation, dilation},
                            .pads_begin = {1, 2},
                            .pads_end = {1, 0},
                            .group = 5});
        c.graph->set_outputs({c.graph->add_value(Clip{.min = 0, .max = 6}, {last(c)})});
        EXPECT_TRUE(run_all(c, true).contains("conv.depthwise"));
      }
  auto big = conv_case("depthwise tall", DataType::kFloat32, {1, 2, 200, 300}, {2, 1, 5, 5},
                       {.pads_begin = {2, 2}, .pads_end = {2, 2}, .group = 2});
  EXPECT_TRUE(run_all(big, false).contains("conv.depthwise"));
}

FusedCase matmul_case(DataType t, const Dims& a, const Dims& b, bool constant_b, MatMul op) {
  FusedCase c;
  c.name = "matmul " + to_string(a) + to_string(b);
  c.reduction = a.back();
  const ValueId x = c.input(t, a);
  c.graph->set_outputs({c.graph->add_value(op, {x, constant_b ? c.constant(t, b, 1) : c.input(t, b)})});
  return c;
}

TEST(FusedKernels, MatMulBiasGeluResidual) {
  for (DataType t : {DataType::kFloat32, DataType::kFloat16, DataType::kBFloat16})
    for (bool constant : {false, true}) {
      auto c = matmul_case(t, {2, 5, 33}, {33, 70}, constant, {});
      ValueId v = c.graph->add_value(Add{}, {last(c), c.constant(t, {70}, 3)});
      v = c.graph->add_value(Gelu{}, {v});
      c.graph->set_outputs({c.graph->add_value(Add{}, {v, c.input(t, {2, 5, 70})})});
      run_all(c, true);
      auto r = matmul_case(t, {2, 5, 33}, {33, 70}, constant, {});
      const ValueId residual = r.input(t, {2, 5, 70});
      v = r.graph->add_value(
          Relu{},
          {r.graph->add_value(Add{}, {residual, r.graph->add_value(Add{}, {r.constant(t, {70}, 3), last(r)})})});
      r.graph->set_outputs({v});
      run_all(r, true);
    }
}

TEST(FusedKernels, MatMulShapes) {
  for (DataType t : {DataType::kFloat32, DataType::kFloat16, DataType::kFloat64, DataType::kInt32}) {
    run_all(matmul_case(t, {3, 4, 5, 6}, {3, 4, 6, 7}, false, {}), false);
    run_all(matmul_case(t, {3, 1, 5, 6}, {4, 6, 7}, false, {}), false);
    run_all(matmul_case(t, {2, 3, 6, 5}, {3, 7, 6}, false, {.transpose_a = true, .transpose_b = true}), false);
    run_all(matmul_case(t, {6}, {2, 6, 7}, false, {}), false);
    run_all(matmul_case(t, {2, 5, 6}, {6}, true, {}), false);
    run_all(matmul_case(t, {6}, {6}, false, {}), false);
    run_all(matmul_case(t, {1, 300}, {300, 200}, true, {}), false);
    run_all(matmul_case(t, {40, 20}, {70, 20}, true, {.transpose_b = true}), false);
  }
}

}  // namespace
}  // namespace sinter::test
