// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Reading all tensors of a network, and networks cut out of a network.
#include <algorithm>
#include <map>
#include <set>

#include "api/network_impl.h"
#include "ir/constant.h"
#include "passes/dead_code.h"
#include "sinter/error.h"

namespace sinter {
namespace {

constexpr const char* kTensorsListed = "Network::tensors() lists them; sinter inspect --ir prints them";

// An input cannot stand for values that inference follows element by element, nor for sizes that the run tells.
bool can_be_input(const Graph& g, ValueId v) {
  const Value& value = g.value(v);
  if (value.producer == kNoNode || value.host_value || g.node(value.producer).op.is<Constant>()) return false;
  std::set<std::string> symbols;
  for (const auto& d : g.tensor(v).dims) d.collect_symbols(symbols);
  return std::none_of(symbols.begin(), symbols.end(), [&](const std::string& s) {
    const auto it = g.symbols().find(s);
    return it != g.symbols().end() && it->second.data_dependent;
  });
}

// From the outputs upwards: operands that are cut become inputs.
void cut_above(Graph& g, const std::vector<ValueId>& outputs, const std::set<ValueId>& cuts) {
  std::map<ValueId, ValueId> inputs;
  std::set<NodeId> seen;
  std::vector<NodeId> work;
  const auto visit = [&](ValueId v) {
    const NodeId p = g.producer(v);
    if (p != kNoNode && seen.insert(p).second) work.push_back(p);
  };
  for (ValueId v : outputs) visit(v);
  while (!work.empty()) {
    const NodeId id = work.back();
    work.pop_back();
    for (size_t i = 0; i < g.node(id).inputs.size(); ++i) {
      const ValueId v = g.node(id).inputs[i];
      if (v == kNoValue) continue;
      if (!cuts.contains(v)) {
        visit(v);
        continue;
      }
      if (!inputs.contains(v)) {
        const std::string name = g.value(v).name + ".in";
        const ValueType type = g.value(v).type;
        inputs[v] = g.add_input(g.find_value(name) == kNoValue ? name : g.unique_name(name), type);
      }
      g.set_input(id, int(i), inputs.at(v));
    }
  }
}

}  // namespace

std::vector<Tensor> Network::tensors() const {
  const Graph& g = *impl_->graph;
  std::vector<Tensor> out = inputs();
  for (NodeId id : g.order()) {
    if (g.node(id).op.is<Constant>()) continue;
    for (ValueId v : g.node(id).outputs)
      if (v != kNoValue && g.value(v).type.is_tensor()) out.push_back(Tensor(impl_.get(), v));
  }
  return out;
}

std::vector<std::string> Network::sources(Tensor t) const {
  const Graph& g = *impl_->graph;
  if (!t.valid() || t.network_ != impl_.get()) return {};
  const NodeId p = g.producer(t.id_);
  return p == kNoNode ? std::vector<std::string>() : g.node(p).sources;
}

Network Network::extract(std::span<const std::string> outputs, std::span<const std::string> cuts) const {
  Network out(impl_->name);
  out.impl_->graph = impl_->graph->clone();
  Graph& g = *out.impl_->graph;
  std::vector<ValueId> values;
  for (const auto& name : outputs) {
    const ValueId v = tensor_named(g, name, kTensorsListed);
    if (std::find(values.begin(), values.end(), v) == values.end()) values.push_back(v);
  }
  std::set<ValueId> cut;
  for (const auto& name : cuts)
    if (const ValueId v = tensor_named(g, name, kTensorsListed); can_be_input(g, v)) cut.insert(v);
  g.set_outputs(values);
  for (ValueId v : values) g.value(v).user_named = true;
  cut_above(g, values, cut);
  PassContext context;
  dead_code(g, context);
  return out;
}

}  // namespace sinter
