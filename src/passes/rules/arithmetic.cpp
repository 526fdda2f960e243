// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "ops/add.h"
#include "ops/convolution.h"
#include "ops/div.h"
#include "ops/layer_norm.h"
#include "ops/matmul.h"
#include "ops/mul.h"
#include "ops/neg.h"
#include "ops/pow.h"
#include "ops/reciprocal.h"
#include "ops/reduce.h"
#include "ops/softmax.h"
#include "ops/sub.h"
#include "passes/constant_value.h"
#include "passes/match.h"
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

// Powers that are one operation, rounded once like the power itself. (A square root is not pow(x, 0.5): they differ at
// -infinity and -0.)
bool pow_to_product(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  if (!n.op.is<Pow>() || !is_float(graph.tensor(n.outputs[0]).dtype)) return false;
  const ValueId x = n.inputs[0];
  const auto exponent = scalar_constant(graph, n.inputs[1]);
  if (!exponent || graph.constant(x) || !(graph.tensor(x) == graph.tensor(n.outputs[0]))) return false;
  if (*exponent == 2) replace_root(graph, id, Mul{}, {x, x});
  else if (*exponent == -1) replace_root(graph, id, Reciprocal{}, {x});
  else return false;
  return true;
}

// 1 / x is Reciprocal(x), x * -1 is Neg(x).
bool one_operand_forms(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  const bool div = n.op.is<Div>(), mul = n.op.is<Mul>();
  if (!(div || mul) || !is_float(graph.tensor(n.outputs[0]).dtype)) return false;
  const auto constant = scalar_constant(graph, n.inputs[div ? 0 : 1]);
  const ValueId x = n.inputs[div ? 1 : 0];
  if (!constant || graph.constant(x) || !(graph.tensor(x) == graph.tensor(n.outputs[0]))) return false;
  if (div && *constant == 1) replace_root(graph, id, Reciprocal{}, {x});
  else if (mul && *constant == -1) replace_root(graph, id, Neg{}, {x});
  else return false;
  return true;
}

// x + -y is x - y, x - -y is x + y, - -x is x.
bool absorb_negation(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  if (n.op.is<Neg>()) {
    const NodeId inner = producer_as<Neg>(graph, n.inputs[0]);
    if (inner == kNoNode) return false;
    const ValueId x = graph.node(inner).inputs[0];
    if (!can_replace(graph, n.outputs[0], x)) return false;
    replace_value(graph, n.outputs[0], x);
    remove_unused(graph, id);
    return true;
  }
  const bool add = n.op.is<Add>();
  if ((!add && !n.op.is<Sub>()) || !is_float(graph.tensor(n.outputs[0]).dtype)) return false;
  for (size_t k = 0; k < (add ? 2u : 1u); ++k) {
    const size_t i = 1 - k;
    const NodeId neg = producer_as<Neg>(graph, n.inputs[i]);
    if (neg == kNoNode) continue;
    const ValueId x = n.inputs[1 - i], y = graph.node(neg).inputs[0];
    replace_root(graph, id, add ? Op(Sub{}) : Op(Add{}), {x, y});
    return true;
  }
  return false;
}

// x + 0 turns -0 into 0. Where x is a sum the sign of its zero is an accident of rounding, and nothing is lost.
bool drop_zero_shift(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  if (!n.op.is<Add>() || !is_float(graph.tensor(n.outputs[0]).dtype)) return false;
  const Weights* w = graph.constant(n.inputs[1]);
  const NodeId p = graph.producer(n.inputs[0]);
  if (!w || p == kNoNode || !is_filled_with(*w, 0.0)) return false;
  const Op& op = graph.node(p).op;
  if (!(op.is<Convolution>() || op.is<MatMul>() || op.is<LayerNorm>() || op.is<Softmax>() || op.is<Reduce>()))
    return false;
  const ValueId x = n.inputs[0], y = n.outputs[0];
  if (!(graph.value(x).type == graph.value(y).type) || !can_replace(graph, y, x)) return false;
  replace_value(graph, y, x);
  remove_unused(graph, id);
  return true;
}

constexpr Rule kArithmeticRules[] = {
    {"its constant moved to the right", constant_to_the_right},
    {"Add of the negated constant", sub_to_add},
    {"Mul by the reciprocal, a power of two", div_to_mul},
    {"a product", pow_to_product},
    {"the op of one operand", one_operand_forms},
    {"without the negation before", absorb_negation},
    {"nothing (adds zero to a sum)", drop_zero_shift},
};

}  // namespace

std::span<const Rule> arithmetic_rules() { return kArithmeticRules; }

}  // namespace sinter
