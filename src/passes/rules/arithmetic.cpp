// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "ops/add.h"
#include "ops/div.h"
#include "ops/mul.h"
#include "ops/sub.h"
#include "passes/constant_value.h"
#include "passes/rewrite.h"
#include "passes/rules/rule.h"

namespace sinter {
namespace {

bool constant_to_the_right(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  if (!n.op.def().traits.commutative || n.inputs.size() < 2) return false;
  const ValueId a = n.inputs[0], b = n.inputs[1];
  if (a == kNoValue || b == kNoValue || !graph.constant(a) || graph.constant(b)) return false;
  graph.set_input(id, 0, b);
  graph.set_input(id, 1, a);
  return true;
}

// The right operand if it is a constant of ordinary floats, small enough to copy.
const Weights* float_constant(const Graph& graph, const Node& n) {
  const Weights* w = graph.constant(n.inputs[1]);
  if (!w || w->count() > kSmallConstant) return nullptr;
  const DataType t = w->dtype();
  const bool ordinary =
      t == DataType::kFloat32 || t == DataType::kFloat16 || t == DataType::kBFloat16 || t == DataType::kFloat64;
  return ordinary ? w : nullptr;
}

void replace_op_and_constant(Graph& graph, NodeId id, Op op, Weights constant) {
  const ValueId made = graph.add_constant(std::move(constant), {}, id);
  graph.node(id).op = std::move(op);
  replace_input(graph, id, 1, made);
}

// x - c = x + -c exactly, signed zeros included.
bool sub_to_add(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  const Weights* w = n.op.is<Sub>() ? float_constant(graph, n) : nullptr;
  if (!w || graph.constant(n.inputs[0])) return false;
  auto values = w->to_doubles();
  for (double& v : values) v = -v;
  replace_op_and_constant(graph, id, Add{}, Weights::of_doubles(w->dtype(), w->dims(), values));
  return true;
}

// x / c = x * (1 / c) exactly if c is a power of two whose reciprocal is a normal number: both round the same real
// number once.
bool div_to_mul(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  const Weights* w = n.op.is<Div>() ? float_constant(graph, n) : nullptr;
  if (!w || graph.constant(n.inputs[0])) return false;
  auto values = w->to_doubles();
  for (double& v : values) {
    int exponent = 0;
    if (!std::isfinite(v) || std::fabs(std::frexp(v, &exponent)) != 0.5) return false;
    // The narrowest range, f16's normal numbers: 2^-14 to 2^15. Larger dtypes lose nothing that matters.
    if (exponent < -12 || exponent > 15) return false;
    v = 1 / v;
  }
  replace_op_and_constant(graph, id, Mul{}, Weights::of_doubles(w->dtype(), w->dims(), values));
  return true;
}

constexpr Rule kArithmeticRules[] = {
    {"its constant moved to the right", constant_to_the_right},
    {"Add of the negated constant", sub_to_add},
    {"Mul by the reciprocal, a power of two", div_to_mul},
};

}  // namespace

std::span<const Rule> arithmetic_rules() { return kArithmeticRules; }

}  // namespace sinter
