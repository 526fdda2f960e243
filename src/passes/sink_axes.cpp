// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Ops that name axes: in front of a Transpose the axes have other numbers. And slices of a regrouped dim.
#include <algorithm>

#include "ops/concat.h"
#include "ops/pad.h"
#include "ops/reduce.h"
#include "ops/reshape.h"
#include "ops/slice.h"
#include "ops/softmax.h"
#include "ops/transpose.h"
#include "passes/axis_factors.h"
#include "passes/match.h"
#include "passes/rewrite.h"
#include "passes/rules/transpose_perm.h"
#include "passes/sink_rules.h"

namespace sinter {
namespace {

int64_t positive(int64_t axis, size_t rank) { return axis < 0 ? axis + int64_t(rank) : axis; }

NodeId transpose_before(const Graph& graph, ValueId v) {
  const NodeId p = movement_before(graph, v);
  return p != kNoNode && graph.node(p).op.is<Transpose>() ? p : kNoNode;
}

bool sink_below_concat(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  std::vector<ValueId> inputs;
  std::vector<int64_t> perm;
  for (ValueId v : n.inputs) {
    const NodeId p = transpose_before(graph, v);
    if (p == kNoNode || !is_owned(graph, p)) return false;
    const auto own = perm_of(graph, graph.node(p));
    if (!perm.empty() && own != perm) return false;
    perm = own;
    inputs.push_back(graph.node(p).inputs[0]);
  }
  if (perm.empty()) return false;
  const int64_t axis = perm[size_t(positive(n.op.as<Concat>()->axis, perm.size()))];
  replace_sunk(graph, id, Concat{.axis = axis}, std::move(inputs), Transpose{.perm = perm});
  return true;
}

bool sink_below_reduce(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  const NodeId p = transpose_before(graph, n.inputs[0]);
  if (p == kNoNode || !is_owned(graph, p) || n.inputs.size() != 1) return false;
  Reduce op = *n.op.as<Reduce>();
  const auto perm = perm_of(graph, graph.node(p));
  for (int64_t& a : op.axes) a = perm[size_t(positive(a, perm.size()))];
  std::sort(op.axes.begin(), op.axes.end());
  if (op.axes.empty()) {
    for (size_t i = 0; i < perm.size(); ++i) op.axes.push_back(int64_t(i));
  }
  std::vector<int64_t> left;
  for (int64_t a : perm) {
    if (!op.keep_dims && std::find(op.axes.begin(), op.axes.end(), a) != op.axes.end()) continue;
    const auto gone = std::count_if(op.axes.begin(), op.axes.end(), [a](int64_t r) { return r < a; });
    left.push_back(op.keep_dims ? a : a - gone);
  }
  replace_sunk(graph, id, op, {graph.node(p).inputs[0]}, Transpose{.perm = left});
  return true;
}

bool sink_below_pad(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  const NodeId p = transpose_before(graph, n.inputs[0]);
  Pad op = *n.op.as<Pad>();
  if (p == kNoNode || !is_owned(graph, p) || (n.inputs.size() > 1 && n.inputs[1] != kNoValue)) return false;
  const auto perm = perm_of(graph, graph.node(p));
  if (op.begin.size() != perm.size() || op.end.size() != perm.size()) return false;
  const Pad old = op;
  for (size_t i = 0; i < perm.size(); ++i) {
    op.begin[size_t(perm[i])] = old.begin[i];
    op.end[size_t(perm[i])] = old.end[i];
  }
  std::vector<ValueId> inputs = n.inputs;
  inputs[0] = graph.node(p).inputs[0];
  replace_sunk(graph, id, op, std::move(inputs), Transpose{.perm = perm});
  return true;
}

// All that use it are Slices: together they move no more than it did.
bool feeds_slices_only(const Graph& graph, ValueId v) {
  const auto& uses = graph.value(v).uses;
  return !graph.is_output(v) &&
         std::all_of(uses.begin(), uses.end(), [&](const Use& u) { return graph.node(u.node).op.is<Slice>(); });
}

bool sink_transpose_below_slice(Graph& graph, NodeId id, NodeId movement) {
  const Node &n = graph.node(id), &m = graph.node(movement);
  if (!feeds_slices_only(graph, n.inputs[0])) return false;
  Slice op = *n.op.as<Slice>();
  const auto perm = perm_of(graph, m);
  if (op.axes.empty())
    for (size_t i = 0; i < op.starts.size(); ++i) op.axes.push_back(int64_t(i));
  for (int64_t& a : op.axes) a = perm[size_t(positive(a, perm.size()))];
  replace_sunk(graph, id, op, {m.inputs[0]}, Transpose{.perm = perm});
  return true;
}

// Slices of dim `axis` of a Reshape's result are slices of dim `b` of its source if the two begin at the same place and
// source dim b is result dim `axis` times something that lies inside it.
bool sink_reshape_below_slice(Graph& graph, NodeId id, NodeId movement) {
  const Node &n = graph.node(id), &m = graph.node(movement);
  const Slice& op = *n.op.as<Slice>();
  const SymDims &from = graph.tensor(m.inputs[0]).dims, &to = graph.tensor(m.outputs[0]).dims;
  if (!op.by.empty() || op.starts.size() != 1 || op.ends.size() != 1 || op.axes.size() != 1) return false;
  if (!op.steps.empty() && op.steps[0] != 1) return false;
  const size_t axis = size_t(positive(op.axes[0], to.size()));
  const auto start = op.starts[0].constant(), end = op.ends[0].constant(), size = to[axis].constant();
  if (!start || !end || !size || *start < 0 || *end > *size || *start >= *end) return false;
  const Dim outer = product(SymDims(to.begin(), to.begin() + std::ptrdiff_t(axis)));
  Dim seen = 1;
  for (size_t b = 0; b < from.size(); ++b, seen = seen * from[b - 1]) {
    if (!(seen == outer) || from[b] == Dim(1)) continue;
    const auto inner = exact_quotient(from[b], to[axis]);
    if (!inner || !inner->is_const()) return false;
    const Slice slice{.axes = {int64_t(b)},
                      .starts = {Dim(*start) * *inner},
                      .ends = {Dim(*end) * *inner},
                      .steps = {1}};
    const SymDims out = graph.tensor(n.outputs[0]).dims;
    replace_sunk(graph, id, slice, {m.inputs[0]}, Reshape{.dims = out});
    return true;
  }
  return false;
}

bool sink_below_slice(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  const NodeId p = movement_before(graph, n.inputs[0]);
  if (n.inputs.size() != 1 || p == kNoNode) return false;
  if (graph.node(p).op.is<Transpose>()) return sink_transpose_below_slice(graph, id, p);
  return graph.node(p).op.is<Reshape>() && sink_reshape_below_slice(graph, id, p);
}

bool sink_below_softmax(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  const NodeId p = transpose_before(graph, n.inputs[0]);
  if (p == kNoNode || !is_owned(graph, p)) return false;
  const auto perm = perm_of(graph, graph.node(p));
  const int64_t axis = perm[size_t(positive(n.op.as<Softmax>()->axis, perm.size()))];
  // Along the last dim it is fast; a Transpose that brings it there stays.
  if (axis != int64_t(perm.size()) - 1) return false;
  replace_sunk(graph, id, Softmax{.axis = axis}, {graph.node(p).inputs[0]}, Transpose{.perm = perm});
  return true;
}

}  // namespace

bool sink_below_axes(Graph& graph, NodeId id) {
  const Op& op = graph.node(id).op;
  if (op.is<Concat>()) return sink_below_concat(graph, id);
  if (op.is<Reduce>()) return sink_below_reduce(graph, id);
  if (op.is<Pad>()) return sink_below_pad(graph, id);
  if (op.is<Slice>()) return sink_below_slice(graph, id);
  if (op.is<Softmax>()) return sink_below_softmax(graph, id);
  return false;
}

}  // namespace sinter
