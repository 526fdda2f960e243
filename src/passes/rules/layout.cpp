// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "ops/cast.h"
#include "ops/expand.h"
#include "ops/matmul.h"
#include "ops/reshape.h"
#include "ops/transpose.h"
#include "passes/match.h"
#include "passes/rewrite.h"
#include "passes/rules/rule.h"
#include "passes/rules/transpose_perm.h"

namespace sinter {
namespace {

// The node that makes operand 0, if it is a T.
template <class T>
NodeId producer_of_kind(const Graph& graph, const Node& n) {
  const NodeId p = n.inputs.empty() ? kNoNode : graph.producer(n.inputs[0]);
  return p != kNoNode && graph.node(p).op.is<T>() ? p : kNoNode;
}

// Makes the node read what its producer reads; the producer goes away if nobody else needs it.
void skip_producer(Graph& graph, NodeId id, NodeId producer) {
  Graph::add_sources(graph.node(id), graph.node(producer).sources);
  replace_input(graph, id, 0, graph.node(producer).inputs[0]);
}

bool merge_transposes(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  if (!n.op.is<Transpose>()) return false;
  const NodeId inner = producer_of_kind<Transpose>(graph, n);
  if (inner == kNoNode) return false;
  const auto first = perm_of(graph, graph.node(inner)), second = perm_of(graph, n);
  std::vector<int64_t> perm;
  for (int64_t p : second) perm.push_back(first[size_t(p)]);
  graph.node(id).op = Transpose{.perm = std::move(perm)};
  skip_producer(graph, id, inner);
  graph.reinfer(id);
  return true;
}

// A transpose that only moves dims of extent 1 about leaves the elements in their order.
bool transpose_to_reshape(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  if (!n.op.is<Transpose>()) return false;
  const SymDims& dims = graph.tensor(n.inputs[0]).dims;
  int64_t last = -1;
  for (int64_t p : perm_of(graph, n)) {
    if (dims[size_t(p)] == Dim(1)) continue;
    if (p < last) return false;
    last = p;
  }
  const SymDims out = graph.tensor(n.outputs[0]).dims;
  graph.node(id).op = Reshape{.dims = out};
  graph.reinfer(id);
  return true;
}

// The outer one alone says the result, if its dims are written out (no 0 that copies, no -1).
bool merge_reshapes(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  if (!n.op.is<Reshape>() || n.op.as<Reshape>()->dims != graph.tensor(n.outputs[0]).dims || n.inputs.size() > 1)
    return false;
  const NodeId inner = producer_of_kind<Reshape>(graph, n);
  if (inner == kNoNode) return false;
  skip_producer(graph, id, inner);
  graph.reinfer(id);
  return true;
}

// Whether every value of `from` is also one of `to`, of the same kind (float or integer): then a cast further on gives
// the same from either. Across kinds it does not (integers wrap, floats saturate).
bool widens(DataType from, DataType to) {
  if (from == to) return true;
  if (is_integer(from) && is_integer(to)) {
    if (is_unsigned(from) == is_unsigned(to)) return bits_of(to) > bits_of(from);
    return is_unsigned(from) && bits_of(to) > bits_of(from);
  }
  const bool half = from == DataType::kFloat16 || from == DataType::kBFloat16;
  return (half && (to == DataType::kFloat32 || to == DataType::kFloat64)) ||
         (from == DataType::kFloat32 && to == DataType::kFloat64);
}

bool merge_casts(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  if (!n.op.is<Cast>()) return false;
  const NodeId inner = producer_of_kind<Cast>(graph, n);
  if (inner == kNoNode) return false;
  const Node& first = graph.node(inner);
  if (!widens(graph.tensor(first.inputs[0]).dtype, graph.tensor(first.outputs[0]).dtype)) return false;
  skip_producer(graph, id, inner);
  graph.reinfer(id);
  return true;
}

// Pointwise ops broadcast by themselves: an Expand in front is superfluous if another operand has the result's shape.
bool skip_expand(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  if (!is_pointwise(graph, n) || n.inputs.size() < 2) return false;
  const SymDims& out = graph.tensor(n.outputs[0]).dims;
  for (size_t i = 0; i < n.inputs.size(); ++i) {
    const NodeId p = graph.producer(n.inputs[i]);
    if (p == kNoNode || !graph.node(p).op.is<Expand>()) continue;
    const ValueId x = graph.node(p).inputs[0];
    if (!surely_broadcasts(graph.tensor(x).dims, out)) continue;
    bool other = false;
    for (size_t j = 0; j < n.inputs.size(); ++j) other |= j != i && graph.tensor(n.inputs[j]).dims == out;
    if (!other) continue;
    replace_input(graph, id, int(i), x);
    return true;
  }
  return false;
}

// A product reads an operand whose last two dims are swapped as it is.
bool transpose_into_matmul(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  if (!n.op.is<MatMul>()) return false;
  for (int i = 0; i < 2; ++i) {
    const NodeId p = producer_as<Transpose>(graph, n.inputs[size_t(i)]);
    if (p == kNoNode) continue;
    auto perm = perm_of(graph, graph.node(p));
    if (perm.size() < 2) continue;
    std::swap(perm[perm.size() - 1], perm[perm.size() - 2]);
    if (!is_identity(perm)) continue;
    MatMul op = *n.op.as<MatMul>();
    bool& flag = i == 0 ? op.transpose_a : op.transpose_b;
    flag = !flag;
    graph.node(id).op = op;
    Graph::add_sources(graph.node(id), graph.node(p).sources);
    replace_input(graph, id, i, graph.node(p).inputs[0]);
    graph.reinfer(id);
    return true;
  }
  return false;
}

// Products of more than four dims (as einsums are exported) with a batch dim of extent 1 in both operands do without it.
bool drop_unit_batch(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  const auto* op = n.op.as<MatMul>();
  if (!op) return false;
  const SymDims a = graph.tensor(n.inputs[0]).dims, b = graph.tensor(n.inputs[1]).dims;
  if (a.size() != b.size() || a.size() <= 4) return false;
  size_t unit = 0;
  while (unit + 2 < a.size() && !(a[unit] == Dim(1) && b[unit] == Dim(1))) ++unit;
  if (unit + 2 >= a.size()) return false;
  std::vector<ValueId> operands;
  for (ValueId v : std::vector<ValueId>(n.inputs)) {
    SymDims dims = graph.tensor(v).dims;
    dims.erase(dims.begin() + std::ptrdiff_t(unit));
    operands.push_back(add_before(graph, id, Reshape{.dims = dims}, {v}, {}));
  }
  const SymDims out = graph.tensor(graph.node(id).outputs[0]).dims;
  const ValueId product = add_before(graph, id, *op, std::move(operands), graph.node(id).sources);
  replace_root(graph, id, Reshape{.dims = out}, {product});
  return true;
}

constexpr Rule kLayoutRules[] = {
    {"one Transpose with the one before", merge_transposes},
    {"Reshape, it moves dims of extent 1 only", transpose_to_reshape},
    {"Reshape of what the Reshape before takes", merge_reshapes},
    {"Cast of what the Cast before takes", merge_casts},
    {"without the Expand before, it broadcasts itself", skip_expand},
    {"with the Transpose before", transpose_into_matmul},
    {"without a batch dim of extent 1", drop_unit_batch},
};

}  // namespace

std::span<const Rule> layout_rules() { return kLayoutRules; }

}  // namespace sinter
