// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/resolve_shapes.h"

#include <algorithm>
#include <map>

#include "ir/constant.h"
#include "ir/substitute.h"
#include "ops/dim_bounds.h"
#include "ops/expand.h"
#include "ops/pad.h"
#include "ops/reshape.h"
#include "ops/shape.h"
#include "ops/shape_tensor.h"
#include "ops/slice.h"
#include "passes/axis_factors.h"
#include "passes/match.h"
#include "passes/rewrite.h"

namespace sinter {
namespace {

bool has_input(const Node& n, size_t i) { return i < n.inputs.size() && n.inputs[i] != kNoValue; }

void drop_input(Graph& graph, NodeId id, int index) {
  if (has_input(graph.node(id), size_t(index))) replace_input(graph, id, index, kNoValue);
}

const HostValue& host_value(const Graph& graph, const Node& n, size_t input) {
  return graph.value(n.inputs[input]).host_value;
}

// The inferred dims are the attribute: 0 and -1 are resolved in them.
template <class T>
bool resolve_result_dims(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  const SymDims dims = graph.tensor(n.outputs[0]).dims;
  const bool operand = has_input(n, 1);
  if (operand ? !host_value(graph, n, 1) : n.op.as<T>()->dims == dims) return false;
  T op{.dims = dims};
  // What an Expand makes of elements that only the run reads is worked out once.
  if constexpr (std::is_same_v<T, Expand>)
    op.exact = n.op.as<Expand>()->exact ||
               std::any_of(dims.begin(), dims.end(), [&](const Dim& d) { return graph.reads_elements(d); });
  drop_input(graph, id, 1);
  graph.node(id).op = std::move(op);
  return true;
}

// Some other node checks that the two are equal.
bool is_checked(const Graph& graph, const Dim& a, const Dim& b) {
  return std::any_of(graph.checks().begin(), graph.checks().end(), [&](const DimCheck& c) {
    return c.kind == DimCheck::Kind::kEqual && ((c.a == a && c.b == b) || (c.a == b && c.b == a));
  });
}

// A Reshape needs as many elements as it gets. Where that fixes a dim of the result to something simpler than what the
// model computed for it, and the two are known to be equal, the simpler one says more.
bool simplify_reshape(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  SymDims dims = n.op.as<Reshape>()->dims;
  if (n.inputs.size() > 1 || dims != graph.tensor(n.outputs[0]).dims) return false;
  const Dim count = product(graph.tensor(n.inputs[0]).dims);
  if (count == product(dims)) return false;
  for (size_t i = 0; i < dims.size(); ++i) {
    if (dims[i].is_const() || graph.is_late(dims[i])) continue;
    Dim others = 1;
    for (size_t k = 0; k < dims.size(); ++k)
      if (k != i) others = others * dims[k];
    const auto fixed = exact_quotient(count, others);
    if (!fixed || fixed->to_string().size() >= dims[i].to_string().size()) continue;
    if (others == Dim(1) || !is_checked(graph, *fixed, dims[i])) continue;  // its own check is of the products
    dims[i] = *fixed;
    graph.node(id).op = Reshape{.dims = std::move(dims)};
    return true;
  }
  return false;
}

bool resolve_slice(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  if (n.inputs.size() < 2) return false;
  Slice op = *n.op.as<Slice>();
  if (has_input(n, 1)) {
    if (!has_input(n, 2) || !host_value(graph, n, 1) || !host_value(graph, n, 2)) return false;
    op.starts = *host_value(graph, n, 1);
    op.ends = *host_value(graph, n, 2);
  }
  for (size_t i : {size_t(3), size_t(4)}) {
    if (!has_input(n, i)) continue;
    auto ints = constant_ints(host_value(graph, n, i));
    if (!ints && (i == 3 || !host_value(graph, n, i))) return false;
    if (ints) (i == 3 ? op.axes : op.steps) = std::move(*ints);
    else op.by = *host_value(graph, n, i);
  }
  for (int i = 1; i <= 4; ++i) drop_input(graph, id, i);
  graph.node(id).op = std::move(op);
  return true;
}

bool resolve_pad(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  if (!has_input(n, 1)) return false;
  const HostValue amounts = host_value(graph, n, 1);
  if (!amounts || amounts->size() != 2 * size_t(graph.tensor(n.inputs[0]).rank())) return false;
  Pad op = *n.op.as<Pad>();
  if (op.begin.empty()) {
    const auto middle = amounts->begin() + std::ptrdiff_t(amounts->size() / 2);
    op.begin.assign(amounts->begin(), middle);
    op.end.assign(middle, amounts->end());
  }
  drop_input(graph, id, 1);
  graph.node(id).op = std::move(op);
  return true;
}

bool resolve_operands(Graph& graph, NodeId id) {
  const Op& op = graph.node(id).op;
  bool changed = false;
  if (op.is<Reshape>())
    changed = resolve_result_dims<Reshape>(graph, id) || simplify_reshape(graph, id);
  else if (op.is<Expand>())
    changed = resolve_result_dims<Expand>(graph, id);
  else if (op.is<Slice>())
    changed = resolve_slice(graph, id);
  else if (op.is<Pad>())
    changed = resolve_pad(graph, id);
  if (!changed) return false;
  trim_inputs(graph.node(id));
  graph.reinfer(id);
  return true;
}

// A value all of whose elements are numbers becomes a constant.
bool resolve_value(Graph& graph, NodeId id, ValueId v) {
  const Value& value = graph.value(v);
  const auto ints = constant_ints(value.host_value);
  if (!ints || !value.type.is_tensor() || !value.type.tensor.is_static()) return false;
  if (value.uses.empty() && !graph.is_output(v)) return false;
  const TensorType& type = value.type.tensor;
  if (!is_integer(type.dtype) && type.dtype != DataType::kBool) return false;
  const ValueId made = graph.add_constant(Weights::of_ints(type.dtype, type.static_dims(), *ints), {}, id);
  graph.node(graph.producer(made)).sources = graph.node(id).sources;
  replace_with_new(graph, v, made);
  return true;
}

// The first dim of a network input that is this symbol.
std::optional<std::pair<ValueId, int64_t>> input_dim(const Graph& graph, const Dim& dim) {
  if (!dim.as_symbol()) return std::nullopt;
  for (ValueId v : graph.inputs()) {
    if (!graph.value(v).type.is_tensor()) continue;
    const SymDims& dims = graph.tensor(v).dims;
    if (const auto it = std::find(dims.begin(), dims.end(), dim); it != dims.end())
      return std::pair(v, int64_t(it - dims.begin()));
  }
  return std::nullopt;
}

// min and max whose bounds decide them go away: expressions for elements that might have been negative have many.
Dim decided_by_bounds(const Graph& graph, const Dim& d) {
  if (d.is_const()) return d;
  Dim sum = d.expr()->constant;
  for (const DimTerm& t : d.expr()->terms) {
    Dim term = t.coefficient;
    for (const DimAtom& atom : t.atoms) {
      if (atom.kind == DimAtomKind::kSymbol) {
        term = term * Dim::symbol(atom.name);
        continue;
      }
      const Dim a = decided_by_bounds(graph, atom.a), b = decided_by_bounds(graph, atom.b);
      const Interval x = graph.bounds(a), y = graph.bounds(b);
      if (atom.kind == DimAtomKind::kFloorDiv) term = term * floor_div(a, b);
      else if (atom.kind == DimAtomKind::kMod) term = term * mod(a, b);
      else if (atom.kind == DimAtomKind::kMin) term = term * (x.max <= y.min ? a : y.max <= x.min ? b : min(a, b));
      else term = term * (x.min >= y.max ? a : y.min >= x.max ? b : max(a, b));
    }
    sum = sum + term;
  }
  return sum;
}

// Symbols that are names of expressions with such elements are named anew, or needed no longer.
void add_definitions(Graph& graph, std::map<std::string, Dim>& known) {
  const auto value_of = [&](const std::string& symbol) -> std::optional<Dim> {
    const auto it = known.find(symbol);
    return it == known.end() ? std::nullopt : std::optional(it->second);
  };
  for (bool again = true; again;) {  // definitions refer to definitions
    again = false;
    std::vector<std::pair<std::string, Dim>> defined;
    for (const auto& [name, symbol] : graph.symbols())
      if (symbol.definition && !known.contains(name)) defined.emplace_back(name, *symbol.definition);
    for (const auto& [name, definition] : defined) {
      const Dim now = definition.substitute(value_of);
      if (now == definition) continue;
      known.emplace(name, graph.define("size", decided_by_bounds(graph, now)));
      again = true;
    }
  }
}

// Elements that seemed to be known to the run alone, and are known after all: what they were computed from is
// understood by now.
bool settle_elements(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  if (!n.op.is<ShapeTensor>() || n.fresh_symbols.empty()) return false;
  const HostValue known = graph.value(n.inputs[0]).host_value, late = graph.value(n.outputs[0]).host_value;
  if (!known || !late || known->size() != late->size() || !can_replace(graph, n.outputs[0], n.inputs[0])) return false;
  std::map<std::string, Dim> symbols;
  for (size_t i = 0; i < known->size(); ++i) {
    const auto symbol = (*late)[i].as_symbol();
    if (!symbol || graph.is_late((*known)[i])) return false;
    symbols.emplace(*symbol, (*known)[i]);
  }
  add_definitions(graph, symbols);
  replace_value(graph, n.outputs[0], n.inputs[0]);
  substitute_symbols(graph, [&](const std::string& symbol) -> std::optional<Dim> {
    const auto it = symbols.find(symbol);
    return it == symbols.end() ? std::nullopt : std::optional(it->second);
  });
  graph.node(id).fresh_symbols.clear();
  remove_unused(graph, id);
  return true;
}

// One element that is a dim of a network input is read from there, however the model came to it.
bool read_from_input(Graph& graph, NodeId id) {
  const Node& n = graph.node(id);
  if (n.outputs.size() != 1 || n.op.is<Shape>() || n.op.is<Reshape>()) return false;
  const Value& value = graph.value(n.outputs[0]);
  if (!value.host_value || value.host_value->size() != 1 || (value.uses.empty() && !graph.is_output(n.outputs[0])))
    return false;
  const TensorType type = value.type.tensor;
  const auto at = input_dim(graph, (*value.host_value)[0]);
  if (!at || type.dtype != DataType::kInt64 || type.rank() > 1) return false;
  const auto sources = n.sources;
  ValueId v = add_before(graph, id, Shape{.start = at->second, .end = at->second + 1}, {at->first}, sources);
  if (type.rank() == 0) v = add_before(graph, id, Reshape{.dims = SymDims{}}, {v}, sources);
  replace_with_new(graph, graph.node(id).outputs[0], v);
  return true;
}

}  // namespace

bool resolve_shapes(Graph& graph, PassContext& context) {
  bool changed = false;
  for (NodeId id : graph.order()) {
    if (!graph.alive(id) || graph.node(id).op.is<Constant>()) continue;
    if (resolve_operands(graph, id)) {
      context.changed([&] { return label(graph, id) + " -> its shape is an attribute"; });
      changed = true;
    }
    if (settle_elements(graph, id)) {
      context.changed([&] { return std::string("elements that a shape reads are known at build time"); });
      graph.reinfer_all();  // types below speak of symbols that are known now
      changed = true;
      continue;
    }
    if (!is_pure(graph.node(id))) continue;
    const std::vector<ValueId> outputs = graph.node(id).outputs;
    for (ValueId v : outputs) {
      if (v == kNoValue || !resolve_value(graph, id, v)) continue;
      context.changed([&] { return label(graph, id) + " -> constant (known from the input shapes)"; });
      changed = true;
    }
    if (read_from_input(graph, id)) {
      context.changed([&] { return label(graph, id) + " -> a dim of an input"; });
      changed = true;
    }
    remove_unused(graph, id);
  }
  return changed;
}

}  // namespace sinter
