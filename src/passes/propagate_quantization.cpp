// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/propagate_quantization.h"

#include <algorithm>
#include <cmath>

#include "ops/concat.h"
#include "ops/dequantize.h"
#include "ops/expand.h"
#include "ops/gather.h"
#include "ops/pooling.h"
#include "ops/quantize.h"
#include "ops/reshape.h"
#include "ops/slice.h"
#include "ops/transpose.h"
#include "passes/match.h"
#include "passes/rewrite.h"

namespace sinter {
namespace {

ValueId input_or_none(const Node& n, size_t i) { return i < n.inputs.size() ? n.inputs[i] : kNoValue; }

// One constant scale, positive and finite, and a constant zero point or none.
bool has_one_scale(const Graph& graph, const Node& n) {
  const Weights* scale = graph.constant(n.inputs[1]);
  if (!scale || scale->count() != 1) return false;
  const double s = scale->to_doubles()[0];
  const ValueId zero = input_or_none(n, 2);
  if (zero != kNoValue && (!graph.constant(zero) || graph.constant(zero)->count() != 1)) return false;
  return s > 0 && std::isfinite(s);
}

bool same_constant(const Graph& graph, ValueId a, ValueId b) {
  if (a == b) return true;
  const Weights *x = a == kNoValue ? nullptr : graph.constant(a), *y = b == kNoValue ? nullptr : graph.constant(b);
  auto is_zero = [](const Weights* w) { return !w || w->to_doubles() == std::vector<double>(size_t(w->count()), 0.0); };
  if (!x || !y) return is_zero(x) && is_zero(y);
  return x->dtype() == y->dtype() && x->to_doubles() == y->to_doubles();
}

bool same_scale(const Graph& graph, const Node& a, const Node& b) {
  return same_constant(graph, a.inputs[1], b.inputs[1]) &&
         same_constant(graph, input_or_none(a, 2), input_or_none(b, 2));
}

// The op moves the elements of operand 0 and reads nothing else that is not an index.
bool moves_elements(const Graph& graph, const Node& n) {
  if (n.inputs.empty() || graph.value(n.outputs[0]).host_value) return false;
  return n.op.is<Reshape>() || n.op.is<Transpose>() || n.op.is<Slice>() || n.op.is<Expand>() || n.op.is<Gather>();
}

// A scale larger than 0 keeps the order of elements, so that the largest one is the largest before and after.
bool is_max_pooling(const Node& n) {
  const auto* pool = n.op.as<Pooling>();
  if (!pool || pool->kind != PoolingKind::kMax) return false;
  auto zero = [](const std::vector<int64_t>& pads) {
    return std::all_of(pads.begin(), pads.end(), [](int64_t p) { return p == 0; });
  };
  // A window of padding alone would give -infinity in floats.
  return zero(pool->pads_begin) && zero(pool->pads_end) && !pool->ceil_mode;
}

// An op with its operands and the names of the model's nodes it came from.
struct Piece {
  Op op;
  std::vector<ValueId> inputs;
  std::vector<std::string> sources;
};

// `inner` before node `id`, `outer` on it (its operand 0) in the node's place.
void replace_with_pair(Graph& graph, NodeId id, Piece inner, Piece outer) {
  outer.inputs[0] = add_before(graph, id, std::move(inner.op), std::move(inner.inputs), inner.sources);
  const ValueId made = add_before(graph, id, std::move(outer.op), std::move(outer.inputs), outer.sources);
  replace_with_new(graph, graph.node(id).outputs[0], made);
  remove_unused(graph, id);
}

// One scale for all: the axis says nothing, whatever the other op does to the dims.
template <class Q>
Op along_axis_0(const Node& n) {
  Q op = *n.op.as<Q>();
  op.axis = 0;
  return op;
}

// op(Dequantize(x)) -> Dequantize(op(x))
bool dequantize_down(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  if (!moves_elements(graph, n) && !is_max_pooling(n)) return false;
  const NodeId p = producer_as<Dequantize>(graph, n.inputs[0]);
  if (p == kNoNode || graph.single_user(n.inputs[0]) != id || !has_one_scale(graph, graph.node(p))) return false;
  const Node& dq = graph.node(p);
  const DataType small = graph.tensor(dq.inputs[0]).dtype;
  if (is_max_pooling(n) && (!is_integer(small) || bits_of(small) < 8)) return false;
  std::vector<ValueId> inputs = n.inputs;
  inputs[0] = dq.inputs[0];
  replace_with_pair(graph, id, {n.op, std::move(inputs), n.sources},
                    {along_axis_0<Dequantize>(dq), dq.inputs, dq.sources});
  return true;
}

// Concat(Dequantize(x), Dequantize(y)) -> Dequantize(Concat(x, y)) for equal scales
bool dequantize_below_concat(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  if (!n.op.is<Concat>()) return false;
  NodeId first = kNoNode;
  std::vector<ValueId> inputs;
  for (ValueId v : n.inputs) {
    const NodeId p = producer_as<Dequantize>(graph, v);
    if (p == kNoNode || graph.single_user(v) != id || !has_one_scale(graph, graph.node(p))) return false;
    if (first == kNoNode) first = p;
    const Node &a = graph.node(first), &b = graph.node(p);
    if (!same_scale(graph, a, b) || graph.tensor(a.inputs[0]).dtype != graph.tensor(b.inputs[0]).dtype) return false;
    inputs.push_back(b.inputs[0]);
  }
  const Node& dq = graph.node(first);
  replace_with_pair(graph, id, {n.op, std::move(inputs), n.sources},
                    {along_axis_0<Dequantize>(dq), dq.inputs, dq.sources});
  return true;
}

// Quantize(op(x)) -> op(Quantize(x))
bool quantize_up(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  if (!n.op.is<Quantize>() || !has_one_scale(graph, n)) return false;
  const NodeId p = graph.producer(n.inputs[0]);
  if (p == kNoNode || graph.single_user(n.inputs[0]) != id || !moves_elements(graph, graph.node(p))) return false;
  const Node& move = graph.node(p);
  // What spreads or picks elements several times would be quantized more often, not less, further up or down.
  if (move.op.is<Gather>() || move.op.is<Slice>()) return false;
  std::vector<ValueId> inputs = n.inputs;
  inputs[0] = move.inputs[0];
  replace_with_pair(graph, id, {along_axis_0<Quantize>(n), std::move(inputs), n.sources},
                    {move.op, move.inputs, move.sources});
  return true;
}

// Quantize(Dequantize(x)) with one scale gives x back: |x - zero| is small enough that rounding to the dtype between
// the two does not reach the next integer (8 and 16 bits in f32).
bool cancel_pair(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  const auto* q = n.op.as<Quantize>();
  if (!q || q->block_size != 0) return false;
  const NodeId p = producer_as<Dequantize>(graph, n.inputs[0]);
  if (p == kNoNode) return false;
  const Node& dq = graph.node(p);
  const ValueId x = dq.inputs[0], y = n.outputs[0];
  const DataType t = graph.tensor(x).dtype;
  if (!is_integer(t) || bits_of(t) > 16 || dq.op.as<Dequantize>()->to != DataType::kFloat32) return false;
  if (!has_one_scale(graph, n) || !has_one_scale(graph, dq) || !same_scale(graph, n, dq)) return false;
  if (!(graph.value(x).type == graph.value(y).type) || !can_replace(graph, y, x)) return false;
  replace_value(graph, y, x);
  remove_unused(graph, id);
  return true;
}

}  // namespace

bool propagate_quantization(Graph& graph, PassContext& context) {
  bool changed = false;
  using Step = bool (*)(Graph&, NodeId);
  constexpr std::pair<Step, const char*> kSteps[] = {
      {cancel_pair, "nothing (undoes the Dequantize before)"},
      {dequantize_down, "before the Dequantize"},
      {dequantize_below_concat, "before the Dequantizes"},
      {quantize_up, "before what moves its elements"},
  };
  for (bool again = true; again;) {
    again = false;
    for (NodeId id : graph.order())
      for (const auto& [step, what] : kSteps) {
        if (!graph.alive(id)) break;
        const std::string name = context.trace ? label(graph, id) : std::string();
        if (!step(graph, id)) continue;
        const char* became = what;  // clang 14 captures no structured bindings
        context.changed([&] { return name + " -> " + became; });
        again = true;
      }
    changed |= again;
  }
  return changed;
}

}  // namespace sinter
