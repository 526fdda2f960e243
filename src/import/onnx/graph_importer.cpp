// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/onnx/graph_importer.h"

#include "base/deep_stack.h"
#include "base/limits.h"
#include "base/text.h"
#include "import/onnx/arity.h"
#include "import/onnx/importers.h"
#include "import/onnx/node_order.h"
#include "import/onnx/operators/plugin.h"

namespace sinter::onnx {
namespace {

/// Beyond so many failures the rest is not looked at: each is kept with its texts.
constexpr size_t kMaxFailures = 1000;

/// `opset` 0: unknown.
std::string failure_place(const NodeProto& node, int64_t opset) {
  std::string place = place_of(node);
  if (!place.empty() && place.back() == ')') {
    place.pop_back();
    place += plain_domain(node.domain).empty() ? ", domain ai.onnx" : "";
    place += opset > 0 ? ", opset " + std::to_string(opset) + ")" : ")";
  }
  return place;
}

Opsets opsets_of(std::span<const OperatorSetId> imports) {
  Opsets opsets;
  for (const auto& o : imports) opsets[plain_domain(o.domain)] = o.version;
  return opsets;
}

/// Some optimizers define constants twice and mean the last one; other engines read such models too.
std::set<size_t> overridden_constants(std::span<const NodeProto> nodes) {
  std::set<size_t> overridden;
  std::map<std::string_view, size_t> latest;
  for (size_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i].op_type != "Constant" || !plain_domain(nodes[i].domain).empty() || nodes[i].outputs.size() != 1)
      continue;
    auto [it, is_new] = latest.try_emplace(nodes[i].outputs[0], i);
    if (is_new) continue;
    overridden.insert(it->second);
    it->second = i;
  }
  return overridden;
}

}  // namespace

GraphImporter::GraphImporter(const ModelFile& file, const ImportOptions& options, std::vector<std::string>& warnings)
    : file_(file), options_(options), warnings_(warnings), opsets_(opsets_of(file.model.opset_imports)) {
  for (const auto& f : file_.model.functions)
    if (!functions_.emplace(std::tuple(plain_domain(f.domain), f.name, f.overload), &f).second)
      fail(ErrorCode::kInvalidModel, "the function " + quote(f.name) + " is defined twice", "export the model again");
}

void GraphImporter::import_main(Graph& graph) {
  main_ = &graph;
  const GraphProto& proto = file_.model.graph;
  Scope scope(graph, file_.source, opsets_);
  bind_initializers(scope, proto);
  add_inputs(scope, proto);
  import_nodes(scope, proto.nodes);
  set_outputs(scope, proto);
  if (!failures_.empty()) failures_.raise();
}

void GraphImporter::bind_initializers(Scope& scope, const GraphProto& graph) {
  for (const auto& t : graph.initializers) scope.bind(t.name, {.kind = Binding::Kind::kTensor, .tensor = &t});
  for (const auto& t : graph.sparse_initializers)
    scope.bind(t.values.name, {.kind = Binding::Kind::kSparse, .sparse = &t});
}

void GraphImporter::import_nodes(Scope& scope, std::span<const NodeProto> nodes) {
  const std::set<size_t> overridden = overridden_constants(nodes);
  if (!overridden.empty())
    warn(std::to_string(overridden.size()) + " constants are defined twice, the first of them by " +
         place_of(nodes[*overridden.begin()]) + "; the later definitions are used");
  for (size_t i : ordered_nodes(nodes))
    if (!overridden.contains(i)) import_node(scope, nodes[i]);
}

void GraphImporter::import_node(Scope& scope, const NodeProto& node) {
  if (++nodes_ > limits::kMaxNodes)
    fail(ErrorCode::kLimit,
         "the model has more than " + std::to_string(limits::kMaxNodes) + " nodes once its functions are inlined",
         "split the model");
  try {
    if (options_.check_cancelled) options_.check_cancelled();
    const FunctionProto* function = find_function(node);
    if (!function && !find_importer(node.domain, node.op_type) && !find_plugin(node.domain, node.op_type))
      fail(ErrorCode::kUnsupported, "there is no importer for this operator");
    if (reads_failed(scope, node)) return fail_outputs(scope, node);
    function ? call_function(scope, node, *function) : import_operator(scope, node);
  } catch (const Error& e) {
    if (e.code() == ErrorCode::kCancelled) throw;
    failures_.add(failure_place(node, scope.opset(node.domain)), e);
    if (failures_.size() >= kMaxFailures) failures_.raise();
    fail_outputs(scope, node);
  }
}

void GraphImporter::import_operator(Scope& scope, const NodeProto& node) {
  const int64_t opset = scope.opset(node.domain);
  if (opset <= 0)
    fail(ErrorCode::kInvalidModel, "no version of the domain " + quote(node.domain) + " is imported",
         "add it to the model's opset_import");
  check_arity(node);
  NodeContext ctx(*this, scope, node, opset);
  const PluginPtr plugin = find_plugin(node.domain, node.op_type);
  const OperatorImporter* importer = find_importer(node.domain, node.op_type);
  if (plugin && (!importer || plugin->overrides)) {
    import_plugin(ctx, *plugin);
  } else {
    importer->run(ctx);
  }
  ctx.warn_unasked();
  for (auto name : node.outputs)
    if (!name.empty() && !scope.is_bound_here(name)) scope.bind(name, {.kind = Binding::Kind::kMissing});
}

const FunctionProto* GraphImporter::find_function(const NodeProto& node) const {
  auto it = functions_.find(std::tuple(plain_domain(node.domain), node.op_type, node.overload));
  return it == functions_.end() ? nullptr : it->second;
}

bool GraphImporter::reads_failed(Scope& scope, const NodeProto& node) const {
  auto failed = [&](std::string_view name) {
    const Binding* b = name.empty() ? nullptr : scope.find(name);
    return b && b->kind == Binding::Kind::kFailed;
  };
  for (auto name : node.inputs)
    if (failed(name)) return true;
  for (auto name : free_names(node))
    if (failed(name)) return true;
  return false;
}

void GraphImporter::fail_outputs(Scope& scope, const NodeProto& node) {
  for (auto name : node.outputs)
    if (!name.empty() && !scope.is_bound_here(name)) scope.bind(name, {.kind = Binding::Kind::kFailed});
}

void GraphImporter::call_function(Scope& scope, const NodeProto& node, const FunctionProto& function) {
  if (scope.is_inside(&function))
    fail(ErrorCode::kInvalidModel, "the function calls itself", "functions of a model must not be recursive");
  if (node.inputs.size() > function.inputs.size() || node.outputs.size() > function.outputs.size())
    fail(ErrorCode::kInvalidModel, "the call has more inputs or outputs than the function", "export the model again");
  auto opsets = function_opsets_.find(&function);
  if (opsets == function_opsets_.end())
    opsets = function_opsets_.emplace(&function, opsets_of(function.opset_imports)).first;

  Attributes attributes;
  for (const auto& a : node.attributes)
    if (const auto* value = a.ref_attr_name.empty() ? &a : scope.referenced(a.ref_attr_name))
      attributes[a.name] = value;
  for (const auto& a : function.attribute_defaults) attributes.try_emplace(a.name, &a);

  Scope inner = Scope::function(scope, opsets->second, attributes, function, scope.source_name(node));
  for (size_t i = 0; i < function.inputs.size(); ++i) {
    const auto name = i < node.inputs.size() ? node.inputs[i] : std::string_view();
    Binding* given = name.empty() ? nullptr : scope.find(name);
    if (!name.empty() && !given)
      fail(ErrorCode::kInvalidModel, "input " + quote(name) + " is not defined anywhere", "export the model again");
    inner.bind(function.inputs[i], given ? *given : Binding{.kind = Binding::Kind::kAbsent});
  }
  for (size_t i = 0; i < node.outputs.size(); ++i)
    if (!node.outputs[i].empty()) inner.set_alias(function.outputs[i], scope.full_name(node.outputs[i]));
  with_deep_stack([&] { import_nodes(inner, function.nodes); });
  for (size_t i = 0; i < node.outputs.size(); ++i) {
    const Binding* b = inner.find(function.outputs[i]);
    if (!b)
      fail(ErrorCode::kInvalidModel, "no node of the function produces its output " + quote(function.outputs[i]),
           "export the model again");
    scope.bind(node.outputs[i], *b);
  }
}

void GraphImporter::import_made(Scope& scope, NodeProto node) {
  import_operator(scope, made_nodes_.emplace_back(std::move(node)));
}

namespace {

void read_ranks(const GraphProto& graph, std::map<std::string_view, int64_t>& out) {
  for (const auto* list : {&graph.value_infos, &graph.outputs})
    for (const auto& v : *list) {
      if (v.type.kind != TypeProto::Kind::kTensor || !v.type.has_shape) continue;
      const auto rank = int64_t(v.type.shape.size());
      const auto [it, is_new] = out.try_emplace(v.name, rank);
      if (it->second != rank) it->second = -1;
    }
  for (const auto& n : graph.nodes)  // the reader bounds how deep they nest
    for (const auto& a : n.attributes)
      if (a.type == AttributeType::kGraph && a.ref_attr_name.empty()) read_ranks(a.g(), out);
}

}  // namespace

int64_t GraphImporter::declared_rank(std::string_view name) {
  if (!ranks_read_) read_ranks(file_.model.graph, ranks_);
  ranks_read_ = true;
  const auto it = ranks_.find(name);
  return it == ranks_.end() ? -1 : it->second;
}

void GraphImporter::warn(std::string message) {
  if (seen_warnings_.insert(message).second) warnings_.push_back(std::move(message));
}

}  // namespace sinter::onnx
