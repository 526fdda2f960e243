// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/resolve_shapes.h"

#include <algorithm>

#include "ir/constant.h"
#include "ops/expand.h"
#include "ops/pad.h"
#include "ops/reshape.h"
#include "ops/slice.h"
#include "passes/rewrite.h"

namespace sinter {
namespace {

bool has_input(const Node& n, size_t i) { return i < n.inputs.size() && n.inputs[i] != kNoValue; }

void drop_input(Graph& graph, NodeId id, int index) {
  if (has_input(graph.node(id), size_t(index))) replace_input(graph, id, index, kNoValue);
}

const HostValue& host_value(const Graph& graph, const Node& n, size_t input) {
  return graph.value(n.inputs[input]).host_value;
}

std::optional<std::vector<int64_t>> known_ints(const HostValue& value) {
  if (!value) return std::nullopt;
  std::vector<int64_t> out;
  for (const Dim& d : *value) {
    if (!d.is_const()) return std::nullopt;
    out.push_back(d.value());
  }
  return out;
}

// The inferred dims are the attribute: 0 and -1 are resolved in them.
template <class T>
bool resolve_result_dims(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  const SymDims dims = graph.tensor(n.outputs[0]).dims;
  const bool operand = has_input(n, 1);
  if (operand ? !host_value(graph, n, 1) : n.op.as<T>()->dims == dims) return false;
  drop_input(graph, id, 1);
  graph.node(id).op = T{.dims = dims};
  return true;
}

bool resolve_slice(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  if (n.inputs.size() < 2) return false;
  Slice op = *n.op.as<Slice>();
  if (has_input(n, 1)) {
    if (!has_input(n, 2) || !host_value(graph, n, 1) || !host_value(graph, n, 2)) return false;
    op.starts = *host_value(graph, n, 1);
    op.ends = *host_value(graph, n, 2);
  }
  for (size_t i : {size_t(3), size_t(4)}) {
    if (!has_input(n, i)) continue;
    auto ints = known_ints(host_value(graph, n, i));
    if (!ints) return false;
    (i == 3 ? op.axes : op.steps) = std::move(*ints);
  }
  for (int i = 1; i <= 4; ++i) drop_input(graph, id, i);
  graph.node(id).op = std::move(op);
  return true;
}

bool resolve_pad(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  if (!has_input(n, 1)) return false;
  const HostValue amounts = host_value(graph, n, 1);
  if (!amounts || amounts->size() != 2 * size_t(graph.tensor(n.inputs[0]).rank())) return false;
  Pad op = *n.op.as<Pad>();
  if (op.begin.empty()) {
    const auto middle = amounts->begin() + std::ptrdiff_t(amounts->size() / 2);
    op.begin.assign(amounts->begin(), middle);
    op.end.assign(middle, amounts->end());
  }
  drop_input(graph, id, 1);
  graph.node(id).op = std::move(op);
  return true;
}

bool resolve_operands(Graph& graph, NodeId id) {
  const Op& op = graph.node(id).op;
  bool changed = false;
  if (op.is<Reshape>())
    changed = resolve_result_dims<Reshape>(graph, id);
  else if (op.is<Expand>())
    changed = resolve_result_dims<Expand>(graph, id);
  else if (op.is<Slice>())
    changed = resolve_slice(graph, id);
  else if (op.is<Pad>())
    changed = resolve_pad(graph, id);
  if (!changed) return false;
  trim_inputs(graph.node(id));
  graph.reinfer(id);
  return true;
}

// A value all of whose elements are numbers becomes a constant.
bool resolve_value(Graph& graph, NodeId id, ValueId v) {
  const Value& value = graph.value(v);
  const auto ints = known_ints(value.host_value);
  if (!ints || !value.type.is_tensor() || !value.type.tensor.is_static()) return false;
  if (value.uses.empty() && !graph.is_output(v)) return false;
  const TensorType& type = value.type.tensor;
  if (!is_integer(type.dtype) && type.dtype != DataType::kBool) return false;
  const ValueId made = graph.add_constant(Weights::of_ints(type.dtype, type.static_dims(), *ints), {}, id);
  graph.node(graph.producer(made)).sources = graph.node(id).sources;
  replace_with_new(graph, v, made);
  return true;
}

}  // namespace

bool resolve_shapes(Graph& graph, PassContext& context) {
  bool changed = false;
  for (NodeId id : graph.order()) {
    if (!graph.alive(id) || graph.node(id).op.is<Constant>()) continue;
    if (resolve_operands(graph, id)) {
      context.changed([&] { return label(graph, id) + " -> its shape is an attribute"; });
      changed = true;
    }
    if (!is_pure(graph.node(id))) continue;
    const std::vector<ValueId> outputs = graph.node(id).outputs;
    for (ValueId v : outputs) {
      if (v == kNoValue || !resolve_value(graph, id, v)) continue;
      context.changed([&] { return label(graph, id) + " -> constant (known from the input shapes)"; });
      changed = true;
    }
    remove_unused(graph, id);
  }
  return changed;
}

}  // namespace sinter
