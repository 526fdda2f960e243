// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ir/decompose.h"

#include "sinter/error.h"

namespace sinter {

ValueId DecomposeContext::add(Op op, std::vector<ValueId> in) {
  const Node& from = graph_.node(node_);
  NodeMeta meta;
  meta.sources = from.sources;
  const DataType compute = from.compute_dtype;
  const Wish wish = from.compute_wish;
  const NodeId id = graph_.add(std::move(op), std::move(in), std::move(meta), node_);
  Node& made = graph_.node(id);
  made.compute_dtype = compute;
  made.compute_wish = wish;
  return made.outputs.at(0);
}

ValueId DecomposeContext::constant(const Weights& w) { return graph_.add_constant(w, {}, node_); }

ValueId DecomposeContext::scalar_like(ValueId like, double v) { return constant(Weights::scalar(type(like).dtype, v)); }

bool decompose_node(Graph& graph, NodeId id) {
  const Op op = graph.node(id).op;
  if (op.def().meaning != Meaning::kDecompose) return false;
  DecomposeContext ctx(graph, id);
  try {
    op.def().decompose(op.attrs(), ctx);
  } catch (Error& e) {
    e.in(graph.describe(id));
    throw;
  }
  const std::vector<ValueId> outputs = graph.node(id).outputs;
  for (size_t i = 0; i < outputs.size(); ++i) {
    const ValueId from = outputs[i], to = ctx.results()[i];
    if (from == kNoValue) continue;
    if (to == kNoValue) {
      if (!graph.value(from).uses.empty() || graph.is_output(from))
        fail(ErrorCode::kInternal,
             "decomposing " + graph.describe(id) + " left output " + std::to_string(i) + " undefined");
      continue;
    }
    if (graph.value(from).type.is_tensor() && graph.tensor(from).dtype != graph.tensor(to).dtype)
      fail(ErrorCode::kInternal, "decomposing " + graph.describe(id) + " turned output " + std::to_string(i) +
                                     " from " + to_string(graph.value(from).type) + " into " +
                                     to_string(graph.value(to).type));
    graph.replace_uses(from, to);
  }
  graph.remove(id);
  return true;
}

}  // namespace sinter
