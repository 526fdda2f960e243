// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "ops/add.h"
#include "ops/cast.h"
#include "ops/concat.h"
#include "ops/div.h"
#include "ops/expand.h"
#include "ops/mul.h"
#include "ops/pad.h"
#include "ops/reshape.h"
#include "ops/slice.h"
#include "ops/sub.h"
#include "ops/transpose.h"
#include "passes/constant_value.h"
#include "passes/rewrite.h"
#include "passes/rules/rule.h"
#include "passes/rules/transpose_perm.h"

namespace sinter {
namespace {

// Replaces the node's output by its operand, if the types agree and no network output loses its name.
bool bypass(Graph& graph, NodeId id, int operand = 0) {
  const ValueId x = graph.node(id).inputs[size_t(operand)], y = graph.node(id).outputs[0];
  if (x == kNoValue || !(graph.value(x).type == graph.value(y).type) || !can_replace(graph, y, x)) return false;
  replace_value(graph, y, x);
  remove_unused(graph, id);
  return true;
}

bool positive_steps(const Graph& graph, const Node& n) {
  auto positive = [](int64_t s) { return s > 0; };
  if (n.inputs.size() > 4 && n.inputs[4] != kNoValue) {
    const Weights* w = graph.constant(n.inputs[4]);
    if (!w) return false;
    const auto steps = w->to_ints();
    return std::all_of(steps.begin(), steps.end(), positive);
  }
  const auto& steps = n.op.as<Slice>()->steps;
  return n.op.as<Slice>()->by.empty() && std::all_of(steps.begin(), steps.end(), positive);
}

bool pads_nothing(const Node& n) {
  const Pad& pad = *n.op.as<Pad>();
  auto zero = [](const Dim& d) { return d == Dim(0); };
  return (n.inputs.size() < 2 || n.inputs[1] == kNoValue) && std::all_of(pad.begin.begin(), pad.begin.end(), zero) &&
         std::all_of(pad.end.begin(), pad.end.end(), zero);
}

// Data movement that gives its operand back. With the types equal (see bypass), a Reshape or Expand always does, and a
// Slice does if it goes forwards.
bool drop_movement(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  const bool identity = n.op.is<Reshape>() || n.op.is<Expand>() || n.op.is<Cast>() ||
                        (n.op.is<Transpose>() && is_identity(perm_of(graph, n))) ||
                        (n.op.is<Slice>() && positive_steps(graph, n)) || (n.op.is<Pad>() && pads_nothing(n)) ||
                        (n.op.is<Concat>() && n.inputs.size() == 1);
  return identity && bypass(graph, id);
}

// x * 1, x / 1, and additions that keep even -0: x + -0 for floats (x + 0 makes 0 of -0), x - 0.
bool drop_neutral(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  const bool add = n.op.is<Add>(), sub = n.op.is<Sub>(), mul = n.op.is<Mul>(), div = n.op.is<Div>();
  if (!(add || sub || mul || div)) return false;
  const bool floats = is_float(graph.tensor(n.outputs[0]).dtype);
  const double neutral = mul || div ? 1.0 : add && floats ? -0.0 : 0.0;
  const int first = add || mul ? 0 : 1;  // the operand that may be the constant
  for (int c = 1; c >= first; --c) {
    const Weights* w = graph.constant(n.inputs[size_t(c)]);
    if (w && is_filled_with(*w, neutral)) return bypass(graph, id, 1 - c);
  }
  return false;
}

constexpr Rule kIdentityRules[] = {
    {"nothing (gives its input back)", drop_movement},
    {"nothing (its constant changes nothing)", drop_neutral},
};

}  // namespace

std::span<const Rule> identity_rules() { return kIdentityRules; }

}  // namespace sinter
