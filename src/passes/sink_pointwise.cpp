// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Pointwise ops compute the same whatever the order of the elements. Other operands must be movable too: constants of
// one element, constants that span the last dim in front of a Reshape, any constant in front of a Transpose.
#include <algorithm>

#include "ops/expand.h"
#include "ops/reshape.h"
#include "ops/transpose.h"
#include "passes/constant_value.h"
#include "passes/match.h"
#include "passes/rewrite.h"
#include "passes/rules/transpose_perm.h"
#include "passes/sink_rules.h"

namespace sinter {
namespace {

ValueId scalar_of(Graph& graph, NodeId before, const Weights& w) {
  return graph.add_constant(Weights(w.dtype(), {}, w.bytes(), w.owner()), {}, before);
}

// Behind the Reshape the constant spans the last dims, which hold as many elements as the last dim in front of it does.
bool spans_last_dim(const Graph& graph, const Node& reshape, const Weights& w) {
  const SymDims &from = graph.tensor(reshape.inputs[0]).dims, &to = graph.tensor(reshape.outputs[0]).dims;
  size_t ones = 0;
  while (ones < w.dims().size() && w.dims()[ones] == 1) ++ones;
  const size_t spanned = w.dims().size() - ones;
  for (size_t k = 0; k < spanned; ++k)
    if (!(to[to.size() - spanned + k] == Dim(w.dims()[ones + k]))) return false;
  return !from.empty() && from.back() == Dim(w.count());
}

// Whether the constant operand v can be moved against `movement`.
bool constant_can_move(const Graph& graph, const Node& movement, ValueId v) {
  const Weights* w = graph.constant(v);
  if (!w || w->count() > kSmallConstant || w->dtype() == DataType::kString) return false;
  const TensorType& out = graph.tensor(movement.outputs[0]);
  if (int64_t(w->dims().size()) > out.rank()) return false;
  if (w->count() == 1) return bits_of(w->dtype()) >= 8;
  if (movement.op.is<Transpose>()) return true;
  return movement.op.is<Reshape>() && spans_last_dim(graph, movement, *w);
}

ValueId move_constant(Graph& graph, NodeId before, NodeId movement, ValueId v) {
  const Weights w = *graph.constant(v);
  const Node& m = graph.node(movement);
  if (w.count() == 1) return scalar_of(graph, before, w);
  if (m.op.is<Reshape>()) return add_before(graph, before, Reshape{.dims = {Dim(w.count())}}, {v}, {});
  const auto perm = perm_of(graph, m);
  SymDims dims(perm.size() - w.dims().size(), Dim(1));
  for (int64_t d : w.dims()) dims.push_back(d);
  std::vector<int64_t> inverse(perm.size());
  for (size_t i = 0; i < perm.size(); ++i) inverse[size_t(perm[i])] = int64_t(i);
  const ValueId full = add_before(graph, before, Reshape{.dims = dims}, {v}, {});
  return add_before(graph, before, Transpose{.perm = inverse}, {full}, {});
}

bool widens_elements(const Graph& graph, const Node& n, ValueId from) {
  return bits_of(graph.tensor(n.outputs[0]).dtype) > bits_of(graph.tensor(from).dtype);
}

}  // namespace

bool sink_below_pointwise(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  if (!is_pointwise(graph, n)) return false;
  NodeId movement = kNoNode;
  for (ValueId v : n.inputs) {
    const NodeId p = movement_before(graph, v);
    if (p == kNoNode) continue;
    if (movement == kNoNode) movement = p;
    else if (!moves_alike(graph, movement, p)) return false;
  }
  if (movement == kNoNode) return false;
  const Node& m = graph.node(movement);
  if (graph.tensor(m.outputs[0]).dims != graph.tensor(n.outputs[0]).dims) return false;
  if (!m.op.is<Reshape>() && widens_elements(graph, n, m.inputs[0])) return false;
  for (ValueId v : n.inputs) {
    const NodeId p = movement_before(graph, v);
    if (p == kNoNode ? !constant_can_move(graph, m, v) : !m.op.is<Reshape>() && !is_owned(graph, p)) return false;
  }
  const Op kind = m.op;
  std::vector<ValueId> inputs;
  for (ValueId v : std::vector<ValueId>(n.inputs)) {
    const NodeId p = movement_before(graph, v);
    inputs.push_back(p == kNoNode ? move_constant(graph, id, movement, v) : graph.node(p).inputs[0]);
  }
  replace_sunk(graph, id, graph.node(id).op, std::move(inputs), kind);
  return true;
}

}  // namespace sinter
