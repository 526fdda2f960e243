// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Slice, Gather with known places, and Concat: what is joined and cut again.
#include <algorithm>

#include "ops/concat.h"
#include "ops/gather.h"
#include "ops/reshape.h"
#include "ops/slice.h"
#include "passes/match.h"
#include "passes/rewrite.h"
#include "passes/rules/rule.h"

namespace sinter {
namespace {

int64_t from_front(int64_t axis, int rank) { return axis < 0 ? axis + rank : axis; }

// A slice of consecutive elements along one axis, with bounds that lie inside it whatever the symbols are.
struct PlainSlice {
  int axis = 0;
  Dim start, end;
};

std::optional<PlainSlice> plain_slice(const Graph& graph, NodeId id) {
  if (id == kNoNode) return std::nullopt;
  const Node& n = graph.node(id);
  const auto* op = n.op.as<Slice>();
  if (!op || n.inputs.size() != 1 || !op->by.empty()) return std::nullopt;
  if (op->starts.size() != 1 || op->ends.size() != 1) return std::nullopt;
  if (!op->steps.empty() && op->steps[0] != 1) return std::nullopt;
  const TensorType &x = graph.tensor(n.inputs[0]), &y = graph.tensor(n.outputs[0]);
  PlainSlice s;
  s.axis = op->axes.empty() ? 0 : int(from_front(op->axes[0], x.rank()));
  s.start = op->starts[0];
  const auto first = s.start.constant();
  if (first && *first < 0) return std::nullopt;
  if (!first && graph.bounds(s.start).min < 0) return std::nullopt;
  // The result's extent tells whether an end was clamped or counted from the back.
  const Dim extent = y.dims[size_t(s.axis)];
  s.end = s.start + extent;
  const Dim beyond = x.dims[size_t(s.axis)] - s.end;
  const bool inside = beyond.is_const() ? beyond.value() >= 0 : graph.bounds(beyond).min >= 0;
  return inside ? std::optional(s) : std::nullopt;
}

Slice slice_of(int axis, const Dim& start, const Dim& end) {
  return Slice{.axes = {axis}, .starts = {start}, .ends = {end}, .steps = {1}};
}

bool merge_slices(Graph& graph, NodeId id) {
  const auto outer = plain_slice(graph, id);
  if (!outer) return false;
  const NodeId p = graph.producer(graph.node(id).inputs[0]);
  const auto inner = plain_slice(graph, p);
  if (!inner || inner->axis != outer->axis) return false;
  graph.node(id).op = slice_of(outer->axis, inner->start + outer->start, inner->start + outer->end);
  Graph::add_sources(graph.node(id), graph.node(p).sources);
  replace_input(graph, id, 0, graph.node(p).inputs[0]);
  graph.reinfer(id);
  return true;
}

// A slice of a Concat that lies within one of its parts.
bool slice_of_concat(Graph& graph, NodeId id) {
  const auto s = plain_slice(graph, id);
  if (!s) return false;
  const NodeId p = graph.producer(graph.node(id).inputs[0]);
  if (p == kNoNode || !graph.node(p).op.is<Concat>()) return false;
  const Node& concat = graph.node(p);
  if (from_front(concat.op.as<Concat>()->axis, graph.tensor(concat.outputs[0]).rank()) != s->axis) return false;
  Dim begin = 0;
  for (ValueId part : concat.inputs) {
    const Dim end = begin + graph.tensor(part).dims[size_t(s->axis)];
    const Dim before = s->start - begin, behind = end - s->end;
    if (before.is_const() && behind.is_const() && before.value() >= 0 && behind.value() >= 0) {
      graph.node(id).op = slice_of(s->axis, before, before + (s->end - s->start));
      Graph::add_sources(graph.node(id), concat.sources);
      replace_input(graph, id, 0, part);
      graph.reinfer(id);
      return true;
    }
    begin = end;
  }
  return false;
}

// Parts of a Concat that are neighbouring slices of one value become one slice of it, or the value.
bool join_slices(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  const auto* concat = n.op.as<Concat>();
  if (!concat || n.inputs.size() < 2) return false;
  const int axis = int(from_front(concat->axis, graph.tensor(n.outputs[0]).rank()));
  for (size_t i = 0; i + 1 < n.inputs.size(); ++i) {
    const NodeId a = graph.producer(n.inputs[i]), b = graph.producer(n.inputs[i + 1]);
    const auto first = plain_slice(graph, a), second = plain_slice(graph, b);
    if (!first || !second || first->axis != axis || second->axis != axis || !(first->end == second->start)) continue;
    const ValueId x = graph.node(a).inputs[0];
    if (graph.node(b).inputs[0] != x) continue;
    Node gathered;
    Graph::add_sources(gathered, graph.node(a).sources);
    Graph::add_sources(gathered, graph.node(b).sources);
    const bool whole = first->start == Dim(0) && second->end == graph.tensor(x).dims[size_t(axis)];
    const ValueId joined =
        whole ? x : add_before(graph, id, slice_of(axis, first->start, second->end), {x}, gathered.sources);
    std::vector<ValueId> inputs = graph.node(id).inputs;
    inputs[i] = joined;
    inputs.erase(inputs.begin() + std::ptrdiff_t(i) + 1);
    NodeMeta meta;
    meta.sources = graph.node(id).sources;
    const ValueId made = graph.add_value(Concat{.axis = axis}, std::move(inputs), std::move(meta), id);
    replace_with_new(graph, graph.node(id).outputs[0], made);
    remove_unused(graph, id);
    return true;
  }
  return false;
}

bool flatten_concat(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  const auto* concat = n.op.as<Concat>();
  if (!concat || graph.value(n.outputs[0]).host_value) return false;
  const int rank = graph.tensor(n.outputs[0]).rank();
  const int64_t axis = from_front(concat->axis, rank);
  for (size_t i = 0; i < n.inputs.size(); ++i) {
    const NodeId p = graph.producer(n.inputs[i]);
    if (p == kNoNode || !graph.node(p).op.is<Concat>() || graph.single_user(n.inputs[i]) != id) continue;
    const Node& inner = graph.node(p);
    if (from_front(inner.op.as<Concat>()->axis, rank) != axis) continue;
    if (std::count(n.inputs.begin(), n.inputs.end(), n.inputs[i]) != 1) continue;
    std::vector<ValueId> inputs = n.inputs;
    inputs.erase(inputs.begin() + std::ptrdiff_t(i));
    inputs.insert(inputs.begin() + std::ptrdiff_t(i), inner.inputs.begin(), inner.inputs.end());
    NodeMeta meta;
    meta.sources = inner.sources;
    Node gathered;
    gathered.sources = meta.sources;
    Graph::add_sources(gathered, n.sources);
    meta.sources = gathered.sources;
    const ValueId made = graph.add_value(Concat{.axis = axis}, std::move(inputs), std::move(meta), id);
    replace_with_new(graph, graph.node(id).outputs[0], made);
    remove_unused(graph, id);
    return true;
  }
  return false;
}

bool drop_empty_parts(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  const auto* concat = n.op.as<Concat>();
  if (!concat || n.inputs.size() < 2) return false;
  const size_t axis = size_t(from_front(concat->axis, graph.tensor(n.outputs[0]).rank()));
  std::vector<ValueId> inputs;
  for (ValueId v : n.inputs)
    if (!(graph.tensor(v).dims[axis] == Dim(0))) inputs.push_back(v);
  if (inputs.empty() || inputs.size() == n.inputs.size()) return false;
  NodeMeta meta;
  meta.sources = n.sources;
  const ValueId made = graph.add_value(Concat{.axis = int64_t(axis)}, std::move(inputs), std::move(meta), id);
  replace_with_new(graph, graph.node(id).outputs[0], made);
  remove_unused(graph, id);
  return true;
}

// Known consecutive places are a slice.
bool gather_to_slice(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  const auto* gather = n.op.as<Gather>();
  if (!gather || graph.value(n.outputs[0]).host_value || graph.constant(n.inputs[0])) return false;
  const Weights* places = graph.constant(n.inputs[1]);
  if (!places || places->dims().size() > 1 || places->count() < 1 || places->count() > 1024) return false;
  const SymDims x = graph.tensor(n.inputs[0]).dims, y = graph.tensor(n.outputs[0]).dims;
  const int64_t axis = from_front(gather->axis, int(x.size()));
  const auto at = places->to_ints();
  for (size_t k = 1; k < at.size(); ++k)
    if (at[k] != at[0] + int64_t(k) || (at[0] < 0) != (at[k] < 0)) return false;
  // All places must exist for every size, since a Slice would not complain.
  const Dim size = x[size_t(axis)];
  const int64_t smallest = size.is_const() ? size.value() : graph.bounds(size).min;
  if (at.back() >= smallest || at[0] < -smallest) return false;
  const Dim start = at[0] < 0 ? size + Dim(at[0]) : Dim(at[0]);
  const auto sources = n.sources;
  const ValueId data = n.inputs[0];
  const ValueId cut =
      add_before(graph, id, slice_of(int(axis), start, start + Dim(int64_t(at.size()))), {data}, sources);
  const ValueId result = graph.tensor(cut).dims == y ? cut : add_before(graph, id, Reshape{.dims = y}, {cut}, sources);
  replace_with_new(graph, graph.node(id).outputs[0], result);
  remove_unused(graph, id);
  return true;
}

constexpr Rule kSliceRules[] = {
    {"a Slice, its places are known", gather_to_slice},
    {"one Slice with the one before", merge_slices},
    {"a Slice of one part of the Concat before", slice_of_concat},
    {"a part less, two are neighbours in one value", join_slices},
    {"one Concat with the one before", flatten_concat},
    {"without its empty parts", drop_empty_parts},
};

}  // namespace

std::span<const Rule> slice_rules() { return kSliceRules; }

}  // namespace sinter
