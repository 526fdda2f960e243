// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/canonicalise.h"

#include "passes/rewrite.h"
#include "passes/rules/rule.h"

namespace sinter {
namespace {

bool apply_first(std::span<const Rule> rules, Graph& graph, NodeId id, PassContext& context) {
  for (const Rule& rule : rules) {
    const std::string name = context.trace ? label(graph, id) : std::string();
    if (!rule.apply(graph, id)) continue;
    context.changed([&] { return name + " -> " + std::string(rule.change); });
    return true;
  }
  return false;
}

bool settle_node(Graph& graph, NodeId id, PassContext& context) {
  bool changed = false;
  const auto apply_any = [&] {
    for (const auto& rules : {identity_rules(), arithmetic_rules(), logic_rules(), layout_rules(), slice_rules(),
                              spread_rules(), shape_rules()})
      if (apply_first(rules, graph, id, context)) return true;
    return false;
  };
  while (graph.alive(id) && apply_any()) changed = true;
  return changed;
}

}  // namespace

bool canonicalise(Graph& graph, PassContext& context) {
  bool changed = false;
  for (bool again = true; again;) {
    again = false;
    for (NodeId id : graph.order())
      if (graph.alive(id)) again |= settle_node(graph, id, context);
    changed |= again;
  }
  return changed;
}

}  // namespace sinter
