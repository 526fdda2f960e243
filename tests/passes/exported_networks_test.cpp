// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Networks as PyTorch's exporters and tf2onnx write them (tests/data): the steps that are left after all passes, counted exactly,
// and the same results with each optional pass left out.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>

#include "import/onnx/import.h"
#include "ir/constant.h"
#include "ir/interpret.h"
#include "passes/fixture.h"
#include "passes/pass_manager.h"

namespace sinter::test {
namespace {

/// What is left of a network. `ops` counts nodes that compute by op, fusions by kind ("Fusion:conv"), and, with a
/// "+" in front, ops inside of fusions.
struct StepCounts {
  int steps = 0;
  std::map<std::string, int> ops;

  int of(const std::string& op) const {
    const auto it = ops.find(op);
    return it == ops.end() ? 0 : it->second;
  }
};

std::string kind_of(const Node& n) {
  for (const auto& a : changed_attrs(n.op))
    if (a.name == "kind" && n.op.name() == "Fusion") return "Fusion:" + std::get<std::string>(a.value);
  return std::string(n.op.name());
}

StepCounts count_steps(const Graph& graph) {
  StepCounts c;
  for (NodeId id : graph.order()) {
    const Node& n = graph.node(id);
    if (n.op.is<Constant>() || n.op.def().traits.view) continue;
    ++c.steps;
    ++c.ops[kind_of(n)];
    for (const auto& region : n.regions)
      for (NodeId inner : region->order()) ++c.ops["+" + std::string(region->node(inner).op.name())];
  }
  return c;
}

/// Passes as the CPU backend asks for them.
PassContext cpu_context() {
  PassContext context;
  context.options.verify = true;
  context.wants_fusion = [](std::string_view kind) {
    return kind == "conv" || kind == "matmul" || kind == "pointwise";
  };
  return context;
}

struct Network {
  std::string name;
  int steps, conv, matmul, pointwise, attention, norms, gelus, silus;
};

std::ostream& operator<<(std::ostream& out, const Network& n) { return out << n.name; }

std::string path_of(const Network& n) {
  const bool older = n.name == "bert_torchscript" || n.name == "bert_dynamo";
  return std::string("tests/data/") + (older ? "" : "exported/") + n.name + ".onnx";
}

SymbolValues network_symbols() {
  return {{"batch", 2}, {"sequence", 5}, {"past", 3}, {"total", 8}};
}

HostTensor network_input(const std::string& name, const TensorType& type, std::mt19937& random) {
  const SymbolValues symbols = network_symbols();
  Dims dims;
  for (const Dim& d : type.dims) dims.push_back(d.eval([&](const std::string& s) { return symbols.at(s); }).value());
  std::vector<double> values;
  for (int64_t k = 0; k < element_count(dims); ++k) {
    if (is_float(type.dtype)) values.push_back(double(random() % 4096) / 2048 - 1);
    else if (name == "attention_mask") values.push_back(k % dims.back() < 6 || k < dims.back());  // the second one ends
    else values.push_back(double(random() % (name == "token_type_ids" ? 2 : 300)));
  }
  return HostTensor::of_doubles(type.dtype, dims, values);
}

std::vector<HostTensor> network_inputs(const Graph& graph) {
  std::mt19937 random(11);
  std::vector<HostTensor> out;
  for (ValueId v : graph.inputs()) out.push_back(network_input(graph.value(v).name, graph.tensor(v), random));
  return out;
}

void expect_close_outputs(const std::vector<HostTensor>& got, const std::vector<HostTensor>& want,
                          const std::string& what) {
  ASSERT_EQ(got.size(), want.size()) << what;
  for (size_t i = 0; i < got.size(); ++i) {
    ASSERT_EQ(got[i].dims, want[i].dims) << what;
    const auto a = got[i].to_doubles(), b = want[i].to_doubles();
    double largest = 1e-6, worst = 0;
    for (double v : b) largest = std::max(largest, std::fabs(v));
    for (size_t k = 0; k < a.size(); ++k) {
      ASSERT_TRUE(std::isfinite(a[k])) << what << ", output " << i << ", element " << k;
      worst = std::max(worst, std::fabs(a[k] - b[k]));
    }
    EXPECT_LE(worst / largest, 1e-5) << what << ", output " << i;
  }
}

class ExportedNetwork : public testing::TestWithParam<Network> {};

TEST_P(ExportedNetwork, HasTheseSteps) {
  const Network& n = GetParam();
  const auto graph = onnx::import_file(path_of(n)).graph;
  PassContext context = cpu_context();
  run_passes(*graph, context);
  const StepCounts c = count_steps(*graph);
  std::string all;
  for (const auto& [op, count] : c.ops) all += " " + op + "=" + std::to_string(count);
  EXPECT_EQ(c.steps, n.steps) << all;
  EXPECT_EQ(c.of("Fusion:conv") + c.of("Convolution"), n.conv) << all;
  EXPECT_EQ(c.of("Fusion:matmul") + c.of("MatMul"), n.matmul) << all;
  EXPECT_EQ(c.of("Fusion:pointwise"), n.pointwise) << all;
  EXPECT_EQ(c.of("Attention"), n.attention) << all;
  EXPECT_EQ(c.of("LayerNorm"), n.norms) << all;
  EXPECT_EQ(c.of("Gelu") + c.of("+Gelu"), n.gelus) << all;
  EXPECT_EQ(c.of("Silu") + c.of("+Silu"), n.silus) << all;
  for (const char* op : {"Erf", "+Erf", "+Tanh", "+BatchNorm", "BatchNorm", "Pow", "+Pow"})
    // The Tanh of BERT is its pooler's.
    EXPECT_EQ(c.of(op), n.name.rfind("bert", 0) == 0 && std::string(op) == "+Tanh" ? 1 : 0) << op << " in" << all;
}

TEST_P(ExportedNetwork, GivesTheSameWithAnyPassLeftOut) {
  const Network& n = GetParam();
  const auto original = onnx::import_file(path_of(n)).graph;
  const auto inputs = network_inputs(*original);
  const auto want = interpret(*original, inputs);
  std::vector<std::string> left_out{""};
  for (const PassInfo& pass : pass_infos())
    if (pass.optional) left_out.emplace_back(pass.name);
  for (const std::string& name : left_out) {
    const auto graph = original->clone();
    PassContext context = cpu_context();
    if (!name.empty()) context.options.disabled = {name};
    run_passes(*graph, context);
    expect_close_outputs(interpret(*graph, inputs), want, "without " + (name.empty() ? "nothing" : name));
    if (HasFatalFailure()) return;
  }
}

// name, steps, convolutions, products, pointwise groups, attentions, norms, gelus, silus
INSTANTIATE_TEST_SUITE_P(All, ExportedNetwork,
                         testing::Values(Network{"resnet18_torchscript", 23, 20, 1, 0, 0, 0, 0, 0},
                                         Network{"resnet18_dynamo", 23, 20, 1, 0, 0, 0, 0, 0},
                                         Network{"mobilenet_v2_torchscript", 21, 19, 1, 0, 0, 0, 0, 0},
                                         Network{"mobilenet_v2_dynamo", 21, 19, 1, 0, 0, 0, 0, 0},
                                         Network{"yolo_torchscript", 96, 54, 0, 1, 0, 0, 0, 47},
                                         Network{"yolo_dynamo", 96, 54, 0, 1, 0, 0, 0, 47},
                                         Network{"vit_torchscript", 36, 1, 9, 0, 2, 5, 2, 0},
                                         Network{"vit_dynamo", 36, 1, 9, 0, 2, 5, 2, 0},
                                         Network{"gpt2_torchscript", 49, 0, 9, 1, 2, 5, 2, 0},
                                         Network{"gpt2_dynamo", 51, 0, 9, 1, 2, 5, 2, 0},
                                         Network{"bert_torchscript", 43, 0, 13, 2, 2, 5, 2, 0},
                                         Network{"bert_dynamo", 45, 0, 13, 2, 2, 5, 2, 0},
                                         Network{"bert_eager_torchscript", 43, 0, 13, 3, 2, 5, 2, 0},
                                         Network{"bert_eager_dynamo", 45, 0, 13, 2, 2, 5, 2, 0},
                                         Network{"resnet_tf2onnx", 14, 9, 1, 0, 0, 0, 0, 0},
                                         Network{"mobilenet_v2_tf2onnx", 17, 14, 1, 0, 0, 0, 0, 0},
                                         Network{"bert_tf2onnx", 35, 0, 13, 2, 2, 5, 2, 0},
                                         Network{"vit_tf2onnx", 35, 1, 13, 0, 2, 5, 2, 0},
                                         Network{"recurrent_tf2onnx", 12, 0, 1, 0, 0, 0, 0, 0}),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace sinter::test
