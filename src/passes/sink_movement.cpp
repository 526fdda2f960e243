// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/sink_movement.h"

#include <algorithm>

#include "ops/expand.h"
#include "ops/reshape.h"
#include "ops/transpose.h"
#include "passes/match.h"
#include "passes/rewrite.h"
#include "passes/sink_rules.h"

namespace sinter {

NodeId movement_before(const Graph& graph, ValueId v) {
  const NodeId p = graph.producer(v);
  if (p == kNoNode) return kNoNode;
  const Node& n = graph.node(p);
  if (n.inputs.size() != 1 || graph.value(v).host_value) return kNoNode;
  const SymDims& dims = graph.tensor(v).dims;
  // Two of a kind become one where they are, rather than follow each other down the network.
  const NodeId before = graph.producer(n.inputs[0]);
  if (before != kNoNode && graph.node(before).op.def().name == n.op.def().name) return kNoNode;
  if (graph.constant(n.inputs[0]) && !n.op.is<Expand>()) return kNoNode;  // folding moves it
  if (n.op.is<Transpose>()) return p;
  if (const auto* r = n.op.as<Reshape>()) return r->dims == dims ? p : kNoNode;
  if (const auto* e = n.op.as<Expand>()) return e->dims == dims ? p : kNoNode;
  return kNoNode;
}

bool is_owned(const Graph& graph, NodeId movement) {
  return graph.single_user(graph.node(movement).outputs[0]) != kNoNode;
}

bool moves_alike(const Graph& graph, NodeId a, NodeId b) {
  const Node &x = graph.node(a), &y = graph.node(b);
  return x.op == y.op && graph.tensor(x.inputs[0]).dims == graph.tensor(y.inputs[0]).dims;
}

void replace_sunk(Graph& graph, NodeId id, Op op, std::vector<ValueId> inputs, Op movement) {
  const auto sources = graph.node(id).sources;
  std::vector<std::string> moved;
  Node gathered;
  for (ValueId v : graph.node(id).inputs)
    if (const NodeId p = movement_before(graph, v); p != kNoNode) Graph::add_sources(gathered, graph.node(p).sources);
  const ValueId computed = add_before(graph, id, std::move(op), std::move(inputs), sources);
  Node& made = graph.node(graph.producer(computed));
  made.compute_dtype = graph.node(id).compute_dtype;
  made.compute_wish = graph.node(id).compute_wish;
  made.output_wish = graph.node(id).output_wish;
  const ValueId result = add_before(graph, id, std::move(movement), {computed}, gathered.sources);
  replace_with_new(graph, graph.node(id).outputs[0], result);
  remove_unused(graph, id);
}

namespace {

constexpr Rule kSinkRules[] = {
    {"before what moved its operands", sink_below_pointwise},
    {"before what moved its operands", sink_below_matmul},
    {"before what moved its operands", sink_below_rows},
    {"before what moved its operands", sink_below_axes},
};

}  // namespace

bool sink_movement(Graph& graph, PassContext& context) {
  bool changed = false;
  // Each step makes nodes anew, and a movement may go a long way: what is left of a huge network stays where it is.
  const size_t most = graph.value_capacity() + std::max<size_t>(100000, 3 * graph.num_nodes());
  for (bool again = true; again;) {
    again = false;
    for (NodeId id : graph.order()) {
      if (graph.value_capacity() > std::min(most, size_t(limits::kMaxNodes) / 2)) return changed || again;
      for (const Rule& rule : kSinkRules) {
        if (!graph.alive(id)) break;
        const std::string name = context.trace ? label(graph, id) : std::string();
        if (!rule.apply(graph, id)) continue;
        context.changed([&] { return name + " -> " + std::string(rule.change); });
        again = true;
        break;
      }
    }
    changed |= again;
  }
  return changed;
}

}  // namespace sinter
