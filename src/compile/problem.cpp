// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "compile/problem.h"

#include <algorithm>

#include "compile/profile.h"

namespace sinter::compile {
namespace {

Operand operand_of(const Graph& g, ValueId v) {
  Operand o;
  if (v == kNoValue) return o;
  const Value& value = g.value(v);
  o.present = true;
  o.nesting = nesting_of(value.type);
  o.is_object = is_object(value.type);
  o.type = o.nesting.empty() ? value.type.tensor : TensorType{innermost(value.type).dtype, {}};
  o.opt = opt_dims(g, o.type.dims);
  o.max = max_dims(g, o.type.dims);
  o.constant = g.constant(v);
  o.host_value = value.host_value;
  o.name = value.name;
  return o;
}

// A size that this node tells and that nothing bounds: no memory can be given before, so the result is an object.
// Bodies of control flow allocate their outputs themselves.
void mark_unbounded(const Graph& g, const Node& n, std::vector<Operand>& outputs) {
  if (!n.regions.empty()) return;
  for (const auto& name : n.fresh_symbols) {
    const auto it = g.symbols().find(name);
    if (it == g.symbols().end() || !it->second.data_dependent || it->second.element || it->second.upper) continue;
    for (Operand& o : outputs) {
      std::set<std::string> used;
      for (const Dim& d : o.type.dims) d.collect_symbols(used);
      o.is_object = o.is_object || used.contains(name);
    }
  }
}

}  // namespace

bool needs_objects(const Problem& p) {
  for (const auto* list : {&p.inputs, &p.outputs})
    for (const Operand& o : *list)
      if (o.present && o.is_object) return true;
  return false;
}

Problem make_problem(const Graph& graph, NodeId node, int64_t workspace_limit) {
  Problem p;
  p.graph = &graph;
  p.node_id = node;
  p.workspace_limit = workspace_limit;
  for (ValueId v : graph.node(node).inputs) p.inputs.push_back(operand_of(graph, v));
  for (ValueId v : graph.node(node).outputs) p.outputs.push_back(operand_of(graph, v));
  mark_unbounded(graph, graph.node(node), p.outputs);
  return p;
}

bool make_args(const Problem& p, const std::vector<int>& consumed, bool at_max, ConcreteArgs& out) {
  const size_t n = p.inputs.size() + p.outputs.size();
  out.dims.resize(n);
  out.inputs.resize(p.inputs.size());
  out.outputs.resize(p.outputs.size());
  for (size_t i = 0; i < n; ++i) {
    const bool is_input = i < p.inputs.size();
    const Operand& o = is_input ? p.inputs[i] : p.outputs[i - p.inputs.size()];
    TensorArg& a = is_input ? out.inputs[i] : out.outputs[i - p.inputs.size()];
    if (!o.present || (is_input && std::find(consumed.begin(), consumed.end(), int(i)) != consumed.end())) continue;
    out.dims[i] = at_max ? o.max : o.opt;
    for (int64_t d : out.dims[i])
      if (d == INT64_MAX || d < 0) return false;
    a.dims = out.dims[i].data();
    a.rank = int32_t(out.dims[i].size());
    a.dtype = o.type.dtype;
    a.format = o.format;
    a.is_tensor = o.nesting.empty();
  }
  out.params.clear();
  for (const auto& d : p.op().dim_params()) {
    const int64_t v = at_max ? max_value(*p.graph, d) : opt_value(*p.graph, d);
    if (v == INT64_MAX) return false;
    out.params.push_back(v);
  }
  out.args = {out.inputs, out.outputs, out.params, nullptr, 0};
  return true;
}

std::set<std::string> input_symbols(const Graph& g, NodeId id) {
  std::set<std::string> known;
  for (ValueId v : g.node(id).inputs) {
    if (v == kNoValue) continue;
    for (const auto& d : innermost(g.value(v).type).dims) d.collect_symbols(known);
    if (const auto& elements = g.value(v).host_value)
      for (const auto& d : *elements) d.collect_symbols(known);
  }
  for (const auto& d : g.node(id).op.dim_params()) d.collect_symbols(known);
  return known;
}

bool is_view(const Graph& g, NodeId id) {
  const Node& n = g.node(id);
  if (!n.op.def().traits.view || n.outputs.size() != 1 || !g.value(n.outputs[0]).type.is_tensor()) return false;
  // Dims that only the run tells (a Reshape to a computed shape) need a step that tells them.
  const std::set<std::string> known = input_symbols(g, id);
  std::set<std::string> all;
  for (const auto& d : g.tensor(n.outputs[0]).dims) d.collect_symbols(all);
  return std::none_of(all.begin(), all.end(), [&](const std::string& s) {
    const auto it = g.symbols().find(s);
    return !known.contains(s) && it != g.symbols().end() && it->second.data_dependent && !it->second.element &&
           !it->second.definition;
  });
}

}  // namespace sinter::compile
