// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The op cases of tests/support, for every tactic of this backend that supports them.
#include <gtest/gtest.h>

#include "backends/cuda/cuda_compiler.h"
#include "compile/problem.h"
#include "gpu.h"
#include "ir/interpret.h"
#include "support/op_cases.h"
#include "support/tolerance.h"

namespace sinter::cuda {
namespace {

class OpCasesGpu : public GpuTest {};

// The operands of the graph's only node: it may read an input twice, in another order, or not at all.
std::vector<HostTensor> operands_of(const Graph& graph, const std::vector<HostTensor>& inputs) {
  std::vector<HostTensor> out;
  for (ValueId v : graph.node(graph.first()).inputs)
    for (size_t i = 0; i < inputs.size(); ++i)
      if (graph.inputs()[i] == v) out.push_back(inputs[i]);
  return out;
}

// Needs no library: where one is missing, tactics refuse.
TEST(CudaTactics, AnswerForEveryOp) {
  const CudaCompiler compiler;
  for (const auto& c : test::all_op_cases()) {
    SCOPED_TRACE(c.name);
    const auto graph = c.build();
    for (NodeId id : graph->order()) {
      const Problem p = compile::make_problem(*graph, id, int64_t{1} << 30);
      for (const Tactic* t : compiler.tactics()) {
        const Verdict v = t->supports(p);
        EXPECT_TRUE(v || !v.reason().empty()) << t->name();
      }
    }
  }
}

TEST_F(OpCasesGpu, EveryTacticAgreesWithTheReference) {
  const CudaCompiler compiler;
  std::map<std::string, int> runs;
  for (const auto& c : test::all_op_cases()) {
    SCOPED_TRACE(c.name);
    const auto graph = c.build();
    if (graph->num_nodes() != 1) continue;
    const Problem p = compile::make_problem(*graph, graph->first(), int64_t{1} << 30);
    for (const Tactic* t : compiler.tactics()) {
      if (!t->supports(p)) continue;
      const auto expected = interpret(*graph, c.inputs);
      std::vector<HostTensor> outputs;
      for (const auto& e : expected) outputs.emplace_back(e.dtype, e.dims);
      const auto kernel = load_compiled(gpu(), t->compile(p, {}));
      const auto got = run_on_gpu(gpu(), *kernel, operands_of(*graph, c.inputs), outputs);
      for (size_t i = 0; i < got.size(); ++i)
        EXPECT_EQ(test::difference(got[i], expected[i], c.reduction), "") << t->name();
      ++runs[t->name()];
    }
  }
  for (const auto& [tactic, n] : runs) std::printf("%s: %d cases\n", tactic.c_str(), n);
  EXPECT_GT(runs["pointwise_nvrtc"], 50);
}

}  // namespace
}  // namespace sinter::cuda
