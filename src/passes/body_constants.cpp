// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/body_constants.h"

#include "ir/constant.h"
#include "ops/if.h"
#include "ops/loop.h"
#include "passes/rewrite.h"

namespace sinter {
namespace {

// Whether a body's input keeps the value that the node has for it.
bool stays(const Node& node, size_t input) {
  const Loop* loop = node.op.as<Loop>();
  return loop ? input >= 2 + size_t(loop->carried) : input >= 1;
}

bool bring_in_constants(Graph& graph, Node& node) {
  bool changed = false;
  for (size_t i = 0; i < node.inputs.size(); ++i) {
    const Weights* w = stays(node, i) && node.inputs[i] != kNoValue ? graph.constant(node.inputs[i]) : nullptr;
    if (!w) continue;
    for (auto& body : node.regions) {
      const ValueId inside = body->inputs()[i - (node.inputs.size() - body->inputs().size())];
      if (body->value(inside).uses.empty()) continue;  // as an output of the body it costs a copy either way
      const ValueId made = body->add_constant(*w, {}, body->first());
      const auto uses = body->value(inside).uses;
      for (const Use& u : uses) body->set_input(u.node, u.input, made);
      changed = true;
    }
  }
  return changed;
}

}  // namespace

bool body_constants(Graph& graph, PassContext& context) {
  bool changed = false;
  for (NodeId id : graph.order()) {
    Node& node = graph.node(id);
    if (!node.op.is<If>() && !node.op.is<Loop>()) continue;
    if (!bring_in_constants(graph, node)) continue;
    for (auto& body : node.regions) body->reinfer_all();
    graph.reinfer(id);
    context.changed([&] { return label(graph, id) + " -> its constants stand in its bodies"; });
    changed = true;
  }
  return changed;
}

}  // namespace sinter
