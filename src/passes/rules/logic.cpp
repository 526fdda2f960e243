// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Conditions and bounds: what is known to be true or false, and Max and Min with constants.
#include <cmath>
#include <limits>

#include "ops/add.h"
#include "ops/and.h"
#include "ops/clip.h"
#include "ops/equal.h"
#include "ops/expand.h"
#include "ops/greater.h"
#include "ops/greater_or_equal.h"
#include "ops/less.h"
#include "ops/less_or_equal.h"
#include "ops/max.h"
#include "ops/min.h"
#include "ops/not.h"
#include "ops/or.h"
#include "ops/range.h"
#include "ops/relu.h"
#include "ops/reshape.h"
#include "ops/select.h"
#include "passes/match.h"
#include "passes/rewrite.h"
#include "passes/rules/rule.h"

namespace sinter {
namespace {

// The single truth of a bool value, through Expand and Reshape.
std::optional<bool> known_truth(const Graph& graph, ValueId v) {
  if (graph.tensor(v).dtype != DataType::kBool) return std::nullopt;
  if (const auto one = scalar_constant(graph, v)) return *one != 0;
  const Weights* w = graph.constant(v);
  if (!w || w->count() == 0 || w->count() > 65536) return std::nullopt;
  const auto all = w->to_ints();
  for (int64_t b : all)
    if ((b != 0) != (all[0] != 0)) return std::nullopt;
  return all[0] != 0;
}

bool logic_bypass(Graph& graph, NodeId id, ValueId x) {
  const ValueId y = graph.node(id).outputs[0];
  if (!(graph.value(x).type == graph.value(y).type) || !can_replace(graph, y, x)) return false;
  replace_value(graph, y, x);
  remove_unused(graph, id);
  return true;
}

// The value `truth` in the shape of the node's output.
void become_truth(Graph& graph, NodeId id, bool truth) {
  const ValueId scalar = graph.add_constant(Weights::of_ints(DataType::kBool, {}, std::vector<int64_t>{truth}), {}, id);
  const SymDims dims = graph.tensor(graph.node(id).outputs[0]).dims;
  const ValueId all =
      dims.empty() ? scalar : add_before(graph, id, expand_to(graph, dims), {scalar}, graph.node(id).sources);
  replace_with_new(graph, graph.node(id).outputs[0], all);
  remove_unused(graph, id);
}

// x And true is x; x And false is false; Or the other way round.
bool drop_known_operand(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  const bool conjunction = n.op.is<And>();
  if (!conjunction && !n.op.is<Or>()) return false;
  for (size_t i = 0; i < 2; ++i) {
    const auto truth = known_truth(graph, n.inputs[i]);
    if (!truth) continue;
    if (*truth == conjunction) {
      if (logic_bypass(graph, id, n.inputs[1 - i])) return true;
    } else if (!graph.constant(n.inputs[1 - i])) {
      become_truth(graph, id, *truth);
      return true;
    }
  }
  return n.inputs[0] == n.inputs[1] && logic_bypass(graph, id, n.inputs[0]);
}

bool double_negation(Graph& graph, NodeId id) {
  if (!graph.node(id).op.is<Not>()) return false;
  const NodeId p = producer_as<Not>(graph, graph.node(id).inputs[0]);
  return p != kNoNode && logic_bypass(graph, id, graph.node(p).inputs[0]);
}

bool select_known(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  if (!n.op.is<Select>()) return false;
  if (n.inputs[1] == n.inputs[2]) return logic_bypass(graph, id, n.inputs[1]);
  const auto truth = known_truth(graph, n.inputs[0]);
  return truth && logic_bypass(graph, id, n.inputs[*truth ? 1 : 2]);
}

// Select(not c, a, b) is Select(c, b, a).
bool select_of_not(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  if (!n.op.is<Select>()) return false;
  const NodeId p = producer_as<Not>(graph, n.inputs[0]);
  if (p == kNoNode) return false;
  const ValueId a = n.inputs[1], b = n.inputs[2];
  graph.set_input(id, 1, b);
  graph.set_input(id, 2, a);
  Graph::add_sources(graph.node(id), graph.node(p).sources);
  replace_input(graph, id, 0, graph.node(p).inputs[0]);
  return true;
}

// Bounds of the elements of an integer value: constants, shape arithmetic, ranges, and sums of those.
std::optional<Interval> element_bounds(const Graph& graph, ValueId v, int depth = 0) {
  const Value& value = graph.value(v);
  if (!value.type.is_tensor() || !is_integer(value.type.tensor.dtype) || depth > 8) return std::nullopt;
  if (value.host_value && !value.host_value->empty()) {
    Interval all{INT64_MAX, INT64_MIN};
    for (const Dim& d : *value.host_value) {
      const Interval b = graph.bounds(d);
      all.min = std::min(all.min, b.min);
      all.max = std::max(all.max, b.max);
    }
    return all;
  }
  if (const Weights* w = graph.constant(v); w && w->count() == 1) {
    const int64_t one = w->to_ints()[0];
    return Interval{one, one};
  }
  if (value.producer == kNoNode) return std::nullopt;
  const Node& n = graph.node(value.producer);
  if (n.op.is<Reshape>() || n.op.is<Expand>()) return element_bounds(graph, n.inputs[0], depth + 1);
  auto bounds_of = [&](size_t i) { return element_bounds(graph, n.inputs[i], depth + 1); };
  if (n.op.is<Range>()) {
    const auto start = bounds_of(0), limit = bounds_of(1), delta = bounds_of(2);
    if (!start || !limit || !delta || delta->min < 1) return std::nullopt;
    return Interval{start->min, limit->max == INT64_MAX ? INT64_MAX : limit->max - 1};
  }
  if (n.op.is<Add>()) {
    const auto a = bounds_of(0), b = bounds_of(1);
    Interval sum;
    if (!a || !b || a->min == INT64_MIN || b->min == INT64_MIN || __builtin_add_overflow(a->min, b->min, &sum.min))
      return std::nullopt;
    if (a->max == INT64_MAX || b->max == INT64_MAX || __builtin_add_overflow(a->max, b->max, &sum.max))
      sum.max = INT64_MAX;
    return sum;
  }
  return std::nullopt;
}

std::optional<bool> less_by_bounds(const Interval& a, const Interval& b, bool or_equal) {
  if (or_equal ? a.max <= b.min : a.max < b.min) return true;
  if (or_equal ? a.min > b.max : a.min >= b.max) return false;
  return std::nullopt;
}

// A comparison of integers that the bounds decide, such as that a position is not negative.
bool compare_known(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  const bool less = n.op.is<Less>() || n.op.is<LessOrEqual>();
  const bool greater = n.op.is<Greater>() || n.op.is<GreaterOrEqual>();
  if (!less && !greater) return false;
  const auto a = element_bounds(graph, n.inputs[0]), b = element_bounds(graph, n.inputs[1]);
  if (!a || !b) return false;
  const bool or_equal = n.op.is<LessOrEqual>() || n.op.is<GreaterOrEqual>();
  const auto truth = less ? less_by_bounds(*a, *b, or_equal) : less_by_bounds(*b, *a, or_equal);
  if (!truth) return false;
  become_truth(graph, id, *truth);
  return true;
}

// Max(x, c) and Min(x, c) are a Clip, which keeps NaN too.
bool bound_to_clip(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  const bool lower = n.op.is<Max>();
  if ((!lower && !n.op.is<Min>()) || n.inputs.size() != 2) return false;
  if (graph.value(n.outputs[0]).host_value) return false;
  const DataType dtype = graph.tensor(n.outputs[0]).dtype;
  if (!is_float(dtype)) return false;
  for (size_t c = 0; c < 2; ++c) {
    const Weights* w = graph.constant(n.inputs[c]);
    const ValueId x = n.inputs[1 - c];
    if (!w || w->count() != 1 || graph.constant(x) || !(graph.tensor(x) == graph.tensor(n.outputs[0]))) continue;
    const double bound = w->to_doubles()[0];
    if (std::isnan(bound)) continue;
    // -inf as a lower bound would count as none, which is the same.
    replace_root(graph, id, lower ? Clip{.min = bound} : Clip{.max = bound}, {x});
    return true;
  }
  return false;
}

// Clips in a row, and a Clip at zero as Relu. What the last one does must not undo a bound of the first.
bool merge_clips(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  const NodeId p = n.inputs.size() == 1 ? graph.producer(n.inputs[0]) : kNoNode;
  if (p == kNoNode || (n.op.is<Relu>() && graph.node(p).op.is<Relu>())) return false;
  const auto as_clip = [](const Op& op) {
    const auto* clip = op.as<Clip>();
    return clip ? std::optional(*clip) : op.is<Relu>() ? std::optional(Clip{.min = 0}) : std::nullopt;
  };
  const auto outer = as_clip(n.op), inner = as_clip(graph.node(p).op);
  if (!outer || !inner) return false;
  const Clip first = *inner, second = *outer;
  if (std::isnan(first.min) || std::isnan(first.max) || std::isnan(second.min) || std::isnan(second.max)) return false;
  // Bounds that do not cross: then both orders of applying them agree.
  if (first.min > first.max || second.min > second.max || second.min > first.max || first.min > second.max)
    return false;
  graph.node(id).op = Clip{.min = std::max(first.min, second.min), .max = std::min(first.max, second.max)};
  Graph::add_sources(graph.node(id), graph.node(p).sources);
  replace_input(graph, id, 0, graph.node(p).inputs[0]);
  return true;
}

bool clip_to_relu(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  const auto* clip = n.op.as<Clip>();
  if (!clip || clip->min != 0 || std::signbit(clip->min) || clip->max < std::numeric_limits<double>::infinity())
    return false;
  graph.node(id).op = Relu{};
  return true;
}

bool relu_twice(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  return n.op.is<Relu>() && producer_as<Relu>(graph, n.inputs[0]) != kNoNode && logic_bypass(graph, id, n.inputs[0]);
}

constexpr Rule kLogicRules[] = {
    {"nothing (one side is known)", drop_known_operand},
    {"nothing (negated twice)", double_negation},
    {"nothing (the choice is known)", select_known},
    {"with the choices swapped", select_of_not},
    {"known, by the bounds of what it compares", compare_known},
    {"Clip", bound_to_clip},
    {"one Clip with the one before", merge_clips},
    {"Relu", clip_to_relu},
    {"nothing (already clipped)", relu_twice},
};

}  // namespace

std::span<const Rule> logic_rules() { return kLogicRules; }

}  // namespace sinter
