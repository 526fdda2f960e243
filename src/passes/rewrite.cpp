// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/rewrite.h"

#include <algorithm>

#include "base/text.h"
#include "ops/fusion.h"

namespace sinter {

bool is_fusion(const Node& node) { return node.op.is<Fusion>(); }

bool has_side_effects(const Node& node) {
  if (node.op.def().traits.side_effect) return true;
  for (const auto& body : node.regions)
    for (NodeId id = body->first(); id != kNoNode; id = body->next(id))
      if (has_side_effects(body->node(id))) return true;
  return false;
}

bool tells_symbols(const Node& node) { return !node.fresh_symbols.empty(); }

bool is_pure(const Node& node) {
  const OpTraits& t = node.op.def().traits;
  return !t.random && !t.side_effect && node.regions.empty();
}

namespace {
bool has_scalar_class(const ValueType& type) {
  if (!type.is_tensor()) return false;
  const DataType t = type.tensor.dtype;
  return (is_float(t) || is_integer(t) || t == DataType::kBool) && bits_of(t) >= 8;
}
}  // namespace

bool is_pointwise(const Graph& graph, const Node& node) {
  if (!node.op.def().program || node.outputs.size() != 1 || !is_pure(node)) return false;
  for (ValueId v : node.inputs)
    if (v == kNoValue || !has_scalar_class(graph.value(v).type)) return false;
  const Value& out = graph.value(node.outputs[0]);
  return !out.host_value && has_scalar_class(out.type);
}

std::string label(const Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  if (!n.sources.empty()) return join(n.sources, " + ");
  for (ValueId v : n.outputs)
    if (v != kNoValue) return graph.value(v).name;
  return std::string(n.op.name());
}

bool can_replace(const Graph& graph, ValueId from, ValueId to) {
  return !graph.is_output(from) || (graph.producer(to) != kNoNode && !graph.is_output(to));
}

void replace_value(Graph& graph, ValueId from, ValueId to) {
  if (graph.is_output(from)) graph.value(to).formats = graph.value(from).formats;
  graph.replace_uses(from, to);
}

void replace_with_new(Graph& graph, ValueId from, ValueId to) {
  const std::string name = graph.value(from).name;
  replace_value(graph, from, to);
  if (graph.value(to).name != name) graph.take_name(to, from);
}

void remove_unused(Graph& graph, NodeId id) {
  std::vector<NodeId> work{id};
  while (!work.empty()) {
    const NodeId n = work.back();
    work.pop_back();
    if (n == kNoNode || !graph.alive(n) || has_side_effects(graph.node(n)) || tells_symbols(graph.node(n))) continue;
    const Node& node = graph.node(n);
    const bool used = std::any_of(node.outputs.begin(), node.outputs.end(), [&](ValueId v) {
      return v != kNoValue && (!graph.value(v).uses.empty() || graph.is_output(v));
    });
    if (used) continue;
    for (ValueId v : node.inputs) work.push_back(graph.producer(v));
    graph.remove(n);
  }
}

void replace_input(Graph& graph, NodeId id, int index, ValueId value) {
  const NodeId producer = graph.producer(graph.node(id).inputs[size_t(index)]);
  graph.set_input(id, index, value);
  remove_unused(graph, producer);
}

void trim_inputs(Node& node) {
  while (!node.inputs.empty() && node.inputs.back() == kNoValue) node.inputs.pop_back();
}

std::optional<int64_t> static_count(const TensorType& type) {
  if (!type.is_static()) return std::nullopt;
  return element_count(type.static_dims());
}

std::vector<uint32_t> node_positions(const Graph& graph) {
  std::vector<uint32_t> position;
  uint32_t at = 0;
  for (NodeId id = graph.first(); id != kNoNode; id = graph.next(id), ++at) {
    if (id >= position.size()) position.resize(size_t(id) + 1);
    position[id] = at;
  }
  return position;
}

}  // namespace sinter
