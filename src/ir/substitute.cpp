// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ir/substitute.h"

#include "base/deep_stack.h"

namespace sinter {
namespace {

void in_type(ValueType& type, const SymbolSubstitution& f) {
  for (Dim& d : type.tensor.dims) d = d.substitute(f);
  if (!type.element) return;
  ValueType element = *type.element;
  in_type(element, f);
  type.element = std::make_shared<const ValueType>(std::move(element));
}

}  // namespace

void substitute_attrs(Node& node, const SymbolSubstitution& f) {
  bool found = false;
  const auto seen = [&](const std::string& name) -> std::optional<Dim> {
    auto to = f(name);
    found = found || to;
    return to;
  };
  for (const Dim& d : node.op.dim_params()) (void)d.substitute(seen);
  if (!found) return;
  std::vector<NamedAttr> attrs = changed_attrs(node.op);
  for (auto& a : attrs)
    if (auto* dims = std::get_if<SymDims>(&a.value))
      for (Dim& d : *dims) d = d.substitute(f);
  node.op = Op(node.op.def(), node.op.def().create(attrs));
}

void substitute_symbols(Graph& graph, const SymbolSubstitution& f) {
  for (ValueId v = 0; v < graph.value_capacity(); ++v) {
    Value& value = graph.value(v);
    in_type(value.type, f);
    if (value.host_value)
      for (Dim& d : *value.host_value) d = d.substitute(f);
  }
  for (auto& [name, symbol] : graph.symbols()) {
    if (symbol.upper) symbol.upper = symbol.upper->substitute(f);
    if (symbol.definition) symbol.definition = symbol.definition->substitute(f);
  }
  for (DimCheck& c : graph.checks()) {
    c.a = c.a.substitute(f);
    c.b = c.b.substitute(f);
  }
  for (NodeId id : graph.order()) {
    substitute_attrs(graph.node(id), f);
    for (auto& region : graph.node(id).regions) {
      const auto outer = [&](const std::string& name) -> std::optional<Dim> {
        const auto s = region->symbols().find(name);
        if (s != region->symbols().end() && s->second.data_dependent) return std::nullopt;
        return f(name);
      };
      with_deep_stack([&] { substitute_symbols(*region, outer); });
      // What the new expressions are made of comes from outside, with the bounds it has there.
      for (ValueId v : region->inputs()) region->declare_symbols(region->value(v).type);
    }
  }
}

}  // namespace sinter
