// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/region.h"

#include <algorithm>
#include <map>
#include <set>

#include "ir/constant.h"
#include "ops/fusion.h"
#include "passes/rewrite.h"

namespace sinter {
namespace {

// Builds one region; `inside` maps values of the graph to values of the region.
class RegionBuilder {
 public:
  explicit RegionBuilder(const Graph& graph) : graph_(graph), region_(std::make_unique<Graph>("region")) {}

  void add(NodeId id) {
    const Node& n = graph_.node(id);
    std::vector<ValueId> in;
    for (ValueId v : n.inputs) in.push_back(v == kNoValue ? kNoValue : value_for(v, n.op.def().program != nullptr));
    NodeMeta meta;
    meta.sources = n.sources;
    meta.output_names = {user_name(graph_.value(n.outputs[0]))};
    const NodeId made = region_->add(n.op, std::move(in), std::move(meta));
    Node& copy = region_->node(made);
    copy.compute_dtype = n.compute_dtype;
    copy.compute_wish = n.compute_wish;
    copy.output_wish = n.output_wish;
    inside_[n.outputs[0]] = copy.outputs[0];
  }

  std::unique_ptr<Graph> finish(const std::vector<ValueId>& outputs) {
    std::vector<ValueId> inner;
    for (ValueId v : outputs) inner.push_back(inside_.at(v));
    region_->set_outputs(std::move(inner));
    for (auto& [name, symbol] : region_->symbols())
      if (auto it = graph_.symbols().find(name); it != graph_.symbols().end()) symbol = it->second;
    return std::move(region_);
  }
  const std::vector<ValueId>& operands() const { return operands_; }

 private:
  ValueId value_for(ValueId v, bool pointwise_user) {
    const bool constant = pointwise_user && is_region_constant(graph_, v);
    auto& known = constant ? constants_ : inside_;
    if (auto it = known.find(v); it != known.end()) return it->second;
    const Value& value = graph_.value(v);
    ValueId made;
    if (constant) {
      made = region_->add_constant(*graph_.constant(v), user_name(value));
      region_->node(region_->producer(made)).sources = graph_.node(value.producer).sources;
    } else {
      made = region_->add_input(user_name(value), value.type);
      operands_.push_back(v);
    }
    known[v] = made;
    return made;
  }

  const Graph& graph_;
  std::unique_ptr<Graph> region_;
  std::map<ValueId, ValueId> inside_, constants_;
  std::vector<ValueId> operands_;
};

std::string fusion_line(const Graph& graph, const std::vector<NodeId>& nodes, const std::string& kind) {
  std::vector<std::string> parts;
  for (NodeId id : nodes) {
    std::string l = label(graph, id);
    if (parts.empty() || parts.back() != l) parts.push_back(std::move(l));
  }
  std::string line;
  for (const auto& p : parts) line += (line.empty() ? "" : " + ") + p;
  return line + " -> Fusion:" + kind;
}

}  // namespace

bool is_region_constant(const Graph& graph, ValueId value) {
  const Weights* w = graph.constant(value);
  return w && w->count() == 1;
}

size_t count_operands(const Graph& graph, const std::vector<NodeId>& nodes) {
  std::set<ValueId> made, needed;
  for (NodeId id : nodes) made.insert(graph.node(id).outputs[0]);
  for (NodeId id : nodes)
    for (ValueId v : graph.node(id).inputs)
      if (v != kNoValue && !made.contains(v) && !is_region_constant(graph, v)) needed.insert(v);
  return needed.size();
}

std::vector<ValueId> values_used_outside(const Graph& graph, const std::vector<NodeId>& nodes) {
  std::vector<ValueId> out{graph.node(nodes.back()).outputs[0]};
  for (NodeId id : nodes) {
    const ValueId v = graph.node(id).outputs[0];
    const auto& uses = graph.value(v).uses;
    const bool outside = std::any_of(uses.begin(), uses.end(), [&](const Use& u) {
      return std::find(nodes.begin(), nodes.end(), u.node) == nodes.end();
    });
    if (v != out[0] && (outside || graph.is_output(v))) out.push_back(v);
  }
  return out;
}

NodeId make_fusion(Graph& graph, const std::string& kind, const std::vector<NodeId>& nodes, PassContext& context) {
  context.changed([&] { return fusion_line(graph, nodes, kind); });
  const NodeId root = nodes.back();
  const std::vector<ValueId> old = values_used_outside(graph, nodes);
  RegionBuilder builder(graph);
  NodeMeta meta;
  Node gathered;
  for (NodeId id : nodes) {
    builder.add(id);
    Graph::add_sources(gathered, graph.node(id).sources);
  }
  meta.sources = std::move(gathered.sources);
  meta.num_outputs = int(old.size());
  meta.regions.push_back(builder.finish(old));
  const Wish output_wish = graph.node(root).output_wish, compute_wish = graph.node(root).compute_wish;
  const DataType compute = graph.node(root).compute_dtype;
  const NodeId made = graph.add(Fusion{.kind = kind}, builder.operands(), std::move(meta), root);
  Node& fusion = graph.node(made);
  fusion.output_wish = output_wish;
  fusion.compute_wish = compute_wish;
  fusion.compute_dtype = compute;
  // From the last value to the first: when its turn comes, the users inside the group are gone.
  std::vector<size_t> order{0};
  for (size_t i = old.size(); i-- > 1;) order.push_back(i);
  for (size_t i : order) {
    const NodeId producer = graph.producer(old[i]);
    replace_with_new(graph, old[i], graph.node(made).outputs[i]);
    remove_unused(graph, producer);
  }
  return made;
}

}  // namespace sinter
