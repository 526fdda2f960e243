// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/merge_movement.h"

#include <algorithm>

#include "ops/matmul.h"
#include "ops/reshape.h"
#include "ops/transpose.h"
#include "passes/axis_factors.h"
#include "passes/channel_constant.h"
#include "passes/match.h"
#include "passes/rewrite.h"
#include "passes/rules/transpose_perm.h"

namespace sinter {
namespace {

constexpr size_t kMaxMovementChain = 64;

bool is_movement(const Graph& graph, NodeId id) {
  if (id == kNoNode) return false;
  const Node& n = graph.node(id);
  if (n.inputs.size() != 1 || graph.value(n.outputs[0]).host_value) return false;
  return n.op.is<Transpose>() || (n.op.is<Reshape>() && n.op.as<Reshape>()->dims == graph.tensor(n.outputs[0]).dims);
}

// How dear a chain is: elements are moved by Transposes alone.
struct ChainCost {
  int transposes = 0, nodes = 0;
  bool operator<(const ChainCost& o) const {
    return transposes != o.transposes ? transposes < o.transposes : nodes < o.nodes;
  }
};

// From the last node upwards. The nodes up to the first one that somebody else uses too would go away. Beyond that the
// chain only goes on if it has a Transpose of its own, else a second Transpose would come of it.
struct MovementChain {
  std::vector<NodeId> nodes;  // the last node first
  ChainCost own;
};

MovementChain chain_of(const Graph& graph, NodeId last) {
  MovementChain chain;
  bool owned = true;
  for (NodeId id = last; is_movement(graph, id) && chain.nodes.size() < kMaxMovementChain;) {
    if (id != last) {
      const ValueId out = graph.node(id).outputs[0];
      const auto& uses = graph.value(out).uses;
      owned = owned && uses.size() == 1 && !graph.is_output(out);
      if (!owned && chain.own.transposes == 0 && graph.node(id).op.is<Transpose>()) break;
    }
    if (owned) {
      ++chain.own.nodes;
      chain.own.transposes += graph.node(id).op.is<Transpose>();
    }
    chain.nodes.push_back(id);
    id = graph.producer(graph.node(id).inputs[0]);
  }
  return chain;
}

std::optional<AxisFactors::Steps> steps_of(const Graph& graph, const std::vector<NodeId>& nodes) {
  const SymDims source = graph.tensor(graph.node(nodes.back()).inputs[0]).dims;
  AxisFactors factors(source);
  for (auto it = nodes.rbegin(); it != nodes.rend(); ++it) {
    const Node& n = graph.node(*it);
    if (n.op.is<Transpose>()) factors.transpose(perm_of(graph, n));
    else if (!factors.reshape(graph.tensor(n.outputs[0]).dims)) return std::nullopt;
  }
  return factors.steps(source, graph.tensor(graph.node(nodes.front()).outputs[0]).dims);
}

ChainCost cost_of(const AxisFactors::Steps& s, const SymDims& source, const SymDims& target) {
  const int transposes = s.perm.empty() ? 0 : 1;
  return {transposes, transposes + int(s.before != source) + int(s.after != target)};
}

void build_steps(Graph& graph, NodeId last, ValueId x, const AxisFactors::Steps& s) {
  const SymDims target = graph.tensor(graph.node(last).outputs[0]).dims;
  const auto sources = sources_between(graph, last, std::span(&x, 1));
  if (s.before != graph.tensor(x).dims) x = add_before(graph, last, Reshape{.dims = s.before}, {x}, sources);
  if (!s.perm.empty()) x = add_before(graph, last, Transpose{.perm = s.perm}, {x}, sources);
  if (graph.tensor(x).dims != target) x = add_before(graph, last, Reshape{.dims = target}, {x}, sources);
  replace_with_new(graph, graph.node(last).outputs[0], x);
  remove_unused(graph, last);
}

bool merge_chain(Graph& graph, NodeId last, PassContext& context) {
  MovementChain chain = chain_of(graph, last);
  // The longest part of the chain that can be understood and gets cheaper.
  for (; chain.nodes.size() > 1; chain.nodes.pop_back()) {
    const ValueId x = graph.node(chain.nodes.back()).inputs[0];
    const auto steps = steps_of(graph, chain.nodes);
    if (!steps) continue;
    const ChainCost cost = cost_of(*steps, graph.tensor(x).dims, graph.tensor(graph.node(last).outputs[0]).dims);
    ChainCost own;  // of the nodes of this part that would go away
    for (size_t i = 0; i < chain.nodes.size() && int(i) < chain.own.nodes; ++i) {
      ++own.nodes;
      own.transposes += graph.node(chain.nodes[i]).op.is<Transpose>();
    }
    if (!(cost < own)) continue;
    if (cost.nodes == 0 && !can_replace(graph, graph.node(last).outputs[0], x)) continue;
    context.changed([&] { return label(graph, last) + " -> the shortest way for what it and those before it move"; });
    if (cost.nodes == 0) {
      replace_value(graph, graph.node(last).outputs[0], x);
      remove_unused(graph, last);
    } else {
      build_steps(graph, last, x, *steps);
    }
    return true;
  }
  return false;
}

// The product with a matrix of weights from which v comes through pointwise ops that work alike on every row; kNoNode
// if there is none. `between` gets those ops, the last one first.
NodeId product_behind(const Graph& graph, ValueId v, std::vector<NodeId>& between) {
  while (between.size() < 4) {
    const NodeId p = graph.producer(v);
    if (p == kNoNode || graph.single_user(v) == kNoNode) return kNoNode;
    const Node& n = graph.node(p);
    const TensorType& type = graph.tensor(v);
    if (const auto* op = n.op.as<MatMul>())
      return !op->transpose_a && graph.tensor(n.inputs[1]).rank() == 2 && type.rank() > 2 ? p : kNoNode;
    if (!is_pointwise(graph, n) || !(graph.tensor(n.inputs[0]) == type)) return kNoNode;
    for (size_t i = 1; i < n.inputs.size(); ++i)
      if (!is_channel_constant(graph, n.inputs[i], type, type.rank() - 1)) return kNoNode;
    between.push_back(p);
    v = n.inputs[0];
  }
  return kNoNode;
}

// Transpose(x * W) -> Transpose(x) * W where rows change places only and x comes from a Transpose of its own: the two
// become one.
bool pull_above_product(Graph& graph, NodeId id, PassContext& context) {
  const Node& n = graph.node(id);
  if (!n.op.is<Transpose>()) return false;
  const auto perm = perm_of(graph, n);
  std::vector<NodeId> between;
  if (perm.empty() || perm.back() != int64_t(perm.size()) - 1) return false;
  const NodeId product = product_behind(graph, n.inputs[0], between);
  if (product == kNoNode) return false;
  const ValueId x = graph.node(product).inputs[0];
  const NodeId before = graph.producer(x);
  if (!is_movement(graph, before) || graph.single_user(x) == kNoNode) return false;
  if (chain_of(graph, before).own.transposes == 0) return false;
  context.changed([&] { return label(graph, id) + " -> in front of " + label(graph, product); });
  ValueId v = add_before(graph, id, Transpose{.perm = perm}, {x}, n.sources);
  const ValueId w = graph.node(product).inputs[1];
  v = add_before(graph, id, graph.node(product).op, {v, w}, graph.node(product).sources);
  for (auto it = between.rbegin(); it != between.rend(); ++it) {
    std::vector<ValueId> inputs = graph.node(*it).inputs;
    inputs[0] = v;
    v = add_before(graph, id, graph.node(*it).op, std::move(inputs), graph.node(*it).sources);
  }
  replace_with_new(graph, graph.node(id).outputs[0], v);
  remove_unused(graph, id);
  return true;
}

}  // namespace

bool merge_movement(Graph& graph, PassContext& context) {
  bool changed = false;
  for (bool again = true; again;) {  // a chain that went away may have been the reason to keep another one
    again = false;
    auto order = graph.order();
    std::reverse(order.begin(), order.end());  // whole chains before their parts
    for (NodeId id : order)
      if (graph.alive(id) && is_movement(graph, id))
        again |= merge_chain(graph, id, context) || pull_above_product(graph, id, context);
    changed |= again;
  }
  return changed;
}

}  // namespace sinter
