// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/fuse_pointwise.h"

#include <algorithm>
#include <set>

#include "passes/region.h"
#include "passes/rewrite.h"

namespace sinter {
namespace {

// Grows a group upwards from its last node. Producers are looked at from the latest to the earliest, so when one's turn
// comes all nodes of the group that might use its value are known.
class PointwiseGrower {
 public:
  PointwiseGrower(const Graph& graph, const std::vector<uint32_t>& position, NodeId root)
      : graph_(graph), position_(position), root_(root) {
    take(root);
  }

  std::vector<NodeId> grow() {
    while (!candidates_.empty() && nodes_.size() < kMaxRegionNodes) {
      const NodeId id = std::prev(candidates_.end())->second;
      candidates_.erase(std::prev(candidates_.end()));
      if (!joins(id)) continue;
      take(id);
      if (count_operands(graph_, nodes_) <= kMaxRegionOperands) continue;
      nodes_.pop_back();  // nothing was taken after it, so the rest is still a group
      break;
    }
    std::reverse(nodes_.begin(), nodes_.end());
    return nodes_;
  }

 private:
  void take(NodeId id) {
    nodes_.push_back(id);
    for (ValueId v : graph_.node(id).inputs)
      if (const NodeId p = graph_.producer(v); p != kNoNode) candidates_.emplace(position_[p], p);
  }

  bool joins(NodeId id) const {
    const Node& n = graph_.node(id);
    if (!is_pointwise(graph_, n) || n.compute_dtype != graph_.node(root_).compute_dtype) return false;
    const ValueId out = n.outputs[0];
    const auto& uses = graph_.value(out).uses;
    if (graph_.is_output(out) || !std::all_of(uses.begin(), uses.end(), [&](const Use& u) {
          return std::find(nodes_.begin(), nodes_.end(), u.node) != nodes_.end();
        }))
      return false;
    const TensorType& type = graph_.tensor(out);
    return type.dims == graph_.tensor(graph_.node(root_).outputs[0]).dims || static_count(type) == 1;
  }

  const Graph& graph_;
  const std::vector<uint32_t>& position_;
  const NodeId root_;
  std::vector<NodeId> nodes_;  // in reverse topological order
  std::set<std::pair<uint32_t, NodeId>> candidates_;
};

}  // namespace

bool fuse_pointwise(Graph& graph, PassContext& context) {
  if (!context.wants("pointwise")) return false;
  bool changed = false;
  auto position = node_positions(graph);
  auto order = graph.order();
  std::reverse(order.begin(), order.end());
  for (NodeId id : order) {
    if (!graph.alive(id) || !is_pointwise(graph, graph.node(id))) continue;
    const auto nodes = PointwiseGrower(graph, position, id).grow();
    if (nodes.size() < 2) continue;
    const uint32_t place = position[nodes.back()];
    const NodeId made = make_fusion(graph, "pointwise", nodes, context);
    position.resize(std::max(position.size(), size_t(made) + 1));
    position[made] = place;
    changed = true;
  }
  return changed;
}

}  // namespace sinter
