// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/recognise_activations.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "ir/scalar_eval.h"
#include "ops/clip.h"
#include "ops/div.h"
#include "ops/gelu.h"
#include "ops/hard_sigmoid.h"
#include "ops/hard_swish.h"
#include "ops/mish.h"
#include "ops/mul.h"
#include "ops/silu.h"
#include "passes/match.h"
#include "passes/rewrite.h"

namespace sinter {
namespace {

// The longest spelling (Gelu with tanh and powers as products) has ten nodes.
constexpr size_t kMaxActivationNodes = 16;
// And the longest one that reads its operand once.
constexpr size_t kMaxOneUse = 5;

// The first one tells most functions apart.
constexpr double kPlaces[] = {1.3, -INFINITY, -1e30, -1e4, -100, -30, -10, -7,   -5,   -4, -3.5, -3.1, -3,   -2.9,
                              -2.5,      -2,    -1.7, -1.3, -1,  -.7, -.5,  -.3,  -.1, -1e-3, 0,   1e-3, .1,
                              .3,        .5,    .8,   1,    1.4, 1.9, 2.4,  2.8,  2.9, 3,     3.1, 3.5,  4,
                              5,         6,     7,    9,    20,  100, 1e4,  1e30, INFINITY,   NAN};

// A group of pointwise nodes with one way out, root, and one way in.
class PointwiseCone {
 public:
  PointwiseCone(const Graph& graph, const std::vector<uint32_t>& position, NodeId root)
      : graph_(graph), position_(position), type_(graph.tensor(graph.node(root).outputs[0])) {
    good_ = take(root);
  }

  // Goes on to the next value on which all of the group depends; kNoValue if there is none.
  ValueId next_source() {
    while (good_) {
      if (sources_.size() == 1 && !tried_) {
        tried_ = true;
        return sources_.begin()->second;
      }
      if (sources_.empty()) return kNoValue;
      const auto latest = std::prev(sources_.end());
      const NodeId p = graph_.producer(latest->second);
      sources_.erase(latest);
      tried_ = false;
      good_ = p != kNoNode && take(p);
    }
    return kNoValue;
  }

  size_t size() const { return nodes_.size(); }
  /// How often the nodes read a value.
  size_t uses(ValueId v) const {
    size_t n = 0;
    for (const auto& [at, id] : nodes_) n += size_t(std::ranges::count(graph_.node(id).inputs, v));
    return n;
  }

  // The group's result where its source is x.
  std::optional<double> operator()(ValueId source, double x) const {
    std::map<ValueId, ScalarNumber> known{{source, ScalarNumber::of(x)}};
    for (auto it = nodes_.rbegin(); it != nodes_.rend(); ++it) {
      const Node& n = graph_.node(it->second);
      std::vector<ScalarNumber> in;
      for (ValueId v : n.inputs) {
        if (const auto found = known.find(v); found != known.end()) in.push_back(found->second);
        else if (const auto constant = constants_.find(v); constant != constants_.end()) in.push_back(constant->second);
        else return std::nullopt;
      }
      known[n.outputs[0]] = eval_scalar(programs_.at(n.id), in).at(0);
    }
    return known.at(graph_.node(nodes_.begin()->second).outputs[0]).f;
  }

 private:
  bool take(NodeId id) {
    const Node& n = graph_.node(id);
    if (!is_pointwise(graph_, n) || graph_.tensor(n.outputs[0]).dims != type_.dims) return false;
    if (nodes_.size() == kMaxActivationNodes) return false;
    nodes_.emplace(position_[id], id);
    std::vector<ScalarClass> classes;
    for (ValueId v : n.inputs) {
      const auto cls = class_of(v);
      if (!cls) return false;
      classes.push_back(*cls);
      if (const Weights* w = graph_.constant(v)) {
        if (w->count() != 1) return false;
        constants_.emplace(v, constant_number(*w, *cls));
        continue;
      }
      if (graph_.tensor(v).dims != type_.dims) return false;
      const NodeId p = graph_.producer(v);
      sources_.emplace(p == kNoNode ? -1 : int64_t(position_[p]), v);
    }
    programs_.emplace(id, n.op.def().program(n.op.attrs(), classes));
    return true;
  }

  std::optional<ScalarClass> class_of(ValueId v) const {
    const DataType t = graph_.tensor(v).dtype;
    if (is_float(t)) return ScalarClass::kFloat;
    return t == DataType::kBool ? std::optional(ScalarClass::kBool) : std::nullopt;
  }
  static ScalarNumber constant_number(const Weights& w, ScalarClass cls) {
    const double v = w.to_doubles()[0];
    return cls == ScalarClass::kFloat ? ScalarNumber::of(v) : ScalarNumber::of_bool(v != 0);
  }

  const Graph& graph_;
  const std::vector<uint32_t>& position_;
  const TensorType type_;
  std::map<uint32_t, NodeId, std::greater<>> nodes_;    // the root first
  std::set<std::pair<int64_t, ValueId>> sources_;       // values from outside, by where they are made
  std::map<NodeId, ScalarProgram> programs_;
  std::map<ValueId, ScalarNumber> constants_;
  bool good_ = true, tried_ = false;
};

struct ActivationCandidate {
  Op op;
  double (*value)(double);
};

std::vector<ActivationCandidate> activation_candidates() {
  constexpr HardSigmoid kSixth{.alpha = 1.0 / 6, .beta = 0.5};
  return {
      {Gelu{}, [](double x) { return Gelu{}(x); }},
      {Gelu{.approximate = GeluApproximate::kTanh},
       [](double x) { return Gelu{.approximate = GeluApproximate::kTanh}(x); }},
      {Silu{}, [](double x) { return Silu{}(x); }},
      {Mish{}, [](double x) { return Mish{}(x); }},
      {HardSwish{}, [](double x) { return HardSwish{}(x); }},
      {kSixth, [](double x) { return HardSigmoid{.alpha = 1.0 / 6, .beta = 0.5}(x); }},
  };
}

// Constants were rounded to the dtype when the model was written, and 1/sqrt(2) and the like show that.
double rounding_of(DataType t) {
  if (t == DataType::kFloat16) return 1e-3;
  if (t == DataType::kBFloat16) return 8e-3;
  return 1e-6;
}

// The difference relative to 1 + |want|; infinite where one is NaN or infinite and the other is not the same.
double relative_difference(double got, double want) {
  if (got == want || (std::isnan(got) && std::isnan(want))) return 0;
  const double d = std::fabs(got - want) / (1 + std::fabs(want));
  return d <= 1 ? d : INFINITY;
}

// The op that gives what the group gives at all places, the closest one if several do within the tolerance; null if
// none does. Most groups fail at the first place.
const ActivationCandidate* matching_op(const PointwiseCone& cone, ValueId source,
                                       const std::vector<ActivationCandidate>& candidates, double tolerance) {
  std::vector<double> worst(candidates.size(), 0);
  for (double x : kPlaces) {
    const auto got = cone(source, x);
    if (!got) return nullptr;
    bool any = false;
    for (size_t i = 0; i < candidates.size(); ++i) {
      if (worst[i] > tolerance) continue;
      worst[i] = std::max(worst[i], relative_difference(*got, candidates[i].value(x)));
      any = any || worst[i] <= tolerance;
    }
    if (!any) return nullptr;
  }
  return &candidates[size_t(std::ranges::min_element(worst) - worst.begin())];
}

bool may_be_activation(const Graph& graph, const Node& n) {
  if (!is_pointwise(graph, n) || !is_float(graph.tensor(n.outputs[0]).dtype)) return false;
  return n.op.is<Mul>() || n.op.is<Div>() || n.op.is<Clip>();
}

bool recognise_at(Graph& graph, const std::vector<uint32_t>& position, NodeId id, PassContext& context) {
  static const std::vector<ActivationCandidate> kCandidates = activation_candidates();
  PointwiseCone cone(graph, position, id);
  const TensorType type = graph.tensor(graph.node(id).outputs[0]);
  for (ValueId x; (x = cone.next_source()) != kNoValue;) {
    if (cone.size() < 2 || !(graph.tensor(x) == type)) continue;
    // All but HardSigmoid, which is short, read their operand more than once.
    if (cone.size() > kMaxOneUse && cone.uses(x) < 2) continue;
    const ActivationCandidate* best = matching_op(cone, x, kCandidates, rounding_of(type.dtype));
    if (!best) continue;
    context.changed([&] { return label(graph, id) + " -> " + std::string(best->op.name()); });
    replace_root(graph, id, best->op, {x});
    return true;
  }
  return false;
}

}  // namespace

bool recognise_activations(Graph& graph, PassContext& context) {
  bool changed = false;
  const auto position = node_positions(graph);
  auto order = graph.order();
  std::reverse(order.begin(), order.end());  // the whole before its parts: HardSigmoid is part of HardSwish
  for (NodeId id : order) {
    if (id >= position.size() || !graph.alive(id) || !may_be_activation(graph, graph.node(id))) continue;
    bool old = true;  // nodes made by this pass have no position: what reads them waits for the next round
    for (ValueId v : graph.node(id).inputs)
      if (const NodeId p = graph.producer(v); p != kNoNode && p >= position.size()) old = false;
    if (old) changed |= recognise_at(graph, position, id, context);
  }
  return changed;
}

}  // namespace sinter
