// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/dead_code.h"

#include <algorithm>

#include "passes/rewrite.h"

namespace sinter {

namespace {

// Shapes may need what an otherwise unused node tells.
class NeededSymbols {
 public:
  explicit NeededSymbols(const Graph& graph) : graph_(graph) {}
  bool of(const Node& node) {
    if (!tells_symbols(node)) return false;
    if (!known_) names_ = graph_.symbols_in_use();
    known_ = true;
    return std::any_of(node.fresh_symbols.begin(), node.fresh_symbols.end(),
                       [&](const std::string& s) { return names_.contains(s); });
  }
  void forget() { known_ = false; }

 private:
  const Graph& graph_;
  std::set<std::string> names_;
  bool known_ = false;
};

}  // namespace

bool dead_code(Graph& graph, PassContext& context) {
  auto order = graph.order();
  std::reverse(order.begin(), order.end());
  NeededSymbols symbols(graph);
  bool changed = false;
  for (NodeId id : order) {
    const Node& node = graph.node(id);
    const bool used = std::any_of(node.outputs.begin(), node.outputs.end(), [&](ValueId v) {
      return v != kNoValue && (!graph.value(v).uses.empty() || graph.is_output(v));
    });
    if (used || has_side_effects(node) || symbols.of(node)) continue;
    context.changed([&] { return label(graph, id) + " -> nothing (no output needs it)"; });
    graph.remove(id);
    symbols.forget();
    changed = true;
  }
  return changed;
}

}  // namespace sinter
