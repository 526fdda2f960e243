// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/decompose.h"

#include "ir/decompose.h"
#include "passes/rewrite.h"

namespace sinter {

bool decompose(Graph& graph, PassContext& context) {
  bool changed = false;
  // A decomposition may use composite ops itself; how deep is bounded by the number of ops that decompose.
  for (bool again = true; again;) {
    again = false;
    for (NodeId id : graph.order()) {
      const Node& node = graph.node(id);
      if (node.op.def().meaning != Meaning::kDecompose) continue;
      const std::string name = label(graph, id), op(node.op.name());
      decompose_node(graph, id);
      context.changed([&] { return name + " -> decomposed " + op; });
      again = changed = true;
    }
  }
  return changed;
}

}  // namespace sinter
