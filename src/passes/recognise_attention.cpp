// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/recognise_attention.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "ops/add.h"
#include "ops/and.h"
#include "ops/attention.h"
#include "ops/cast.h"
#include "ops/expand.h"
#include "ops/matmul.h"
#include "ops/mul.h"
#include "ops/not.h"
#include "ops/reshape.h"
#include "ops/select.h"
#include "ops/softmax.h"
#include "ops/transpose.h"
#include "passes/attention_scores.h"
#include "passes/causal_mask.h"
#include "passes/match.h"
#include "passes/rewrite.h"
#include "passes/rules/transpose_perm.h"

namespace sinter {
namespace {

constexpr double kNoWeight = -std::numeric_limits<double>::infinity();

// Builds one Attention in front of `root`, the product of probabilities and values.
class AttentionBuilder {
 public:
  AttentionBuilder(Graph& graph, NodeId root) : graph_(graph), root_(root), sources_(graph.node(root).sources) {}

  // False (and nothing that stays) if the pieces are no attention after all.
  bool match() {
    const Node& n = graph_.node(root_);
    const auto* op = n.op.as<MatMul>();
    if (!op || op->transpose_a) return false;
    softmax_ = attention_softmax(graph_, n.inputs[0]);
    if (softmax_ == kNoNode || !probabilities_stay_inside()) return false;
    auto scores = attention_scores(graph_, graph_.node(softmax_).inputs[0]);
    if (!scores) return false;
    scores_ = std::move(*scores);
    score_dims_ = graph_.tensor(graph_.node(scores_.product).outputs[0]).dims;
    const int rank = int(score_dims_.size());
    if ((rank != 3 && rank != 4) || graph_.tensor(n.outputs[0]).rank() != rank) return false;
    const Node& product = graph_.node(scores_.product);
    for (ValueId v : {product.inputs[0], product.inputs[1], n.inputs[1]})
      if (graph_.tensor(v).rank() != rank) return false;
    return operands_fit(*op) && masks_fit();
  }

  void build() {
    const MatMul product = *graph_.node(scores_.product).op.as<MatMul>();
    const std::vector<ValueId> qk = graph_.node(scores_.product).inputs;
    ValueId q = without_scale(qk[0]), k = without_scale(qk[1]), v = graph_.node(root_).inputs[1];
    if (product.transpose_a) q = swapped(q);
    if (!product.transpose_b) k = swapped(k);
    if (graph_.node(root_).op.as<MatMul>()->transpose_b) v = swapped(v);
    drop_repetition(k, v);
    const SymDims out = graph_.tensor(graph_.node(root_).outputs[0]).dims;
    const bool flat = out.size() == 3;
    if (flat)
      for (ValueId* x : {&q, &k, &v}) *x = with_one_head(*x);
    Attention op;
    op.softcap = scores_.softcap;
    const ValueId mask = build_mask(op);
    op.scale = scores_.scale;
    std::vector<ValueId> inputs{q, k, v};
    if (mask != kNoValue) inputs.push_back(flat ? with_one_head_mask(mask) : mask);
    if (!flat) {
      replace_root(graph_, root_, op, std::move(inputs));
      return;
    }
    const auto sources = sources_between(graph_, root_, inputs);
    const ValueId made = add_before(graph_, root_, op, std::move(inputs), sources);
    replace_root(graph_, root_, Reshape{.dims = out}, {made});
  }

 private:
  const SymDims& dims(ValueId v) const { return graph_.tensor(v).dims; }
  ValueId add(Op op, std::vector<ValueId> in) {
    return add_before(graph_, root_, std::move(op), std::move(in), sources_);
  }

  // The probabilities are used for this product alone: they would have to be computed anyway.
  bool probabilities_stay_inside() const {
    std::set<NodeId> inside{root_};
    for (ValueId v = graph_.node(root_).inputs[0];;) {
      const NodeId p = graph_.producer(v);
      if (graph_.is_output(v)) return false;
      for (const Use& u : graph_.value(v).uses)
        if (!inside.contains(u.node)) return false;
      if (p == softmax_) return true;
      inside.insert(p);
      const Node& n = graph_.node(p);
      if (n.op.is<Select>()) {
        inside.insert(graph_.producer(n.inputs[0]));
        v = n.inputs[2];
      } else {
        v = n.inputs[0];
      }
    }
  }

  static Dim at(const SymDims& d, int from_back) { return d[d.size() - size_t(from_back)]; }

  bool operands_fit(const MatMul& outer) const {
    const Node& product = graph_.node(scores_.product);
    const auto* op = product.op.as<MatMul>();
    const SymDims &q = dims(product.inputs[0]), &k = dims(product.inputs[1]), &v = dims(graph_.node(root_).inputs[1]);
    const DataType dtype = graph_.tensor(product.inputs[0]).dtype;
    const bool computed = dtype == DataType::kFloat32 || dtype == DataType::kFloat16 || dtype == DataType::kBFloat16 ||
                          dtype == DataType::kFloat64;
    if (!computed || graph_.tensor(graph_.node(root_).inputs[1]).dtype != dtype) return false;
    if (!(at(q, op->transpose_a ? 2 : 1) == at(k, op->transpose_b ? 1 : 2))) return false;
    if (!(at(k, op->transpose_b ? 2 : 1) == at(v, outer.transpose_b ? 1 : 2))) return false;
    if (!(q[0] == k[0]) || !(q[0] == v[0]) || !(score_dims_[0] == q[0])) return false;
    if (q.size() == 3) return true;
    if (!(k[1] == v[1]) || !(score_dims_[1] == q[1])) return false;
    return k[1] == q[1] || k[1] == Dim(1);
  }

  bool masks_fit() const {
    return std::all_of(scores_.masks.begin(), scores_.masks.end(), [&](const AttentionScores::Mask& m) {
      return broadcasts_by_checks(graph_, dims(m.value), score_dims_) && m.factor != 0 && std::isfinite(m.factor);
    });
  }

  // v without the factors on it, also above Reshapes, Transposes and Expands; they go into the scale.
  ValueId without_scale(ValueId v) {
    for (int k = 0; k < 4; ++k) {
      std::vector<NodeId> moved;
      ValueId at = v;
      auto scaled = scaled_by_constant(graph_, at);
      while (!scaled && moved.size() < 6) {
        const NodeId p = graph_.producer(at);
        if (p == kNoNode || graph_.node(p).inputs.size() != 1) break;
        const Node& n = graph_.node(p);
        if (!n.op.is<Reshape>() && !n.op.is<Transpose>() && !n.op.is<Expand>()) break;
        moved.push_back(p);
        at = n.inputs[0];
        scaled = scaled_by_constant(graph_, at);
      }
      if (!scaled || !std::isfinite(scaled->factor) || scaled->factor == 0) return v;
      scores_.scale *= scaled->factor;
      v = scaled->x;
      for (auto it = moved.rbegin(); it != moved.rend(); ++it) v = add(graph_.node(*it).op, {v});
    }
    return v;
  }

  // With the last two dims swapped; a Transpose in front of it does that on the way.
  ValueId swapped(ValueId v) {
    std::vector<int64_t> perm;
    if (const NodeId p = producer_as<Transpose>(graph_, v); p != kNoNode) {
      perm = perm_of(graph_, graph_.node(p));
      v = graph_.node(p).inputs[0];
    } else {
      for (int i = 0; i < graph_.tensor(v).rank(); ++i) perm.push_back(i);
    }
    std::swap(perm[perm.size() - 1], perm[perm.size() - 2]);
    return is_identity(perm) ? v : add(Transpose{.perm = perm}, {v});
  }

  // Heads repeated for the groups of queries that share them: [B,G,1,T,D] spread to [B,G,R,T,D] and seen as
  // [B,G*R,T,D], or [B,1,T,D] spread to [B,H,T,D]. kNoValue if v is nothing of the kind.
  ValueId before_repetition(ValueId v, SymDims& base_dims) const {
    NodeId p = graph_.producer(v);
    if (p != kNoNode && graph_.node(p).op.is<Reshape>()) p = graph_.producer(graph_.node(p).inputs[0]);
    if (p == kNoNode || !graph_.node(p).op.is<Expand>() || graph_.node(p).inputs.size() != 1) return kNoValue;
    const ValueId base = graph_.node(p).inputs[0];
    const SymDims &from = dims(base), &to = dims(graph_.node(p).outputs[0]), &result = dims(v);
    if (result.size() != 4 || from.size() != to.size()) return kNoValue;
    if (to.size() == 5) {
      if (!(from[2] == Dim(1)) || !(from[0] == to[0]) || !(from[1] == to[1]) || !(from[3] == to[3]) ||
          !(from[4] == to[4]) || result != SymDims{to[0], to[1] * to[2], to[3], to[4]})
        return kNoValue;
      base_dims = {from[0], from[1], from[3], from[4]};
      return base;
    }
    if (to.size() != 4 || to != result || !(from[1] == Dim(1)) || !(from[0] == to[0]) || !(from[2] == to[2]) ||
        !(from[3] == to[3]))
      return kNoValue;
    base_dims = from;
    return base;
  }

  void drop_repetition(ValueId& k, ValueId& v) {
    if (dims(k).size() != 4) return;
    SymDims k_dims, v_dims;
    ValueId k_base = before_repetition(k, k_dims), v_base = before_repetition(v, v_dims);
    if (k_base == kNoValue || v_base == kNoValue || !(k_dims[1] == v_dims[1])) return;
    k = dims(k_base) == k_dims ? k_base : add(Reshape{.dims = k_dims}, {k_base});
    v = dims(v_base) == v_dims ? v_base : add(Reshape{.dims = v_dims}, {v_base});
  }

  ValueId with_one_head(ValueId v) {
    const SymDims d = dims(v);
    return add(Reshape{.dims = {d[0], Dim(1), d[1], d[2]}}, {v});
  }
  ValueId with_one_head_mask(ValueId v) { return graph_.tensor(v).rank() == 3 ? with_one_head(v) : v; }

  ValueId scalar(DataType dtype, double value) { return graph_.add_constant(Weights::scalar(dtype, value), {}, root_); }
  ValueId both(ValueId a, ValueId b) { return a == kNoValue ? b : add(And{}, {a, b}); }
  // Masks are added in f32, if they differ in dtype.
  ValueId sum(ValueId a, ValueId b) {
    if (a == kNoValue) return b;
    if (graph_.tensor(a).dtype != graph_.tensor(b).dtype)
      for (ValueId* v : {&a, &b})
        if (graph_.tensor(*v).dtype != DataType::kFloat32) *v = add(Cast{.to = DataType::kFloat32}, {*v});
    return add(Add{}, {a, b});
  }

  // An added mask that is 0 or -inf by a condition is that condition.
  std::optional<AttentionScores::Mask> as_condition(const AttentionScores::Mask& m) const {
    const NodeId p = producer_as<Select>(graph_, m.value);
    if (m.keep || m.factor <= 0 || p == kNoNode) return std::nullopt;
    const Node& n = graph_.node(p);
    const auto a = scalar_constant(graph_, n.inputs[1]), b = scalar_constant(graph_, n.inputs[2]);
    if (a == 0.0 && b == kNoWeight) return AttentionScores::Mask{n.inputs[0], true, false, kNoWeight, 1};
    if (b == 0.0 && a == kNoWeight) return AttentionScores::Mask{n.inputs[0], true, true, kNoWeight, 1};
    return std::nullopt;
  }

  bool covers_scores(ValueId mask) const {
    const SymDims& d = dims(mask);
    return d.size() >= 2 && at(d, 1) == at(score_dims_, 1) && at(d, 2) == at(score_dims_, 2);
  }

  void set_causal(Attention& op, CausalAlign align) {
    op.causal = true;
    op.align = align;
  }

  // A mask on its own that is the causal one, whatever it puts in the place of scores: each row sees a key.
  bool is_plain_causal(const AttentionScores::Mask& m, Attention& op) {
    if (!covers_scores(m.value)) return false;
    const Dim rows = at(score_dims_, 2), keys = at(score_dims_, 1);
    ValueId condition = kNoValue;
    if (m.keep && !m.negated) condition = m.value;
    if (const auto c = as_condition(m); c && !c->negated) condition = c->value;
    if (condition != kNoValue) {
      const KeepMask split = split_keep_mask(graph_, condition, rows, keys);
      if (!split.causal || split.rest != kNoValue || split.align != CausalAlign::kTopLeft) return false;
      set_causal(op, split.align);
      return true;
    }
    const Weights* w = graph_.constant(m.value);
    if (!w) return false;
    const bool triangle = m.keep ? is_causal_constant(*w, rows, keys, [](double v) { return v == 0; },
                                                      [](double v) { return v != 0; })
                                 : m.factor > 0 && is_causal_constant(*w, rows, keys, [](double v) { return v == 0; },
                                                                      [](double v) { return v <= -1e4; });
    if (triangle) set_causal(op, CausalAlign::kTopLeft);
    return triangle;
  }

  ValueId build_mask(Attention& op) {
    auto masks = scores_.masks;
    if (masks.size() == 1 && is_plain_causal(masks[0], op)) return kNoValue;
    ValueId keep = kNoValue, added = kNoValue;
    for (auto& m : masks) {
      if (const auto condition = as_condition(m)) m = *condition;
      if (!m.keep) {
        const ValueId v = m.factor == 1 ? m.value
                                        : add(Mul{}, {m.value, scalar(graph_.tensor(m.value).dtype, m.factor)});
        added = sum(added, v);
        continue;
      }
      ValueId condition = m.negated ? add(Not{}, {m.value}) : m.value;
      if (m.fill > kNoWeight) {
        // What is added must swallow the score, as the model replaces it: rows without any key stay uniform then.
        const ValueId zero = scalar(DataType::kFloat32, 0);
        const ValueId fill = scalar(DataType::kFloat32, double(std::numeric_limits<float>::lowest()));
        added = sum(added, add(Select{}, {condition, zero, fill}));
        continue;
      }
      if (!op.causal && covers_scores(condition)) {
        const KeepMask split = split_keep_mask(graph_, condition, at(score_dims_, 2), at(score_dims_, 1));
        if (split.causal) set_causal(op, split.align);
        condition = split.rest;
      }
      if (condition != kNoValue) keep = both(keep, condition);
    }
    if (added == kNoValue || keep == kNoValue) return added == kNoValue ? keep : added;
    return add(Select{}, {keep, added, scalar(graph_.tensor(added).dtype, kNoWeight)});
  }

  Graph& graph_;
  NodeId root_, softmax_ = kNoNode;
  std::vector<std::string> sources_;
  AttentionScores scores_;
  SymDims score_dims_;
};

// The same with probabilities of keys by queries: softmax(k q^T, over the keys)^T v, as einsums are exported. Puts the
// product, the Softmax and what is between them the other way round.
class TransposedScores {
 public:
  TransposedScores(Graph& graph, NodeId root) : graph_(graph), root_(root) {}

  // The new root; kNoNode, and the graph as it was, if there is nothing of the kind.
  NodeId turn() {
    const auto* op = graph_.node(root_).op.as<MatMul>();
    if (!op || !op->transpose_a || !find()) return kNoNode;
    MatMul turned_root = *op;
    turned_root.transpose_a = false;
    const MatMul product = *graph_.node(product_).op.as<MatMul>();
    const auto operands = graph_.node(product_).inputs;
    ValueId v = add(product_, MatMul{.transpose_a = !product.transpose_b, .transpose_b = !product.transpose_a},
                    {operands[1], operands[0]});
    for (auto it = between_.rbegin(); it != between_.rend(); ++it) v = turned(*it, v);
    v = add(softmax_, Softmax{.axis = -1}, {v});
    const ValueId out = add(root_, turned_root, {v, graph_.node(root_).inputs[1]});
    const NodeId made = graph_.producer(out);
    graph_.node(made).output_wish = graph_.node(root_).output_wish;
    replace_with_new(graph_, graph_.node(root_).outputs[0], out);
    remove_unused(graph_, root_);
    return made;
  }

 private:
  bool find() {
    ValueId v = graph_.node(root_).inputs[0];
    softmax_ = producer_as<Softmax>(graph_, v);
    const int rank = graph_.tensor(v).rank();
    if (softmax_ == kNoNode || rank < 3 || graph_.single_user(v) == kNoNode) return false;
    const int64_t axis = graph_.node(softmax_).op.as<Softmax>()->axis;
    if (axis != rank - 2 && axis != -2) return false;
    dims_ = graph_.tensor(v).dims;
    v = graph_.node(softmax_).inputs[0];
    for (int k = 0; k < kMaxBetween; ++k) {
      if (graph_.single_user(v) == kNoNode || graph_.tensor(v).dims != dims_) return false;
      const NodeId p = graph_.producer(v);
      if (p == kNoNode) return false;
      if (graph_.node(p).op.is<MatMul>()) return is_square_product(p);
      if (!is_pointwise(graph_, graph_.node(p))) return false;
      between_.push_back(p);
      v = main_operand(graph_.node(p));
      if (v == kNoValue) return false;
    }
    return false;
  }

  bool is_square_product(NodeId p) {
    product_ = p;
    const auto& in = graph_.node(p).inputs;
    return graph_.tensor(in[0]).rank() == int(dims_.size()) && graph_.tensor(in[1]).rank() == int(dims_.size());
  }

  // The operand that only this node reads and that has the scores' dims: a product if there is one, else what is
  // computed from it.
  ValueId main_operand(const Node& n) const {
    ValueId found = kNoValue;
    for (ValueId v : n.inputs) {
      const NodeId p = graph_.producer(v);
      if (p == kNoNode || graph_.tensor(v).dims != dims_ || graph_.single_user(v) == kNoNode) continue;
      if (graph_.node(p).op.is<MatMul>()) return v;
      if (found == kNoValue && is_pointwise(graph_, graph_.node(p))) found = v;
    }
    return found;
  }

  ValueId turned(NodeId id, ValueId main) {
    std::vector<ValueId> inputs = graph_.node(id).inputs;
    const ValueId old = main_operand(graph_.node(id));
    for (ValueId& v : inputs) v = v == old ? main : swapped(id, v);
    return add(id, graph_.node(id).op, std::move(inputs));
  }

  ValueId swapped(NodeId id, ValueId v) {
    const SymDims dims = graph_.tensor(v).dims;
    if (dims.empty() || std::all_of(dims.begin(), dims.end(), [](const Dim& d) { return d == Dim(1); })) return v;
    if (dims.size() == 1) return add(id, Reshape{.dims = {dims[0], Dim(1)}}, {v});
    std::vector<int64_t> perm;
    for (size_t i = 0; i < dims.size(); ++i) perm.push_back(int64_t(i));
    std::swap(perm[perm.size() - 1], perm[perm.size() - 2]);
    return add(id, Transpose{.perm = perm}, {v});
  }

  // In front of the root, where everything is known; with the provenance of what it stands for.
  ValueId add(NodeId stands_for, Op op, std::vector<ValueId> in) {
    return add_before(graph_, root_, std::move(op), std::move(in), graph_.node(stands_for).sources);
  }

  static constexpr int kMaxBetween = 12;
  Graph& graph_;
  NodeId root_, softmax_ = kNoNode, product_ = kNoNode;
  std::vector<NodeId> between_;  // from the Softmax to the product
  SymDims dims_;
};

}  // namespace

bool recognise_attention(Graph& graph, PassContext& context) {
  bool changed = false;
  for (NodeId id : graph.order()) {
    if (!graph.alive(id) || !graph.node(id).op.is<MatMul>()) continue;
    NodeId root = id;
    if (graph.node(id).op.as<MatMul>()->transpose_a) {
      const std::string name = context.trace ? label(graph, id) : std::string();
      root = TransposedScores(graph, id).turn();
      if (root == kNoNode) continue;
      context.changed([&] { return "what makes the probabilities of " + name + " -> queries by keys"; });
      changed = true;
    }
    AttentionBuilder builder(graph, root);
    if (!builder.match()) continue;
    context.changed([&] { return label(graph, root) + " and what makes its probabilities -> Attention"; });
    builder.build();
    changed = true;
  }
  return changed;
}

}  // namespace sinter
