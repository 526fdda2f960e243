// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/split_fusion.h"

#include <set>

#include "ir/constant.h"
#include "ops/fusion.h"
#include "passes/region.h"
#include "passes/rewrite.h"
#include "sinter/error.h"

namespace sinter {
namespace {

NodeMeta meta_of_copy(const Graph& region, const Node& node, const std::vector<std::string>& sources) {
  NodeMeta meta;
  meta.sources = node.sources.empty() && !node.op.is<Constant>() ? sources : node.sources;
  for (ValueId v : node.outputs)
    meta.output_names.push_back(v == kNoValue ? std::string() : user_name(region.value(v)));
  meta.num_outputs = int(node.outputs.size());
  for (const auto& r : node.regions) meta.regions.push_back(r->clone());
  meta.fresh_symbols = node.fresh_symbols;
  return meta;
}

}  // namespace

void splice_region(Graph& graph, NodeId id, size_t which, size_t first_input) {
  // Taken out of the node: adding nodes may move it, and it goes away in the end.
  const std::unique_ptr<Graph> region = graph.node(id).regions.at(which)->clone();
  const std::vector<std::string> sources = graph.node(id).sources;
  std::vector<ValueId> outside(region->value_capacity(), kNoValue);
  for (size_t i = 0; i < region->inputs().size(); ++i)
    outside[region->inputs()[i]] = graph.node(id).inputs.at(first_input + i);
  for (NodeId n : region->order()) {
    const Node& node = region->node(n);
    std::vector<ValueId> in;
    for (ValueId v : node.inputs) in.push_back(v == kNoValue ? kNoValue : outside[v]);
    const NodeId made = graph.add(node.op, std::move(in), meta_of_copy(*region, node, sources), id);
    Node& copy = graph.node(made);
    copy.compute_dtype = node.compute_dtype;
    copy.compute_wish = node.compute_wish;
    copy.output_wish = node.output_wish;
    for (size_t i = 0; i < node.outputs.size(); ++i)
      if (node.outputs[i] != kNoValue) outside[node.outputs[i]] = copy.outputs[i];
  }
  const std::vector<ValueId> outputs = graph.node(id).outputs;
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (outputs[i] == kNoValue) continue;
    const ValueId inner = region->outputs().at(i), to = outside[inner];
    if (!can_replace(graph, outputs[i], to)) fail(ErrorCode::kInternal, graph.describe(id) + " passes a value through");
    (region->producer(inner) == kNoNode ? replace_value : replace_with_new)(graph, outputs[i], to);
  }
  const std::vector<ValueId> inputs = graph.node(id).inputs;
  graph.remove(id);  // also where a region has side effects: they are in the graph now
  for (ValueId v : inputs) remove_unused(graph, graph.producer(v));
}

NodeId split_fusion_at(Graph& graph, NodeId id, size_t count) {
  const std::string kind = graph.node(id).op.as<Fusion>()->kind;
  const auto before = graph.order();
  const std::set<NodeId> old(before.begin(), before.end());
  inline_region(graph, id);
  std::vector<NodeId> first, rest;
  for (NodeId n : graph.order())
    if (!old.contains(n) && !graph.node(n).op.is<Constant>()) (first.size() < count ? first : rest).push_back(n);
  PassContext context;
  const NodeId made = first.size() > 1 ? make_fusion(graph, kind, first, context) : first.at(0);
  if (rest.size() > 1) make_fusion(graph, "pointwise", rest, context);
  return made;
}

void inline_region(Graph& graph, NodeId id) {
  if (graph.node(id).regions.size() != 1) fail(ErrorCode::kInternal, graph.describe(id) + " has no region to inline");
  splice_region(graph, id, 0, 0);
}

}  // namespace sinter
