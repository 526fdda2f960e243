// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "export/onnx/export.h"

#include <algorithm>
#include <set>

#include "base/deep_stack.h"
#include "base/limits.h"
#include "base/text.h"
#include "export/onnx/liveness.h"
#include "export/onnx/op_writers.h"
#include "ir/constant.h"

namespace sinter::onnx_export {
namespace {

/// The format's version that belongs to an opset.
int64_t ir_version_of(int64_t opset) {
  return opset <= 22 ? 10 : opset == 23 ? 11 : opset == 24 ? 12 : opset <= 27 ? 13 : 14;
}

void check_type(const ValueType& type, const char* what) {
  if (is_complex(innermost(type).dtype))
    fail(ErrorCode::kUnsupported, std::string(what) + " has elements of type " + to_string(type),
         "ONNX operators do not compute with complex numbers; keep real and imaginary parts in a last dim of 2");
}

/// Element types that ONNX does not let sequences and optionals have.
void check_object_type(const ValueType& type, const char* what) {
  const DataType t = innermost(type).dtype;
  if (type.is_tensor() || !(t == DataType::kBFloat16 || bits_of(t) < 8 || (is_float(t) && bits_of(t) == 8))) return;
  fail(ErrorCode::kUnsupported, std::string(what) + " is " + to_string(type) + ", which ONNX's sequences do not hold",
       "cast the tensors before they go into it");
}

void check_value(const Graph& g, ValueId v, const char* what) {
  if (v == kNoValue) return;
  check_type(g.value(v).type, what);
  check_object_type(g.value(v).type, what);
}

void check_types(const Graph& g, const Node& n) {
  for (ValueId v : n.inputs) check_value(g, v, "an input");
  for (ValueId v : n.outputs) check_value(g, v, "an output");
}

void write_node(GraphScope& scope, const Node& n) {
  NodeWriter ctx(scope, n);  // names the outputs, whatever else fails
  check_types(scope.graph(), n);
  const OpWriter* writer = find_op_writer(n.op.name());
  if (!writer)
    fail(ErrorCode::kUnsupported, "ONNX has no operator for " + std::string(n.op.name()),
         "cut the network in front of it (--outputs)");
  writer->write(ctx);
}

/// Writes down what is made here, for viewers and for readers who cannot infer it.
void note_values(GraphScope& scope, const Node& n, const std::set<ValueId>& outputs) {
  for (ValueId v : n.outputs) {
    if (v == kNoValue) continue;
    scope.record(v);
    const ValueType& type = scope.graph().value(v).type;
    scope.model().need_type(innermost(type).dtype);
    if (!outputs.contains(v)) scope.sink().value_infos.message(13, value_info(scope.name(v), type));
  }
}

}  // namespace

void write_nodes(GraphScope& scope) {
  const Graph& g = scope.graph();
  const std::set<ValueId> outputs(g.outputs().begin(), g.outputs().end());
  for (NodeId id : live_nodes(g)) {
    const Node& n = g.node(id);
    if (n.op.is<Constant>()) {
      if (const Value& value = g.value(n.outputs[0]); value.host_value) scope.record(n.outputs[0]);
      continue;
    }
    if (scope.model().options().check_cancelled) scope.model().options().check_cancelled();
    try {
      write_node(scope, n);
    } catch (const Error& e) {
      if (e.code() == ErrorCode::kCancelled || e.code() == ErrorCode::kOutOfMemory) throw;
      scope.model().add_failure(g.describe(id), e);
    }
    note_values(scope, n, outputs);
  }
}

namespace {

/// An output must be made by a node of the graph, and only once.
void write_output(GraphScope& scope, WireWriter& graph, ValueId v, const std::string& name) {
  if (scope.name(v) != name) scope.node("Identity", "", {scope.name(v)}, {name}, {}, "output " + name);
  graph.message(12, value_info(name, scope.graph().value(v).type));
}

void append_sink(WireWriter& graph, const GraphSink& sink) {
  graph.append(sink.nodes);
  graph.append(sink.initializers);
  graph.append(sink.value_infos);
}

bool is_made_here(const Graph& g, ValueId v) {
  const NodeId p = g.producer(v);
  return p != kNoNode && !g.node(p).op.is<Constant>();
}

WireWriter write_region(NodeWriter& ctx, const Graph& region, const std::vector<std::string>& captured) {
  GraphSink sink;
  GraphScope scope(ctx.model(), region, &ctx.scope(), sink);
  WireWriter graph;
  for (size_t i = 0; i < region.inputs().size(); ++i) {
    const ValueId v = region.inputs()[i];
    if (!captured[i].empty()) {
      scope.bind(v, captured[i]);
    } else {
      scope.bind(v, ctx.model().claim(region.value(v).name));
      graph.message(11, value_info(scope.name(v), region.value(v).type));
    }
    scope.record(v);
  }
  write_nodes(scope);
  std::set<ValueId> seen;
  for (ValueId v : region.outputs()) {
    const bool direct = is_made_here(region, v) && seen.insert(v).second && scope.bound(v);
    if (!scope.bound(v) && is_made_here(region, v)) continue;  // it failed
    write_output(scope, graph, v, direct ? scope.name(v) : ctx.model().claim(region.value(v).name + ".out"));
  }
  append_sink(graph, sink);
  graph.string(2, region.name());
  return graph;
}

}  // namespace

WireWriter region_proto(NodeWriter& ctx, const Graph& region, const std::vector<std::string>& captured) {
  WireWriter out;
  with_deep_stack([&] { out = write_region(ctx, region, captured); });
  return out;
}

namespace {

/// Inputs and outputs keep their names whatever else there is; so they are claimed before anything else.
std::vector<std::string> claim_interface(GraphScope& scope, ModelState& model) {
  const Graph& g = scope.graph();
  std::vector<std::string> names;
  for (ValueId v : g.inputs()) scope.bind(v, model.claim(g.value(v).name));
  for (size_t i = 0; i < g.outputs().size(); ++i) {
    const ValueId v = g.outputs()[i];
    const bool is_input = g.producer(v) == kNoNode;
    if (is_input && g.output_name(i) == g.value(v).name &&
        std::count(names.begin(), names.end(), g.output_name(i)) == 0) {
      names.push_back(g.output_name(i));  // passed through under its own name
      continue;
    }
    names.push_back(model.claim(g.output_name(i)));
    if (is_made_here(g, v) && !scope.bound(v)) scope.bind(v, names.back());
  }
  return names;
}

WireWriter write_main_graph(ModelState& model, const Graph& g) {
  GraphSink sink;
  GraphScope scope(model, g, nullptr, sink);
  WireWriter graph;
  const auto output_names = claim_interface(scope, model);
  for (ValueId v : g.inputs()) {
    check_value(g, v, "a network input");
    model.need_type(innermost(g.value(v).type).dtype);
    graph.message(11, value_info(scope.name(v), g.value(v).type));
    scope.record(v);
  }
  write_nodes(scope);
  for (size_t i = 0; i < g.outputs().size(); ++i) write_output(scope, graph, g.outputs()[i], output_names[i]);
  append_sink(graph, sink);
  graph.string(2, model.options().name);
  return graph;
}

WireWriter opset_entry(const std::string& domain, int64_t version) {
  WireWriter o;
  if (!domain.empty()) o.string(1, domain);
  o.int64(2, version);
  return o;
}

}  // namespace

ExportedModel export_graph(const Graph& g, const ExportOptions& options) {
  ModelState state(options);
  const WireWriter graph = write_main_graph(state, g);
  state.raise_failures();
  ExportedModel out;
  WireWriter& m = out.model;
  m.int64(1, ir_version_of(state.opset("")));
  m.string(2, "SinterRT");
  m.string(3, options.producer_version);
  m.message(7, graph);
  for (const auto& [domain, version] : state.opsets()) m.message(8, opset_entry(domain, version));
  for (const auto& [key, value] : options.metadata) {
    WireWriter e;
    e.string(1, key);
    e.string(2, value);
    m.message(14, e);
  }
  out.external = state.external();
  out.made = state.take_made();
  out.warnings = state.take_warnings();
  return out;
}

uint64_t constant_bytes(const Graph& graph) {
  uint64_t sum = 0;
  for (NodeId id : graph.order()) {
    const Node& n = graph.node(id);
    if (const Weights* w = n.outputs.empty() ? nullptr : graph.constant(n.outputs[0]))
      if (w->dtype() != DataType::kString) sum += w->bytes().size();
    for (const auto& region : n.regions) with_deep_stack([&] { sum += constant_bytes(*region); });
  }
  return sum;
}

}  // namespace sinter::onnx_export
