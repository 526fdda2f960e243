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

// The first of the axes if they are the last dims of `rank`; -1 if not.
int64_t first_of_last(const std::vector<int64_t>& axes, int rank) {
  for (size_t i = 0; i < axes.size(); ++i)
    if (axes[i] != int64_t(rank) - int64_t(axes.size()) + int64_t(i)) return -1;
  return axes.empty() ? -1 : axes[0];
}

// v = variance + epsilon of x, around its mean if `centred` is x - mean, else around 0.
struct Moments {
  ValueId x = kNoValue, mean = kNoValue;
  int64_t axis = -1;
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
  m.axis = first_of_last(mean_square->axes, graph.tensor(d).rank());
  if (m.axis < 0) return std::nullopt;
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
  replace_root(graph, id, LayerNorm{.axis = m->axis, .epsilon = m->epsilon, .centred = m->centred}, {m->x});
  return true;
}

// A scale or shift of a norm: it varies along the normalized dims alone, and along all of them unless it is one number.
bool is_norm_parameter(const Graph& graph, ValueId v, const TensorType& x, int64_t axis) {
  const TensorType& p = graph.tensor(v);
  if (p.dtype != x.dtype || p.rank() > x.rank()) return false;
  if (static_count(p) == 1) return true;
  const int offset = x.rank() - p.rank();
  if (offset > axis) return false;
  for (int i = 0; i < p.rank(); ++i) {
    const Dim want = i + offset < axis ? Dim(1) : x.dims[size_t(i + offset)];
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
      if (scale != kNoValue && !is_norm_parameter(graph, scale, type, m->axis)) continue;
      if (!is_norm_parameter(graph, bias, type, m->axis)) continue;
      replace_root(graph, id, LayerNorm{.axis = m->axis, .epsilon = m->epsilon}, {x, scale, bias});
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
    const int64_t axis = op.axis < 0 ? op.axis + type.rank() : op.axis;
    if (norm.inputs.size() > (scale ? 1u : 2u)) continue;
    if (!(graph.tensor(n.outputs[0]) == type) || !is_norm_parameter(graph, n.inputs[1 - i], type, axis)) continue;
    std::vector<ValueId> inputs = norm.inputs;
    inputs.resize(scale ? 1 : 2, kNoValue);
    inputs.push_back(n.inputs[1 - i]);
    replace_root(graph, id, op, std::move(inputs));
    return true;
  }
  return false;
}

// exp(x - max) / sum of the same.
bool softmax_from_pieces(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  if (!n.op.is<Div>()) return false;
  const ValueId e = n.inputs[0];
  const auto sum = reduced(graph, n.inputs[1], ReduceKind::kSum);
  const NodeId exp = producer_as<Exp>(graph, e);
  if (!sum || sum->x != e || sum->axes.size() != 1 || exp == kNoNode) return false;
  const NodeId sub = producer_as<Sub>(graph, graph.node(exp).inputs[0]);
  if (sub == kNoNode) return false;
  const ValueId x = graph.node(sub).inputs[0];
  const auto max = reduced(graph, graph.node(sub).inputs[1], ReduceKind::kMax);
  if (!max || max->x != x || max->axes != sum->axes || !(graph.tensor(x) == graph.tensor(n.outputs[0]))) return false;
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
