// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "api/cut_network.h"

#include <set>
#include <vector>

#include "api/network_impl.h"
#include "base/text.h"
#include "passes/dead_code.h"
#include "sinter/error.h"

namespace sinter {
namespace {

ValueId value_to_cut(const Graph& g, const std::string& name) {
  return tensor_named(g, name, "see the names with: sinter inspect MODEL --ir");
}

// What read the value of this name reads a new input of the name.
void become_input(Graph& g, const ModelInput& wanted) {
  const ValueId v = value_to_cut(g, wanted.name);
  if (g.producer(v) == kNoNode) return;  // the reader gave it its dims
  ValueType type = g.value(v).type;
  if (!wanted.dims.empty()) {
    if (wanted.dims.size() != type.tensor.dims.size())
      fail(ErrorCode::kInvalidArgument,
           "the value " + quote(wanted.name) + " is " + to_string(type) + ", the dims given for it are " +
               to_string(wanted.dims),
           "give as many dims as it has");
    for (size_t i = 0; i < wanted.dims.size(); ++i)
      if (wanted.dims[i] >= 0) type.tensor.dims[i] = Dim(wanted.dims[i]);
  }
  const ValueId input = g.add_input(g.unique_name(wanted.name), std::move(type));
  g.replace_uses(v, input);
  g.rename(input, wanted.name);
}

void drop_unused_inputs(Graph& g) {
  const std::set<std::string> needed = g.symbols_in_use();
  const std::vector<ValueId> inputs = g.inputs();
  for (ValueId v : inputs) {
    if (!g.value(v).uses.empty() || g.is_output(v)) continue;
    std::set<std::string> own;
    if (g.value(v).type.is_tensor())
      for (const Dim& d : g.tensor(v).dims) d.collect_symbols(own);
    bool tells_a_size = false;
    for (const auto& s : own) tells_a_size = tells_a_size || needed.contains(s);
    if (!tells_a_size) g.remove_input(v);
  }
}

}  // namespace

void cut_network(Graph& graph, std::span<const ModelInput> inputs, std::span<const std::string> outputs) {
  bool cut = !outputs.empty();
  for (const auto& input : inputs) cut = graph.producer(value_to_cut(graph, input.name)) != kNoNode || cut;
  if (!cut) return;
  if (!outputs.empty()) {
    std::vector<ValueId> values;
    for (const auto& name : outputs) values.push_back(value_to_cut(graph, name));
    graph.set_outputs(std::move(values), {outputs.begin(), outputs.end()});
  }
  for (const auto& input : inputs) become_input(graph, input);
  PassContext context;
  dead_code(graph, context);
  drop_unused_inputs(graph);
  graph.reinfer_all();
}

}  // namespace sinter
