// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Shape arithmetic that a model does in floats (a size times a scale, rounded down; the smaller of two lengths) goes
// back to integers, where it is understood symbolically. Sizes up to 2^24 are exact in f32, so both agree.
#include <cmath>

#include "ops/add.h"
#include "ops/cast.h"
#include "ops/ceil.h"
#include "ops/clip.h"
#include "ops/div.h"
#include "ops/floor.h"
#include "ops/max.h"
#include "ops/min.h"
#include "ops/mul.h"
#include "ops/reshape.h"
#include "ops/sub.h"
#include "passes/match.h"
#include "passes/rewrite.h"
#include "passes/rules/rule.h"

namespace sinter {
namespace {

constexpr int kMaxFloatDepth = 8;

// Builds the integer counterpart (i64) of a float value in front of `before`.
class IntegerTwin {
 public:
  IntegerTwin(Graph& graph, NodeId before) : graph_(graph), before_(before), sources_(graph.node(before).sources) {}

  // kNoValue if v is not surely a whole number.
  ValueId whole(ValueId v, int depth = 0) {
    const NodeId p = graph_.producer(v);
    if (p == kNoNode || depth > kMaxFloatDepth) return kNoValue;
    if (const Weights* w = graph_.constant(v)) return whole_constant(*w);
    const Node& n = graph_.node(p);
    if (n.op.is<Cast>()) return from_integer(n.inputs[0]);
    if (n.op.is<Min>()) return both(Min{}, n, depth);
    if (n.op.is<Max>()) return both(Max{}, n, depth);
    if (n.op.is<Add>()) return both(Add{}, n, depth);
    if (n.op.is<Sub>()) return both(Sub{}, n, depth);
    if (n.op.is<Mul>()) return both(Mul{}, n, depth);
    if (n.op.is<Floor>()) return rounded(n.inputs[0], false, depth + 1);
    if (n.op.is<Ceil>()) return rounded(n.inputs[0], true, depth + 1);
    return kNoValue;
  }

  // floor or ceil of v, which may be a whole number divided by a positive one. Truncation equals floor here: what is
  // divided is a size, and not negative.
  ValueId rounded(ValueId v, bool up, int depth = 0) {
    if (const ValueId w = whole(v, depth); w != kNoValue) return w;
    const NodeId p = graph_.producer(v);
    if (p == kNoNode) return kNoValue;
    const Node& n = graph_.node(p);
    const bool div = n.op.is<Div>();
    if (!div && !n.op.is<Mul>()) return kNoValue;
    for (size_t k = 0; k < (div ? 1u : 2u); ++k) {
      const size_t c = 1 - k;
      const auto factor = scalar_constant(graph_, n.inputs[c]);
      if (!factor || !(*factor > 0)) continue;
      const double by = div ? *factor : 1 / *factor;
      if (by != std::floor(by) || by > 65536) continue;
      const ValueId x = whole(n.inputs[1 - c], depth + 1);
      if (x == kNoValue || !not_negative(x)) return kNoValue;
      const ValueId shifted = up ? add(Add{}, {x, integer(int64_t(by) - 1)}) : x;
      return add(Div{}, {shifted, integer(int64_t(by))});
    }
    return kNoValue;
  }

 private:
  ValueId integer(int64_t value) {
    return graph_.add_constant(Weights::of_ints(DataType::kInt64, {}, std::vector<int64_t>{value}), {}, before_);
  }
  ValueId add(Op op, std::vector<ValueId> in) {
    return add_before(graph_, before_, std::move(op), std::move(in), sources_);
  }

  ValueId whole_constant(const Weights& w) {
    if (!is_float(w.dtype()) || w.count() > 64 || w.dims().size() > 1) return kNoValue;
    std::vector<int64_t> ints;
    for (double d : w.to_doubles()) {
      if (!(std::fabs(d) <= double(1 << 24)) || d != std::floor(d)) return kNoValue;
      ints.push_back(int64_t(d));
    }
    return graph_.add_constant(Weights::of_ints(DataType::kInt64, w.dims(), ints), {}, before_);
  }

  ValueId from_integer(ValueId x) {
    const Value& value = graph_.value(x);
    if (!value.host_value || !is_integer(value.type.tensor.dtype)) return kNoValue;
    if (value.type.tensor.dtype == DataType::kInt64) return x;
    return add(Cast{.to = DataType::kInt64}, {x});
  }

  ValueId both(Op op, const Node& n, int depth) {
    const std::vector<ValueId> inputs = n.inputs;  // the node may move when others are added
    const ValueId a = whole(inputs[0], depth + 1);
    const ValueId b = a == kNoValue ? kNoValue : whole(inputs[1], depth + 1);
    return b == kNoValue ? kNoValue : add(std::move(op), {a, b});
  }

  bool not_negative(ValueId x) const {
    const HostValue& elements = graph_.value(x).host_value;
    if (!elements) return false;
    for (const Dim& d : *elements)
      if (graph_.bounds(d).min < 0) return false;
    return true;
  }

  Graph& graph_;
  NodeId before_;
  std::vector<std::string> sources_;
};

// Removes nodes that were made in vain, which stand right before `id`.
void remove_new(Graph& graph, const std::vector<bool>& old) {
  auto order = graph.order();
  for (auto it = order.rbegin(); it != order.rend(); ++it)
    if (*it >= old.size() || !old[*it]) remove_unused(graph, *it);
}

bool float_shape_to_integers(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  const auto* cast = n.op.as<Cast>();
  if (!cast || !is_integer(cast->to) || bits_of(cast->to) < 32) return false;
  const TensorType& out = graph.tensor(n.outputs[0]);
  const NodeId p = graph.producer(n.inputs[0]);
  if (out.rank() > 1 || graph.value(n.outputs[0]).host_value || p == kNoNode) return false;
  if (!is_float(graph.tensor(n.inputs[0]).dtype)) return false;
  const auto count = static_count(out);
  if (!count || *count > 64 || graph.node(p).op.is<Cast>()) return false;
  const DataType to = cast->to;
  const ValueId source = n.inputs[0];
  std::vector<bool> old;
  for (NodeId k : graph.order()) {
    if (old.size() <= k) old.resize(size_t(k) + 1, false);
    old[k] = true;
  }
  ValueId made = IntegerTwin(graph, id).rounded(source, false);
  const SymDims dims = graph.tensor(graph.node(id).outputs[0]).dims;
  if (made == kNoValue || !graph.value(made).host_value || graph.tensor(made).dims != dims) {
    remove_new(graph, old);
    return false;
  }
  if (to != DataType::kInt64) made = add_before(graph, id, Cast{.to = to}, {made}, graph.node(id).sources);
  replace_with_new(graph, graph.node(id).outputs[0], made);
  remove_new(graph, old);  // attempts that led nowhere
  remove_unused(graph, id);
  return true;
}

constexpr Rule kShapeRules[] = {
    {"shape arithmetic in integers", float_shape_to_integers},
};

}  // namespace

std::span<const Rule> shape_rules() { return kShapeRules; }

}  // namespace sinter
