// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "export/onnx/liveness.h"

#include <map>

#include "base/deep_stack.h"

namespace sinter::onnx_export {
namespace {

using SymbolSet = std::set<std::string>;

void add_symbols(const SymDims& dims, SymbolSet& out) {
  for (const Dim& d : dims) d.collect_symbols(out);
}

/// What the op's attributes, its types and its regions are made of: a node is written from any of them.
void node_symbols(const Graph& g, const Node& n, SymbolSet& out) {
  add_symbols(n.op.dim_params(), out);
  for (ValueId v : n.outputs)
    if (v != kNoValue && g.value(v).type.is_tensor()) add_symbols(g.tensor(v).dims, out);
  for (const auto& region : n.regions)
    with_deep_stack([&] {
      for (NodeId id : region->order()) node_symbols(*region, region->node(id), out);
      for (const auto& [name, s] : region->symbols())
        if (s.definition && out.contains(name)) s.definition->collect_symbols(out);
    });
}

class LiveSearch {
 public:
  explicit LiveSearch(const Graph& g) : g_(g) {
    for (ValueId v : g.inputs()) note_value(v);
    for (NodeId id = g.first(); id != kNoNode; id = g.next(id))
      for (ValueId v : g.node(id).outputs)
        if (v != kNoValue) note_value(v);
  }

  std::vector<NodeId> run() {
    for (ValueId v : g_.outputs()) need_value(v);
    while (!work_.empty()) {
      const Node& n = g_.node(work_.back());
      work_.pop_back();
      for (ValueId v : n.inputs) need_value(v);
      SymbolSet symbols;
      node_symbols(g_, n, symbols);
      for (const auto& s : symbols) need_symbol(s);
    }
    std::vector<NodeId> out;
    for (NodeId id = g_.first(); id != kNoNode; id = g_.next(id))
      if (live_.contains(id)) out.push_back(id);
    return out;
  }

 private:
  void note(const Dim& d, ValueId v) {
    if (const auto s = d.as_symbol()) tells_.try_emplace(*s, v);
  }
  void note_value(ValueId v) {
    const Value& value = g_.value(v);
    if (!value.type.is_tensor()) return;
    for (const Dim& d : value.type.tensor.dims) note(d, v);
    if (value.host_value)
      for (const Dim& d : *value.host_value) note(d, v);
  }
  void need_value(ValueId v) {
    const NodeId p = g_.producer(v);
    if (p != kNoNode && live_.insert(p).second) work_.push_back(p);
  }
  void need_symbol(const std::string& name) {
    if (!known_.insert(name).second) return;
    if (const auto it = g_.symbols().find(name); it != g_.symbols().end() && it->second.definition) {
      SymbolSet parts;
      it->second.definition->collect_symbols(parts);
      for (const auto& p : parts) need_symbol(p);
    }
    if (const auto it = tells_.find(name); it != tells_.end()) need_value(it->second);
  }

  const Graph& g_;
  std::map<std::string, ValueId> tells_;  // the first value that tells a symbol
  std::set<NodeId> live_;
  SymbolSet known_;
  std::vector<NodeId> work_;
};

}  // namespace

std::vector<NodeId> live_nodes(const Graph& graph) { return LiveSearch(graph).run(); }

}  // namespace sinter::onnx_export
