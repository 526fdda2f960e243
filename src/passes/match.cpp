// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/match.h"

#include <algorithm>
#include <set>

#include "ops/add.h"
#include "ops/cast.h"
#include "ops/div.h"
#include "ops/expand.h"
#include "ops/mul.h"
#include "ops/pow.h"
#include "ops/reshape.h"
#include "ops/sub.h"
#include "passes/rewrite.h"

namespace sinter {

std::optional<double> scalar_constant(const Graph& graph, ValueId v) {
  for (int depth = 0; v != kNoValue && depth < 8; ++depth) {
    if (const Weights* w = graph.constant(v)) {
      const DataType t = w->dtype();
      if (w->count() != 1 || !(is_float(t) || is_integer(t) || t == DataType::kBool)) return std::nullopt;
      return w->to_doubles()[0];
    }
    const NodeId p = graph.producer(v);
    if (p == kNoNode) return std::nullopt;
    const Node& n = graph.node(p);
    const auto* cast = n.op.as<Cast>();
    if (!n.op.is<Expand>() && !n.op.is<Reshape>() && !(cast && is_float(cast->to))) return std::nullopt;
    v = n.inputs[0];
  }
  return std::nullopt;
}

std::optional<ScaledValue> scaled_by_constant(const Graph& graph, ValueId v) {
  const NodeId id = graph.producer(v);
  if (id == kNoNode) return std::nullopt;
  const Node& n = graph.node(id);
  const bool mul = n.op.is<Mul>(), div = n.op.is<Div>();
  if (!(mul || div) || !is_float(graph.tensor(v).dtype)) return std::nullopt;
  for (int c = 1; c >= (mul ? 0 : 1); --c) {
    const auto factor = scalar_constant(graph, n.inputs[size_t(c)]);
    const ValueId x = n.inputs[size_t(1 - c)];
    if (factor && graph.tensor(x) == graph.tensor(v)) return ScaledValue{x, div ? 1 / *factor : *factor};
  }
  return std::nullopt;
}

std::optional<ScaledValue> shifted_by_constant(const Graph& graph, ValueId v) {
  const NodeId id = graph.producer(v);
  if (id == kNoNode) return std::nullopt;
  const Node& n = graph.node(id);
  const bool add = n.op.is<Add>(), sub = n.op.is<Sub>();
  if (!(add || sub) || !is_float(graph.tensor(v).dtype)) return std::nullopt;
  for (int c = 1; c >= (add ? 0 : 1); --c) {
    const auto shift = scalar_constant(graph, n.inputs[size_t(c)]);
    const ValueId x = n.inputs[size_t(1 - c)];
    if (shift && graph.tensor(x) == graph.tensor(v)) return ScaledValue{x, sub ? -*shift : *shift};
  }
  return std::nullopt;
}

ValueId squared_value(const Graph& graph, ValueId v) {
  const NodeId id = graph.producer(v);
  if (id == kNoNode) return kNoValue;
  const Node& n = graph.node(id);
  if (n.op.is<Mul>() && n.inputs[0] == n.inputs[1]) return n.inputs[0];
  if (n.op.is<Pow>() && scalar_constant(graph, n.inputs[1]) == 2.0 && graph.tensor(n.inputs[0]) == graph.tensor(v))
    return n.inputs[0];
  return kNoValue;
}

ValueId other_operand(const Node& node, ValueId v) {
  if (node.inputs.size() != 2 || (node.inputs[0] == v) == (node.inputs[1] == v)) return kNoValue;
  return node.inputs[node.inputs[0] == v ? 1 : 0];
}

bool surely_broadcasts(const SymDims& small, const SymDims& large) {
  if (small.size() > large.size()) return false;
  const size_t offset = large.size() - small.size();
  for (size_t i = 0; i < small.size(); ++i)
    if (!(small[i] == Dim(1)) && !(small[i] == large[i + offset])) return false;
  return true;
}

bool broadcasts_by_checks(const Graph& graph, const SymDims& small, const SymDims& large) {
  if (small.size() > large.size()) return false;
  const size_t offset = large.size() - small.size();
  for (size_t i = 0; i < small.size(); ++i) {
    const Dim &a = small[i], &b = large[i + offset];
    const auto& checks = graph.checks();
    const bool checked = std::any_of(checks.begin(), checks.end(), [&](const DimCheck& c) {
      return c.kind == DimCheck::Kind::kEqual && ((c.a == a && c.b == b) || (c.a == b && c.b == a));
    });
    if (!(a == Dim(1)) && !(a == b) && !checked) return false;
  }
  return true;
}

std::vector<std::string> sources_between(const Graph& graph, NodeId root, std::span<const ValueId> stops) {
  // Post-order without recursion: a node's sources follow those of its producers.
  std::set<NodeId> seen;
  Node gathered;
  std::vector<std::pair<NodeId, size_t>> stack{{root, 0}};
  seen.insert(root);
  constexpr size_t kMaxCone = 256;  // what a pattern may span; beyond it provenance would say nothing
  while (!stack.empty()) {
    auto& [id, next] = stack.back();
    const Node& n = graph.node(id);
    if (next == n.inputs.size()) {
      Graph::add_sources(gathered, n.sources);
      stack.pop_back();
      continue;
    }
    const ValueId v = n.inputs[next++];
    const NodeId p = graph.producer(v);
    const bool stop = std::find(stops.begin(), stops.end(), v) != stops.end();
    if (p == kNoNode || stop || graph.constant(v) || seen.size() >= kMaxCone || !seen.insert(p).second) continue;
    stack.emplace_back(p, 0);
  }
  return gathered.sources;
}

NodeId replace_root(Graph& graph, NodeId root, Op op, std::vector<ValueId> inputs) {
  NodeMeta meta;
  meta.sources = sources_between(graph, root, inputs);
  const Wish output_wish = graph.node(root).output_wish;
  const NodeId made = graph.add(std::move(op), std::move(inputs), std::move(meta), root);
  graph.node(made).output_wish = output_wish;
  replace_with_new(graph, graph.node(root).outputs[0], graph.node(made).outputs[0]);
  remove_unused(graph, root);
  return made;
}

Op expand_to(const Graph& graph, const SymDims& dims) {
  // A dim that the run reads might be 1 where the value has more, were it not said that it is the result's.
  const bool exact = std::any_of(dims.begin(), dims.end(), [&](const Dim& d) { return graph.reads_elements(d); });
  return Expand{.dims = dims, .exact = exact};
}

ValueId add_before(Graph& graph, NodeId before, Op op, std::vector<ValueId> inputs,
                   const std::vector<std::string>& sources) {
  NodeMeta meta;
  meta.sources = sources;
  return graph.add_value(std::move(op), std::move(inputs), std::move(meta), before);
}

}  // namespace sinter
