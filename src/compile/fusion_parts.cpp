// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "compile/fusion_parts.h"

#include "ir/constant.h"
#include "passes/split_fusion.h"

namespace sinter::compile {
namespace {

// The fusion alone, with its inputs as inputs and constants.
std::unique_ptr<Graph> alone(const Graph& graph, NodeId fusion, NodeId& copy) {
  auto g = std::make_unique<Graph>("part");
  g->symbols() = graph.symbols();
  const Node& n = graph.node(fusion);
  std::vector<ValueId> inputs;
  for (ValueId v : n.inputs) {
    const Weights* w = graph.constant(v);
    const std::string& name = graph.value(v).name;
    inputs.push_back(w ? g->add_constant(*w, name) : g->add_input(name, graph.value(v).type));
  }
  NodeMeta meta;
  meta.sources = n.sources;
  meta.num_outputs = int(n.outputs.size());
  meta.regions.push_back(n.regions.at(0)->clone());
  copy = g->add(n.op, std::move(inputs), std::move(meta));
  Node& made = g->node(copy);
  made.compute_dtype = n.compute_dtype;
  made.compute_wish = n.compute_wish;
  made.output_wish = n.output_wish;
  g->set_outputs(made.outputs);
  return g;
}

size_t computing_nodes(const Graph& region) {
  size_t n = 0;
  for (NodeId id : region.order()) n += !region.node(id).op.is<Constant>();
  return n;
}

}  // namespace

size_t supported_prefix(const Graph& graph, NodeId fusion, const std::function<bool(const Graph&, NodeId)>& supports) {
  for (size_t count = computing_nodes(*graph.node(fusion).regions.at(0)); count-- > 1;) {
    NodeId copy = kNoNode;
    const auto part = alone(graph, fusion, copy);
    if (supports(*part, split_fusion_at(*part, copy, count))) return count;
  }
  return 0;
}

}  // namespace sinter::compile
