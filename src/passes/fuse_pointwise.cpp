// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/fuse_pointwise.h"

#include <algorithm>
#include <set>

#include "passes/match.h"
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

  bool joins(NodeId id) {
    const Node& n = graph_.node(id);
    if (!is_pointwise(graph_, n) || n.compute_dtype != graph_.node(root_).compute_dtype) return false;
    const ValueId out = n.outputs[0];
    const TensorType& type = graph_.tensor(out);
    const SymDims& dims = graph_.tensor(graph_.node(root_).outputs[0]).dims;
    const bool inside = stays_inside(out);
    if (type.dims == dims) return inside || becomes_output(out);
    if (!inside) return false;
    if (static_count(type) == 1) return true;
    // Computed again for every place it is spread to: cheap ops only, and few.
    if (!surely_broadcasts(type.dims, dims) || !is_cheap(n.op) || spread_ == kMaxSpreadNodes) return false;
    ++spread_;
    return true;
  }

  bool stays_inside(ValueId v) const {
    const auto& uses = graph_.value(v).uses;
    return !graph_.is_output(v) && std::all_of(uses.begin(), uses.end(), [&](const Use& u) {
      return std::find(nodes_.begin(), nodes_.end(), u.node) != nodes_.end();
    });
  }

  // A value that others need too is one more output, if all of them come later than the group.
  bool becomes_output(ValueId v) {
    if (outputs_ == kMaxPointwiseOutputs) return false;
    for (const Use& u : graph_.value(v).uses) {
      const bool inside = std::find(nodes_.begin(), nodes_.end(), u.node) != nodes_.end();
      if (!inside && position_[u.node] < position_[root_]) return false;
    }
    ++outputs_;
    return true;
  }

  static bool is_cheap(const Op& op) {
    static constexpr std::string_view kCheap[] = {"Abs", "Add",    "And", "Cast", "Clip", "Equal", "Greater",
                                                  "GreaterOrEqual", "Less", "LessOrEqual", "Max", "Min",
                                                  "Mul", "Neg",    "Not", "Or",   "Relu", "Select", "Sub"};
    return std::find(std::begin(kCheap), std::end(kCheap), op.name()) != std::end(kCheap);
  }

  static constexpr int kMaxSpreadNodes = 4, kMaxPointwiseOutputs = 4;

  const Graph& graph_;
  const std::vector<uint32_t>& position_;
  const NodeId root_;
  int spread_ = 0, outputs_ = 1;
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
