// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Subgraphs of nodes, either as part of the graph around them or as a region of their own. Regions are isolated: what
// they read from outside is passed in, except constants, which are simply there again (their bytes are shared).
#include "base/deep_stack.h"
#include "base/text.h"
#include "import/onnx/graph_importer.h"
#include "import/onnx/node_order.h"

namespace sinter::onnx {

std::vector<ValueId> GraphImporter::import_inline(Scope& scope, const GraphProto& body,
                                                  std::span<const std::string> output_names) {
  Scope inner = Scope::subgraph(scope, scope.graph());
  bind_initializers(inner, body);
  for (size_t i = 0; i < body.outputs.size() && i < output_names.size(); ++i)
    if (inner.full_name(body.outputs[i].name) != output_names[i] && !output_names[i].empty())
      inner.set_alias(body.outputs[i].name, output_names[i]);
  with_deep_stack([&] { import_nodes(inner, body.nodes); });
  std::vector<ValueId> outputs;
  for (const auto& o : body.outputs) {
    Binding* b = inner.find(o.name);
    if (!b)
      fail(ErrorCode::kInvalidModel, "nothing produces the subgraph's output " + quote(o.name),
           "export the model again");
    if (b->kind == Binding::Kind::kMissing)
      fail(ErrorCode::kUnsupported, "the subgraph's output " + quote(o.name) + " is not supported by its operator",
           "do not use that output");
    outputs.push_back(b->kind == Binding::Kind::kFailed ? kNoValue : inner.value(o.name, *b));
  }
  return outputs;
}

std::vector<std::string_view> GraphImporter::captures_of(Scope& outer, std::span<const GraphProto* const> bodies) {
  std::vector<std::string_view> captures;
  std::set<std::string_view> seen;
  for (const GraphProto* body : bodies)
    for (auto name : free_names(*body)) {
      if (!seen.insert(name).second) continue;
      Binding* b = outer.find(name);
      if (!b)
        fail(ErrorCode::kInvalidModel,
             "the subgraph " + quote(body->name) + " reads " + quote(name) + ", which is not defined anywhere",
             "export the model again");
      if (b->kind == Binding::Kind::kMissing)
        fail(ErrorCode::kUnsupported,
             "the subgraph reads " + quote(name) + ", an output of its operator that is not supported",
             "do not use that output");
      if (b->kind != Binding::Kind::kAbsent && !outer.weights(name, *b)) captures.push_back(name);
    }
  return captures;
}

void GraphImporter::bind_captures(Scope& outer, Scope& scope, std::span<const std::string_view> captures) {
  Graph& graph = scope.graph();
  for (auto capture : captures) {
    const Value& value = outer.graph().value(outer.value(capture, *outer.find(capture)));
    const ValueId v = graph.add_input(scope.full_name(capture), value.type);
    graph.value(v).host_value = value.host_value;
    scope.bind_value(capture, v);
  }
}

std::optional<std::vector<ValueId>> GraphImporter::import_body(Scope& scope, const GraphProto& body) {
  bind_initializers(scope, body);
  const size_t failures = failures_.size();
  with_deep_stack([&] { import_nodes(scope, body.nodes); });
  std::vector<ValueId> outputs;
  for (const auto& o : body.outputs) {
    Binding* b = scope.find(o.name);
    if (!b)
      fail(ErrorCode::kInvalidModel, "nothing produces the subgraph's output " + quote(o.name),
           "export the model again");
    if (b->kind == Binding::Kind::kFailed) continue;
    if (b->kind == Binding::Kind::kMissing)
      fail(ErrorCode::kUnsupported, "the subgraph's output " + quote(o.name) + " is not supported by its operator",
           "do not use that output");
    outputs.push_back(scope.value(o.name, *b));
  }
  if (failures_.size() > failures || outputs.size() != body.outputs.size()) return std::nullopt;
  return outputs;
}

std::unique_ptr<Graph> GraphImporter::open_region(const Graph& outer, std::string name) {
  auto graph = std::make_unique<Graph>(std::move(name));
  for (const auto& [symbol, outside] : outer.symbols()) {
    Symbol& s = graph->symbols()[symbol];  // with its bounds only: to the region all of them come from outside
    s.min = outside.min;
    s.max = outside.max;
  }
  return graph;
}

std::unique_ptr<Graph> GraphImporter::import_region(Scope& outer, const GraphProto& body, std::string name,
                                                    std::span<const ValueType> inputs,
                                                    std::span<const std::string_view> captures) {
  check_inputs(body, inputs.size());
  auto graph = open_region(outer.graph(), std::move(name));
  Scope scope = Scope::subgraph(outer, *graph);
  for (size_t i = 0; i < inputs.size(); ++i)
    scope.bind_value(body.inputs[i].name, graph->add_input(scope.full_name(body.inputs[i].name), inputs[i]));
  bind_captures(outer, scope, captures);
  auto outputs = import_body(scope, body);
  if (!outputs) return nullptr;
  graph->set_outputs(std::move(*outputs));
  return graph;
}

void GraphImporter::check_inputs(const GraphProto& body, size_t count) {
  if (body.inputs.size() != count)
    fail(ErrorCode::kInvalidModel,
         "the subgraph " + quote(body.name) + " has " + std::to_string(body.inputs.size()) + " inputs, " +
             std::to_string(count) + " expected",
         "export the model again");
}

}  // namespace sinter::onnx
