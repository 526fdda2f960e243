// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// MatMul works on the last two dims; what happens to those in front may happen behind it.
#include <algorithm>

#include "ops/layer_norm.h"
#include "ops/matmul.h"
#include "ops/reshape.h"
#include "ops/softmax.h"
#include "ops/transpose.h"
#include "passes/match.h"
#include "passes/rewrite.h"
#include "passes/rules/transpose_perm.h"
#include "passes/sink_rules.h"

namespace sinter {
namespace {

// The last `count` dims of source and result of a Reshape are the same.
bool keeps_last_dims(const Graph& graph, const Node& reshape, int count) {
  const SymDims &from = graph.tensor(reshape.inputs[0]).dims, &to = graph.tensor(reshape.outputs[0]).dims;
  if (int(from.size()) < count || int(to.size()) < count) return false;
  return std::equal(from.end() - count, from.end(), to.end() - count);
}

// Whether the values behind v reach a movement through a few ops that it could sink through: then it may cancel.
bool meets_movement(const Graph& graph, ValueId v) {
  for (int depth = 0; depth < 4; ++depth) {
    const NodeId user = graph.single_user(v);
    if (user == kNoNode) return false;
    const Node& n = graph.node(user);
    if (n.op.is<Transpose>() || n.op.is<Reshape>()) return true;
    if (!is_pointwise(graph, n)) return false;
    v = n.outputs[0];
  }
  return false;
}

// The dims of x in front that are the rows of `matrix`, if the others are one row of it; else none.
SymDims rows_of(const SymDims& x, const SymDims& matrix) {
  const Dim row = matrix.back(), rows = product(SymDims(matrix.begin(), matrix.end() - 1));
  Dim behind = 1;
  for (size_t i = x.size(); i-- > 1;) {
    behind = behind * x[i];
    if (!(behind == row)) continue;
    const SymDims front(x.begin(), x.begin() + std::ptrdiff_t(i));
    return product(front) == rows ? front : SymDims{};
  }
  return {};
}

// The one has the dims of the other and some of extent 1.
bool differ_by_units(SymDims a, SymDims b) {
  for (SymDims* d : {&a, &b}) std::erase(*d, Dim(1));
  return a == b;
}

// A Reshape that flattens both the dims in front and the row, or adds dims of extent 1 besides: only the row has to be
// flat for the product.
bool flatten_row_only(Graph& graph, NodeId id, NodeId movement) {
  const Node &n = graph.node(id), &m = graph.node(movement);
  const ValueId x = m.inputs[0], w = n.inputs[1];
  const SymDims matrix = graph.tensor(n.inputs[0]).dims, out = graph.tensor(n.outputs[0]).dims;
  SymDims front = rows_of(graph.tensor(x).dims, matrix);
  if (front.size() < 2 || front.size() + 1 == matrix.size()) return false;
  front.push_back(matrix.back());
  if (front.size() < matrix.size() && !differ_by_units(front, matrix)) return false;
  const ValueId rows = add_before(graph, id, Reshape{.dims = front}, {x}, m.sources);
  replace_sunk(graph, id, n.op, {rows, w}, Reshape{.dims = out});
  return true;
}

// Reshape(x) * W -> Reshape(x * W) where all but the last dim are regrouped; likewise a Transpose of the dims in front,
// if that pays.
bool sink_left_operand(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  const MatMul op = *n.op.as<MatMul>();
  const NodeId movement = movement_before(graph, n.inputs[0]);
  if (movement == kNoNode || op.transpose_a || graph.tensor(n.inputs[1]).rank() != 2) return false;
  const Node& m = graph.node(movement);
  const ValueId x = m.inputs[0], w = n.inputs[1];
  const SymDims out = graph.tensor(n.outputs[0]).dims;
  if (graph.tensor(x).rank() < 2 || graph.tensor(n.inputs[0]).rank() < 2) return false;
  if (m.op.is<Reshape>()) {
    if (!keeps_last_dims(graph, m, 1)) return flatten_row_only(graph, id, movement);
    replace_sunk(graph, id, op, {x, w}, Reshape{.dims = out});
    return true;
  }
  if (!m.op.is<Transpose>() || !is_owned(graph, movement)) return false;
  const auto perm = perm_of(graph, m);
  if (perm.back() != int64_t(perm.size()) - 1 || !meets_movement(graph, n.outputs[0])) return false;
  replace_sunk(graph, id, op, {x, w}, Transpose{.perm = perm});
  return true;
}

SymDims batch_of(const Graph& graph, ValueId v) {
  const SymDims& d = graph.tensor(v).dims;
  return SymDims(d.begin(), d.end() - 2);
}

// A Reshape that merges batch dims and leaves the matrices as they are; kNoNode if v comes from nothing of the kind.
NodeId batch_merge(const Graph& graph, ValueId v) {
  const NodeId p = movement_before(graph, v);
  if (p == kNoNode || !graph.node(p).op.is<Reshape>() || !keeps_last_dims(graph, graph.node(p), 2)) return kNoNode;
  const SymDims &from = graph.tensor(graph.node(p).inputs[0]).dims, &to = graph.tensor(v).dims;
  // canonicalise drops such dims.
  if (from.size() > 4 && differ_by_units(from, to)) return kNoNode;
  return from.size() > to.size() ? p : kNoNode;
}

// Reshape(a) * b -> Reshape(a * b') where the Reshape merges batch dims; b' has them too: it is what a Reshape of the
// same kind took, or b with its batch dims split.
bool sink_batch(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  for (size_t i = 0; i < 2; ++i) {
    const NodeId merge = batch_merge(graph, n.inputs[i]);
    const ValueId other = n.inputs[1 - i];
    if (merge == kNoNode || graph.tensor(other).rank() != graph.tensor(n.inputs[i]).rank()) continue;
    if (batch_of(graph, other) != batch_of(graph, n.inputs[i])) continue;
    const ValueId source = graph.node(merge).inputs[0];
    const SymDims out = graph.tensor(n.outputs[0]).dims, matrix = graph.tensor(other).dims;
    const NodeId twin = batch_merge(graph, other);
    std::vector<ValueId> inputs(2, source);
    if (twin != kNoNode && batch_of(graph, graph.node(twin).inputs[0]) == batch_of(graph, source)) {
      inputs[1 - i] = graph.node(twin).inputs[0];
    } else {
      SymDims split = batch_of(graph, source);
      split.insert(split.end(), matrix.end() - 2, matrix.end());
      inputs[1 - i] = add_before(graph, id, Reshape{.dims = split}, {other}, n.sources);
    }
    replace_sunk(graph, id, n.op, std::move(inputs), Reshape{.dims = out});
    return true;
  }
  return false;
}

bool along_last(int64_t axis, int rank) { return axis == -1 || axis == rank - 1; }

}  // namespace

bool sink_below_matmul(Graph& graph, NodeId id) {
  return graph.node(id).op.is<MatMul>() && (sink_left_operand(graph, id) || sink_batch(graph, id));
}

bool sink_below_rows(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  if (n.inputs.empty()) return false;
  const int rank = n.outputs.size() == 1 ? graph.tensor(n.outputs[0]).rank() : 0;
  const auto* softmax = n.op.as<Softmax>();
  const auto* norm = n.op.as<LayerNorm>();
  if (!(softmax && along_last(softmax->axis, rank)) && !(norm && along_last(norm->axis, rank))) return false;
  const NodeId movement = movement_before(graph, n.inputs[0]);
  if (movement == kNoNode) return false;
  const Node& m = graph.node(movement);
  if (!m.op.is<Reshape>() || !keeps_last_dims(graph, m, 1)) return false;
  std::vector<ValueId> inputs = n.inputs;
  for (size_t i = 1; i < inputs.size(); ++i)
    if (inputs[i] != kNoValue && graph.tensor(inputs[i]).rank() > 1) return false;
  inputs[0] = m.inputs[0];
  Op op = n.op;
  if (softmax) op = Softmax{.axis = -1};
  else op = LayerNorm{.axis = -1, .epsilon = norm->epsilon, .centred = norm->centred};
  const Op movement_op = m.op;
  replace_sunk(graph, id, std::move(op), std::move(inputs), movement_op);
  return true;
}

}  // namespace sinter
