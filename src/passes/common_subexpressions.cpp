// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/common_subexpressions.h"

#include <algorithm>
#include <unordered_map>

#include "base/hash.h"
#include "ir/constant.h"
#include "ir/weights_sample.h"
#include "passes/rewrite.h"

namespace sinter {
namespace {

// A data-dependent size has a symbol of its own; merging two nodes that made one would leave a symbol undefined.
bool mergeable(const Node& node) { return is_pure(node) && node.fresh_symbols.empty() && !node.outputs.empty(); }

std::vector<ValueId> sorted_inputs(const Node& node) {
  std::vector<ValueId> in = node.inputs;
  if (node.op.def().traits.commutative && in.size() >= 2 && in[1] < in[0]) std::swap(in[0], in[1]);
  return in;
}

// Nodes with the same key are compared, so that weights need not be read as a whole for it.
uint64_t key_of(const Node& node) {
  if (const auto* c = node.op.as<Constant>()) return sample_hash(c->value);
  Hasher h;
  node.op.hash_into(h);
  for (ValueId v : sorted_inputs(node)) h.add(v);
  return h.finish64();
}

bool same_node(const Node& a, const Node& b) {
  return a.op == b.op && sorted_inputs(a) == sorted_inputs(b) && a.outputs.size() == b.outputs.size() &&
         a.compute_dtype == b.compute_dtype && a.compute_wish == b.compute_wish && a.output_wish == b.output_wish;
}

bool can_merge(const Graph& graph, const Node& kept, const Node& dropped) {
  for (size_t i = 0; i < kept.outputs.size(); ++i) {
    const ValueId from = dropped.outputs[i], to = kept.outputs[i];
    if (from != kNoValue && (to == kNoValue || !can_replace(graph, from, to))) return false;
  }
  return true;
}

void merge(Graph& graph, NodeId kept, NodeId dropped) {
  Graph::add_sources(graph.node(kept), graph.node(dropped).sources);
  for (size_t i = 0; i < graph.node(kept).outputs.size(); ++i) {
    const ValueId from = graph.node(dropped).outputs[i];
    if (from != kNoValue) replace_value(graph, from, graph.node(kept).outputs[i]);
  }
  remove_unused(graph, dropped);
}

}  // namespace

bool common_subexpressions(Graph& graph, PassContext& context) {
  bool changed = false;
  std::unordered_map<uint64_t, std::vector<NodeId>> seen;
  for (NodeId id : graph.order()) {
    if (!graph.alive(id) || !mergeable(graph.node(id))) continue;
    auto& bucket = seen[key_of(graph.node(id))];
    const auto twin = std::find_if(bucket.begin(), bucket.end(), [&](NodeId other) {
      return graph.alive(other) && same_node(graph.node(other), graph.node(id)) &&
             can_merge(graph, graph.node(other), graph.node(id));
    });
    if (twin == bucket.end()) {
      bucket.push_back(id);
      continue;
    }
    context.changed([&] { return label(graph, id) + " -> " + label(graph, *twin) + " (computes the same)"; });
    merge(graph, *twin, id);
    changed = true;
  }
  return changed;
}

}  // namespace sinter
