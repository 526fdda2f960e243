// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/epilogue.h"

#include <algorithm>
#include <set>

#include "passes/channel_constant.h"
#include "passes/match.h"
#include "passes/region.h"
#include "passes/rewrite.h"

namespace sinter {
namespace {

class EpilogueGrower {
 public:
  EpilogueGrower(const Graph& graph, const std::vector<uint32_t>& position, NodeId root, int channel_axis)
      : graph_(graph), position_(position), axis_(channel_axis), type_(graph.tensor(graph.node(root).outputs[0])) {
    take(root);
  }

  std::vector<NodeId> grow() {
    size_t closed = 1;  // length of the longest prefix with a single way out
    while (!candidates_.empty() && nodes_.size() < kMaxRegionNodes) {
      const NodeId id = candidates_.begin()->second;
      candidates_.erase(candidates_.begin());
      if (!joins(id)) continue;
      take(id);
      if (count_operands(graph_, nodes_) > kMaxRegionOperands) break;
      if (is_closed()) closed = nodes_.size();
    }
    nodes_.resize(closed);
    return nodes_;
  }

 private:
  void take(NodeId id) {
    nodes_.push_back(id);
    const ValueId out = graph_.node(id).outputs[0];
    values_.insert(out);
    for (const Use& u : graph_.value(out).uses) candidates_.emplace(position_[u.node], u.node);
  }

  // Has the residual slot's state as a side effect: at most one operand of the whole size comes from outside (a
  // residual that is added, a gate that is multiplied). Smaller ones that broadcast are read again and again from near.
  bool joins(NodeId id) {
    const Node& n = graph_.node(id);
    if (!is_pointwise(graph_, n) || !(graph_.tensor(n.outputs[0]) == type_)) return false;
    if (n.compute_dtype != graph_.node(nodes_[0]).compute_dtype) return false;
    bool residual = false;
    for (ValueId v : n.inputs) {
      if (values_.contains(v) || is_channel_constant(graph_, v, type_, axis_)) continue;
      const TensorType& t = graph_.tensor(v);
      if (t.dims == type_.dims && !graph_.constant(v)) {
        if (residual || has_residual_ || !(t == type_)) return false;
        residual = true;
      } else if (!broadcasts_from_less(t)) {
        return false;
      }
    }
    has_residual_ |= residual;
    return true;
  }

  bool broadcasts_from_less(const TensorType& t) const {
    if (t.dims == type_.dims || !surely_broadcasts(t.dims, type_.dims)) return false;
    return is_float(t.dtype) ? t.dtype == type_.dtype : t.dtype == DataType::kBool;
  }

  // Only the newest value is used outside of the group. Then nothing outside lies between two of its nodes either.
  bool is_closed() const {
    const ValueId last = graph_.node(nodes_.back()).outputs[0];
    return std::all_of(values_.begin(), values_.end(), [&](ValueId v) {
      if (v == last) return true;
      if (graph_.is_output(v)) return false;
      const auto& uses = graph_.value(v).uses;
      return std::all_of(uses.begin(), uses.end(),
                         [&](const Use& u) { return std::find(nodes_.begin(), nodes_.end(), u.node) != nodes_.end(); });
    });
  }

  const Graph& graph_;
  const std::vector<uint32_t>& position_;
  const int axis_;
  const TensorType type_;
  std::vector<NodeId> nodes_;
  std::set<ValueId> values_;
  std::set<std::pair<uint32_t, NodeId>> candidates_;
  bool has_residual_ = false;
};

}  // namespace

std::vector<NodeId> grow_epilogue(const Graph& graph, const std::vector<uint32_t>& position, NodeId root,
                                  int channel_axis) {
  return EpilogueGrower(graph, position, root, channel_axis).grow();
}

bool fuse_epilogues(Graph& graph, PassContext& context, const std::string& kind, bool (*is_root)(const Node&),
                    int (*channel_axis)(const TensorType& output)) {
  if (!context.wants(kind)) return false;
  bool changed = false;
  auto position = node_positions(graph);
  auto order = graph.order();
  std::reverse(order.begin(), order.end());
  for (NodeId id : order) {
    if (!graph.alive(id) || !is_root(graph.node(id))) continue;
    const auto nodes = grow_epilogue(graph, position, id, channel_axis(graph.tensor(graph.node(id).outputs[0])));
    if (nodes.size() < 2) continue;
    const uint32_t place = position[nodes.back()];
    const NodeId made = make_fusion(graph, kind, nodes, context);
    position.resize(std::max(position.size(), size_t(made) + 1));
    position[made] = place;
    changed = true;
  }
  return changed;
}

}  // namespace sinter
