// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/attention_scores.h"

#include <algorithm>
#include <cmath>

#include "ops/add.h"
#include "ops/cast.h"
#include "ops/is_nan.h"
#include "ops/matmul.h"
#include "ops/mul.h"
#include "ops/select.h"
#include "ops/softmax.h"
#include "ops/sub.h"
#include "ops/tanh.h"
#include "passes/match.h"
#include "passes/rewrite.h"

namespace sinter {
namespace {

constexpr int kMaxScoreOps = 12;
/// A score replaced by this or less has no weight beside any other.
constexpr double kMaskedScore = -1e4;

bool is_half(DataType t) { return t == DataType::kFloat16 || t == DataType::kBFloat16; }

// What a Cast between a 16-bit float and f32 reads: both ends are computed in f32 anyway.
ValueId through_half_cast(const Graph& graph, ValueId v) {
  const NodeId p = producer_as<Cast>(graph, v);
  if (p == kNoNode) return kNoValue;
  const ValueId x = graph.node(p).inputs[0];
  const DataType from = graph.tensor(x).dtype, to = graph.tensor(v).dtype;
  const bool widens = is_half(from) && to == DataType::kFloat32, narrows = from == DataType::kFloat32 && is_half(to);
  return widens || narrows ? x : kNoValue;
}

// Whether v lies on the way to the product of queries and keys.
bool leads_to_product(const Graph& graph, ValueId v, const SymDims& dims, int depth = 0) {
  const NodeId p = graph.producer(v);
  if (p == kNoNode || depth > kMaxScoreOps || graph.tensor(v).dims != dims) return false;
  const Node& n = graph.node(p);
  if (n.op.is<MatMul>()) return true;
  if (!is_pointwise(graph, n)) return false;
  const size_t first = n.op.is<Select>() ? 1 : 0;
  for (size_t i = first; i < n.inputs.size(); ++i)
    if (leads_to_product(graph, n.inputs[i], dims, depth + 1)) return true;
  return false;
}

class ScorePeeler {
 public:
  ScorePeeler(const Graph& graph, ValueId v) : graph_(graph), v_(v), dims_(graph.tensor(v).dims) {}

  std::optional<AttentionScores> run() {
    for (int k = 0; k < kMaxScoreOps; ++k) {
      const NodeId p = graph_.producer(v_);
      if (p == kNoNode || graph_.tensor(v_).dims != dims_) return std::nullopt;
      if (graph_.node(p).op.is<MatMul>()) {
        s_.product = p;
        return s_;
      }
      if (!(peel_scale() || peel_cast() || peel_softcap() || peel_added_mask(p) || peel_choice(p)))
        return std::nullopt;
    }
    return std::nullopt;
  }

 private:
  bool peel_scale() {
    const auto scaled = scaled_by_constant(graph_, v_);
    if (!scaled || !std::isfinite(scaled->factor) || scaled->factor == 0) return false;
    if (leads_through_tanh(scaled->x)) return false;
    s_.scale *= scaled->factor;
    v_ = scaled->x;
    return true;
  }
  bool leads_through_tanh(ValueId v) const { return producer_as<Tanh>(graph_, v) != kNoNode; }

  bool peel_cast() {
    const ValueId x = through_half_cast(graph_, v_);
    if (x == kNoValue) return false;
    v_ = x;
    return true;
  }

  // cap * tanh(x / cap), with no scale outside: a scale inside counts before the cap.
  bool peel_softcap() {
    const auto outer = scaled_by_constant(graph_, v_);
    if (!outer || s_.softcap != 0 || s_.scale != 1 || !(outer->factor > 0)) return false;
    const NodeId tanh = producer_as<Tanh>(graph_, outer->x);
    if (tanh == kNoNode) return false;
    ValueId x = graph_.node(tanh).inputs[0];
    s_.softcap = outer->factor;
    s_.scale = outer->factor;  // tanh(f * x) = tanh((f * cap) * x / cap); the factors inside follow
    capped_ = true;
    v_ = x;
    return true;
  }

  bool peel_added_mask(NodeId p) {
    const Node& n = graph_.node(p);
    if (capped_ || !n.op.is<Add>()) return false;
    for (size_t i = 0; i < 2; ++i) {
      if (!leads_to_product(graph_, n.inputs[i], dims_)) continue;
      s_.masks.push_back({.value = n.inputs[1 - i], .factor = s_.scale});
      v_ = n.inputs[i];
      return true;
    }
    return false;
  }

  bool peel_choice(NodeId p) {
    const Node& n = graph_.node(p);
    if (capped_ || !n.op.is<Select>()) return false;
    for (size_t i = 1; i < 3; ++i) {
      const auto fill = scalar_constant(graph_, n.inputs[3 - i]);
      if (!fill || !(*fill * s_.scale <= kMaskedScore) || !leads_to_product(graph_, n.inputs[i], dims_)) continue;
      s_.masks.push_back({.value = n.inputs[0], .keep = true, .negated = i == 2, .fill = *fill * s_.scale});
      v_ = n.inputs[i];
      return true;
    }
    return false;
  }

  const Graph& graph_;
  ValueId v_;
  const SymDims dims_;
  AttentionScores s_;
  bool capped_ = false;
};

}  // namespace

std::optional<AttentionScores> attention_scores(const Graph& graph, ValueId v) { return ScorePeeler(graph, v).run(); }

NodeId attention_softmax(const Graph& graph, ValueId v) {
  for (int depth = 0; depth < 4; ++depth) {
    const NodeId p = graph.producer(v);
    if (p == kNoNode) return kNoNode;
    const Node& n = graph.node(p);
    if (const auto* softmax = n.op.as<Softmax>()) {
      const int rank = graph.tensor(v).rank();
      return softmax->axis == -1 || softmax->axis == rank - 1 ? p : kNoNode;
    }
    if (const ValueId x = through_half_cast(graph, v); x != kNoValue) {
      v = x;
    } else if (n.op.is<Select>() && scalar_constant(graph, n.inputs[1]) == 0.0) {
      const NodeId is_nan = producer_as<IsNaN>(graph, n.inputs[0]);
      if (is_nan == kNoNode || graph.node(is_nan).inputs[0] != n.inputs[2]) return kNoNode;
      v = n.inputs[2];
    } else {
      return kNoNode;
    }
  }
  return kNoNode;
}

}  // namespace sinter
