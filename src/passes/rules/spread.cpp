// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Expand: values that are alike along whole dims are computed small and spread as late as possible, so that a constant
// of terabytes stays one element.
#include <algorithm>

#include "ops/expand.h"
#include "ops/reshape.h"
#include "ops/slice.h"
#include "ops/transpose.h"
#include "passes/match.h"
#include "passes/rewrite.h"
#include "passes/rules/rule.h"

namespace sinter {
namespace {

// The Expand before operand 0, with its dims written out.
NodeId expand_before(const Graph& graph, const Node& n) {
  const NodeId p = n.inputs.empty() ? kNoNode : producer_as<Expand>(graph, n.inputs[0]);
  if (p == kNoNode || graph.node(p).inputs.size() != 1 || graph.value(n.inputs[0]).host_value) return kNoNode;
  return graph.node(p).op.as<Expand>()->dims == graph.tensor(n.inputs[0]).dims ? p : kNoNode;
}

bool merge_expands(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  const auto* outer = n.op.as<Expand>();
  if (!outer || n.inputs.size() != 1 || outer->dims != graph.tensor(n.outputs[0]).dims) return false;
  const NodeId p = expand_before(graph, n);
  if (p == kNoNode || !surely_broadcasts(graph.tensor(graph.node(p).inputs[0]).dims, outer->dims)) return false;
  Graph::add_sources(graph.node(id), graph.node(p).sources);
  replace_input(graph, id, 0, graph.node(p).inputs[0]);
  return true;
}

// Whatever moves copies of one element about gives copies of it.
bool move_one_element(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  if (n.inputs.size() != 1 || !(n.op.is<Reshape>() || n.op.is<Transpose>() || n.op.is<Slice>())) return false;
  const NodeId p = expand_before(graph, n);
  if (p == kNoNode) return false;
  const ValueId x = graph.node(p).inputs[0];
  if (static_count(graph.tensor(x)) != 1) return false;
  const SymDims dims = graph.tensor(n.outputs[0]).dims;
  const auto sources = n.sources;
  const ValueId scalar =
      graph.tensor(x).rank() == 0 ? x : add_before(graph, id, Reshape{.dims = SymDims{}}, {x}, sources);
  if (graph.tensor(scalar).rank() != 0) return false;
  replace_root(graph, id, expand_to(graph, dims), {scalar});
  return true;
}

constexpr Rule kSpreadRules[] = {
    {"one Expand with the one before", merge_expands},
    {"Expand of the one element that it moves", move_one_element},
};

}  // namespace

std::span<const Rule> spread_rules() { return kSpreadRules; }

}  // namespace sinter
