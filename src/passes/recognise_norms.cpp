// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/recognise_norms.h"

#include <algorithm>

#include "ops/abs.h"
#include "ops/add.h"
#include "ops/div.h"
#include "ops/exp.h"
#include "ops/layer_norm.h"
#include "ops/mul.h"
#include "ops/pow.h"
#include "ops/reciprocal.h"
#include "ops/reduce.h"
#include "ops/softmax.h"
#include "ops/sqrt.h"
#include "ops/sub.h"
#include "passes/match.h"
#include "passes/rewrite.h"
#include "passes/rules/rule.h"

namespace sinter {
namespace {

// v = the reduction of x with kept dims.
struct Reduced {
  ValueId x = kNoValue;
  std::vector<int64_t> axes;  // sorted, not negative
};

std::optional<Reduced> reduced(const Graph& graph, ValueId v, ReduceKind kind) {
  const NodeId p = producer_as<Reduce>(graph, v);
  if (p == kNoNode) return std::nullopt;
  const Node& n = graph.node(p);
  const Reduce& op = *n.op.as<Reduce>();
  const int rank = graph.tensor(n.inputs[0]).rank();
  if (op.kind != kind || n.inputs.size() != 1 || (!op.keep_dims && rank > 0)) return std::nullopt;
  Reduced r{n.inputs[0], op.axes};
  for (int64_t& a : r.axes)
    if (a < 0) a += rank;
  if (r.axes.empty())
    for (int i = 0; i < rank; ++i) r.axes.push_back(i);
  std::sort(r.axes.begin(), r.axes.end());
  return r;
}

// Some neighbouring dims.
bool are_neighbours(const std::vector<int64_t>& axes) {
  for (size_t i = 1; i < axes.size(); ++i)
    if (axes[i] != axes[0] + int64_t(i)) return false;
  return !axes.empty();
}

// v = variance + epsilon of x, around its mean if `centred` is x - mean, else around 0.
struct Moments {
  ValueId x = kNoValue, mean = kNoValue;
  std::vector<int64_t> axes;  // neighbours
  double epsilon = 0;
  bool centred = false;
};

std::optional<Moments> moments_of(const Graph& graph, ValueId v) {
  Moments m;
  std::optional<ScaledValue> shifted = shifted_by_constant(graph, v);
  const ValueId variance = shifted ? shifted->x : v;
  m.epsilon = shifted ? shifted->factor : 0;
  if (!(m.epsilon >= 0)) return std::nullopt;
  const auto mean_square = reduced(graph, variance, ReduceKind::kMean);
  if (!mean_square) return std::nullopt;
  const ValueId d = squared_value(graph, mean_square->x);
  if (d == kNoValue) return std::nullopt;
  m.axes = mean_square->axes;
  if (!are_neighbours(m.axes)) return std::nullopt;
  m.x = d;
  const NodeId sub = producer_as<Sub>(graph, d);
  if (sub == kNoNode) return m;
  const Node& n = graph.node(sub);
  const auto mean = reduced(graph, n.inputs[1], ReduceKind::kMean);
  if (!mean || mean->x != n.inputs[0] || mean->axes != mean_square->axes) return m;
  m.x = n.inputs[0];
  m.mean = n.inputs[1];
  m.centred = true;
  return m;
}

// v = 1 / sqrt(variance + epsilon).
std::optional<Moments> inverse_deviation(const Graph& graph, ValueId v) {
  const NodeId p = graph.producer(v);
  if (p == kNoNode) return std::nullopt;
  const Node& n = graph.node(p);
  if (n.op.is<Reciprocal>()) {
    const NodeId root = producer_as<Sqrt>(graph, n.inputs[0]);
    return root == kNoNode ? std::nullopt : moments_of(graph, graph.node(root).inputs[0]);
  }
  if (n.op.is<Sqrt>()) {
    const NodeId inverse = producer_as<Reciprocal>(graph, n.inputs[0]);
    return inverse == kNoNode ? std::nullopt : moments_of(graph, graph.node(inverse).inputs[0]);
  }
  if (n.op.is<Pow>() && scalar_constant(graph, n.inputs[1]) == -0.5) return moments_of(graph, n.inputs[0]);
  if (n.op.is<Div>() && scalar_constant(graph, n.inputs[0]) == 1.0) {
    const NodeId root = producer_as<Sqrt>(graph, n.inputs[1]);
    return root == kNoNode ? std::nullopt : moments_of(graph, graph.node(root).inputs[0]);
  }
  return std::nullopt;
}

// `d` is what these moments are of: x, or x less its mean.
bool is_centred_value(const Graph& graph, ValueId d, const Moments& m) {
  if (!m.centred) return d == m.x;
  const NodeId sub = producer_as<Sub>(graph, d);
  return sub != kNoNode && graph.node(sub).inputs[0] == m.x && graph.node(sub).inputs[1] == m.mean;
}

bool spans_norm(const Graph& graph, ValueId v, const Moments& m) {
  const DataType t = graph.tensor(v).dtype;
  return graph.tensor(v) == graph.tensor(m.x) &&
         (t == DataType::kFloat32 || t == DataType::kFloat16 || t == DataType::kBFloat16 || t == DataType::kFloat64);
}

LayerNorm norm_of(const Moments& m, int64_t rank) {
  const auto count = int64_t(m.axes.size());
  return LayerNorm{.axis = m.axes[0],
                   .epsilon = m.epsilon,
                   .centred = m.centred,
                   .dims = m.axes[0] + count == rank ? 0 : count};
}

// d / sqrt(variance + epsilon), or d times its reciprocal.
bool norm_from_quotient(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  std::optional<Moments> m;
  ValueId d = kNoValue;
  if (n.op.is<Div>()) {
    const NodeId root = producer_as<Sqrt>(graph, n.inputs[1]);
    if (root == kNoNode) return false;
    m = moments_of(graph, graph.node(root).inputs[0]);
    d = n.inputs[0];
  } else if (n.op.is<Mul>()) {
    for (size_t i = 0; i < 2 && !m; ++i) {
      m = inverse_deviation(graph, n.inputs[i]);
      d = n.inputs[1 - i];
    }
  }
  if (!m || !is_centred_value(graph, d, *m) || !spans_norm(graph, n.outputs[0], *m)) return false;
  replace_root(graph, id, norm_of(*m, graph.tensor(m->x).rank()), {m->x});
  return true;
}

// A scale or shift of a norm: it varies along the normalized dims alone, and along all of them unless it is one number.
bool is_norm_parameter(const Graph& graph, ValueId v, const TensorType& x, const LayerNorm& norm) {
  const TensorType& p = graph.tensor(v);
  if (p.dtype != x.dtype || p.rank() > x.rank()) return false;
  if (static_count(p) == 1) return true;
  const int offset = x.rank() - p.rank();
  const int64_t first = norm.first(x.rank()), last = norm.last(x.rank());
  if (offset > first) return false;
  for (int i = 0; i < p.rank(); ++i) {
    const bool normalized = i + offset >= first && i + offset < last;
    const Dim want = normalized ? x.dims[size_t(i + offset)] : Dim(1);
    if (!(p.dims[size_t(i)] == want)) return false;
  }
  return true;
}

// x * a + (b - mean * a) with a = 1 / deviation * scale: how tf2onnx writes it.
bool norm_from_tensorflow(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  if (!n.op.is<Add>()) return false;
  for (size_t i = 0; i < 2; ++i) {
    const NodeId product = producer_as<Mul>(graph, n.inputs[i]), shift = producer_as<Sub>(graph, n.inputs[1 - i]);
    if (product == kNoNode || shift == kNoNode) continue;
    const ValueId bias = graph.node(shift).inputs[0];
    const NodeId offset = producer_as<Mul>(graph, graph.node(shift).inputs[1]);
    if (offset == kNoNode) continue;
    for (ValueId a : graph.node(product).inputs) {
      const ValueId x = other_operand(graph.node(product), a), mean = other_operand(graph.node(offset), a);
      if (x == kNoValue || mean == kNoValue) continue;
      ValueId scale = kNoValue;
      std::optional<Moments> m = inverse_deviation(graph, a);
      if (const NodeId scaled = producer_as<Mul>(graph, a); !m && scaled != kNoNode)
        for (size_t k = 0; k < 2 && !m; ++k) {
          m = inverse_deviation(graph, graph.node(scaled).inputs[k]);
          scale = graph.node(scaled).inputs[1 - k];
        }
      if (!m || !m->centred || m->x != x || m->mean != mean || !spans_norm(graph, n.outputs[0], *m)) continue;
      const TensorType& type = graph.tensor(x);
      const LayerNorm norm = norm_of(*m, type.rank());
      if (scale != kNoValue && !is_norm_parameter(graph, scale, type, norm)) continue;
      if (!is_norm_parameter(graph, bias, type, norm)) continue;
      replace_root(graph, id, norm, {x, scale, bias});
      return true;
    }
  }
  return false;
}

// The scale and the shift behind a norm that has none yet.
bool absorb_parameter(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  const bool scale = n.op.is<Mul>();
  if (!scale && !n.op.is<Add>()) return false;
  for (size_t i = 0; i < 2; ++i) {
    const NodeId p = producer_as<LayerNorm>(graph, n.inputs[i]);
    if (p == kNoNode || graph.single_user(n.inputs[i]) != id || n.inputs[0] == n.inputs[1]) continue;
    const Node& norm = graph.node(p);
    const TensorType& type = graph.tensor(n.inputs[i]);
    const LayerNorm op = *norm.op.as<LayerNorm>();
    if (norm.inputs.size() > (scale ? 1u : 2u)) continue;
    if (!(graph.tensor(n.outputs[0]) == type) || !is_norm_parameter(graph, n.inputs[1 - i], type, op)) continue;
    std::vector<ValueId> inputs = norm.inputs;
    inputs.resize(scale ? 1 : 2, kNoValue);
    inputs.push_back(n.inputs[1 - i]);
    replace_root(graph, id, op, std::move(inputs));
    return true;
  }
  return false;
}

// v = y - the largest element of y along the axes: y, else kNoValue.
ValueId less_maximum(const Graph& graph, ValueId v, const std::vector<int64_t>& axes) {
  const NodeId sub = producer_as<Sub>(graph, v);
  if (sub == kNoNode) return kNoValue;
  const ValueId y = graph.node(sub).inputs[0];
  const auto max = reduced(graph, graph.node(sub).inputs[1], ReduceKind::kMax);
  return max && max->x == y && max->axes == axes ? y : kNoValue;
}

// e and its sum in the quotient e / sum, or in e times the reciprocal of the sum.
std::pair<ValueId, ValueId> quotient_by_sum(const Graph& graph, const Node& n) {
  if (n.op.is<Div>()) return {n.inputs[0], n.inputs[1]};
  if (!n.op.is<Mul>()) return {kNoValue, kNoValue};
  for (size_t i = 0; i < 2; ++i)
    if (const NodeId inverse = producer_as<Reciprocal>(graph, n.inputs[i]); inverse != kNoNode)
      return {n.inputs[1 - i], graph.node(inverse).inputs[0]};
  return {kNoValue, kNoValue};
}

// exp(x) / sum of the same; where x is y - max of y, the Softmax is that of y. Without the maximum the pieces overflow
// (and give NaN) where Softmax does not. They also give 0 beside an element of +inf, where Softmax gives NaN: not a
// result that a network can mean.
bool softmax_from_pieces(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  const auto [e, total] = quotient_by_sum(graph, n);
  if (e == kNoValue) return false;
  const auto sum = reduced(graph, total, ReduceKind::kSum);
  const NodeId exp = producer_as<Exp>(graph, e);
  if (!sum || sum->x != e || sum->axes.size() != 1 || exp == kNoNode) return false;
  ValueId x = graph.node(exp).inputs[0];
  const ValueId whole = less_maximum(graph, x, sum->axes);
  // Exponentials that somebody else needs too would be computed twice.
  if (whole == kNoValue && (graph.is_output(e) || graph.value(e).uses.size() != 2)) return false;
  if (whole != kNoValue) x = whole;
  if (!(graph.tensor(x) == graph.tensor(n.outputs[0]))) return false;
  replace_root(graph, id, Softmax{.axis = sum->axes[0]}, {x});
  return true;
}

// Sums of x * x or |x|, and the root of a sum of squares, are reductions of their own.
bool richer_reduction(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  if (n.op.is<Sqrt>()) {
    const NodeId p = producer_as<Reduce>(graph, n.inputs[0]);
    if (p == kNoNode || graph.node(p).op.as<Reduce>()->kind != ReduceKind::kSumSquare) return false;
    if (graph.single_user(n.inputs[0]) != id) return false;
    Reduce op = *graph.node(p).op.as<Reduce>();
    op.kind = ReduceKind::kL2;
    replace_root(graph, id, op, graph.node(p).inputs);
    return true;
  }
  const auto* reduce = n.op.as<Reduce>();
  if (!reduce || reduce->kind != ReduceKind::kSum || !is_float(graph.tensor(n.outputs[0]).dtype)) return false;
  Reduce op = *reduce;
  ValueId x = squared_value(graph, n.inputs[0]);
  op.kind = ReduceKind::kSumSquare;
  if (const NodeId abs = producer_as<Abs>(graph, n.inputs[0]); abs != kNoNode) {
    x = graph.node(abs).inputs[0];
    op.kind = ReduceKind::kL1;
  }
  if (x == kNoValue || graph.single_user(n.inputs[0]) != id) return false;
  std::vector<ValueId> inputs = n.inputs;
  inputs[0] = x;
  replace_root(graph, id, op, std::move(inputs));
  return true;
}

constexpr Rule kNormRules[] = {
    {"LayerNorm", norm_from_quotient},     {"LayerNorm", norm_from_tensorflow},
    {"LayerNorm with it", absorb_parameter}, {"Softmax", softmax_from_pieces},
    {"one reduction", richer_reduction},
};

}  // namespace

bool recognise_norms(Graph& graph, PassContext& context) {
  bool changed = false;
  for (NodeId id : graph.order()) {
    for (const Rule& rule : kNormRules) {
      if (!graph.alive(id)) break;
      const std::string name = context.trace ? label(graph, id) : std::string();
      if (!rule.apply(graph, id)) continue;
      context.changed([&] { return name + " -> " + std::string(rule.change); });
      changed = true;
    }
  }
  return changed;
}

}  // namespace sinter
