// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/dead_code.h"

#include <algorithm>

#include "passes/rewrite.h"

namespace sinter {

bool dead_code(Graph& graph, PassContext& context) {
  auto order = graph.order();
  std::reverse(order.begin(), order.end());
  bool changed = false;
  for (NodeId id : order) {
    const Node& node = graph.node(id);
    const bool used = std::any_of(node.outputs.begin(), node.outputs.end(), [&](ValueId v) {
      return v != kNoValue && (!graph.value(v).uses.empty() || graph.is_output(v));
    });
    if (used || has_side_effects(node)) continue;
    context.changed([&] { return label(graph, id) + " -> nothing (no output needs it)"; });
    graph.remove(id);
    changed = true;
  }
  return changed;
}

}  // namespace sinter
