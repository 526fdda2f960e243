// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/tensorflow/graph_importer.h"

#include <algorithm>
#include <unordered_set>

#include "base/deep_stack.h"
#include "base/limits.h"
#include "base/text.h"
#include "import/tensorflow/importers.h"
#include "import/tensorflow/operators/control.h"
#include "import/tensorflow/tensor_proto.h"
#include "ops/plugin_registry.h"

namespace sinter::tensorflow {
namespace {

/// Beyond so many failures the rest is not looked at: each is kept with its texts.
constexpr size_t kMaxTensorflowFailures = 1000;

}  // namespace

GraphImporter::GraphImporter(const GraphFile& file, const ReadOptions& options, std::vector<std::string>& warnings)
    : file_(file), options_(options), warnings_(warnings) {
  for (const FunctionDef& f : file.graph.functions)
    if (!functions_.emplace(f.name, &f).second)
      fail(ErrorCode::kInvalidModel, "the function " + quote(f.name) + " is defined twice", "export the model again");
}

void GraphImporter::import_main(Graph& graph) {
  auto body = std::make_unique<Body>(file_.graph.nodes, functions_);
  NodeSet& nodes = body->nodes;
  bodies_.emplace(&nodes, std::move(body));
  Region region(graph);
  Scope scope(region, nodes);
  find_inputs(nodes);
  const std::vector<Output> outputs = chosen_outputs(nodes);
  std::vector<Source> targets;
  for (const Output& o : outputs) targets.push_back(o.source);
  add_inputs(scope, targets);
  evaluate(scope, targets);
  if (failures_.empty()) set_outputs(scope, outputs);
  if (!failures_.empty()) failures_.raise();
}

const FunctionDef* GraphImporter::find_function(std::string_view name) const {
  const auto it = functions_.find(name);
  return it == functions_.end() ? nullptr : it->second;
}

Body& GraphImporter::body_of(const FunctionDef& function) {
  const auto it = function_bodies_.find(&function);
  if (it != function_bodies_.end()) return *it->second;
  auto body = std::make_unique<Body>(function, functions_);
  Body& made = *body;
  bodies_.emplace(&made.nodes, std::move(body));
  function_bodies_.emplace(&function, &made);
  return made;
}

std::vector<Binding> GraphImporter::call(Region& region, const FunctionDef& function,
                                         const std::vector<Binding>& arguments, const std::string& prefix) {
  if (std::find(calls_.begin(), calls_.end(), &function) != calls_.end())
    fail(ErrorCode::kUnsupported, "the function " + quote(function.name) + " calls itself",
         "functions of a model must not be recursive");
  Body& body = body_of(function);
  if (arguments.size() != body.nodes.num_arguments())
    fail(ErrorCode::kInvalidModel,
         "the function " + quote(function.name) + " takes " + std::to_string(body.nodes.num_arguments()) +
             " arguments, " + std::to_string(arguments.size()) + " are given",
         "export the model again");
  Scope scope(region, body.nodes, prefix);
  for (uint32_t i = 0; i < arguments.size(); ++i) scope.bind({i, 0}, arguments[i]);
  struct Leave {
    std::vector<const FunctionDef*>& calls;
    ~Leave() { calls.pop_back(); }
  };
  calls_.push_back(&function);
  const Leave leave{calls_};
  evaluate(scope, body.nodes.results());
  std::vector<Binding> results;
  for (Source s : body.nodes.results()) results.push_back(scope.at(s));
  return results;
}

void GraphImporter::evaluate(Scope& scope, std::span<const Source> targets) {
  std::vector<uint32_t> stack;
  for (auto it = targets.rbegin(); it != targets.rend(); ++it) stack.push_back(it->node);
  std::unordered_set<uint32_t> open;  // waiting for what they read
  while (!stack.empty()) {
    const uint32_t n = stack.back();
    if (scope.is_done(n)) {
      stack.pop_back();
      open.erase(n);
      continue;
    }
    try {
      std::vector<uint32_t> waits = pending(scope, n);
      std::erase_if(waits, [&](uint32_t from) { return scope.is_done(from); });
      if (!waits.empty()) {
        open.insert(n);
        for (uint32_t from : waits)
          if (open.contains(from))
            fail(ErrorCode::kInvalidModel,
                 "nodes depend on each other in a cycle through " + place_of(scope.nodes().node(from)),
                 "a graph must have no cycles but those of while loops");
        stack.insert(stack.end(), waits.rbegin(), waits.rend());
        continue;
      }
    } catch (const Error& e) {
      record(scope, n, e);
      continue;
    }
    import_node(scope, n);
  }
}

std::vector<uint32_t> GraphImporter::pending(Scope& scope, uint32_t node) {
  if (auto control = control_waits(*this, scope, node)) return std::move(*control);
  std::vector<uint32_t> list;
  for (Source s : scope.nodes().inputs(node)) list.push_back(s.node);
  return list;
}

void GraphImporter::record(Scope& scope, uint32_t node, const Error& error) {
  const NodeDef& def = scope.nodes().node(node);
  failures_.add(scope.prefix().empty() ? place_of(def)
                                       : "node " + quote(scope.full_name(def.name)) + " (" + std::string(def.op) + ")",
                error);
  if (failures_.size() >= kMaxTensorflowFailures) failures_.raise();
  scope.bind_all(node, Binding::failed());
}

void GraphImporter::import_node(Scope& scope, uint32_t node) {
  if (++nodes_ > limits::kMaxNodes)
    fail(ErrorCode::kLimit,
         "the model has more than " + std::to_string(limits::kMaxNodes) + " nodes once its functions are inlined",
         "split the model");
  try {
    if (options_.check_cancelled) options_.check_cancelled();
    dispatch(scope, node);
    // One without outputs that we know is done, too.
    if (!scope.is_done(node)) scope.bind_all(node, {});
  } catch (const Error& e) {
    if (e.code() == ErrorCode::kCancelled) throw;
    record(scope, node, e);
  }
}

void GraphImporter::dispatch(Scope& scope, uint32_t node) {
  const NodeDef& def = scope.nodes().node(node);
  const OperatorImporter* importer = find_importer(def.op);
  const FunctionDef* function = importer ? nullptr : find_function(def.op);
  const PluginPtr plugin = find_plugin("", def.op);
  if (!importer && !function && !plugin) {
    if (is_left_out(def.op)) return;
    fail(ErrorCode::kUnsupported, "there is no importer for this operator",
         "cut the graph before or behind it (inputs, outputs), or register a plugin of that name");
  }
  for (Source s : scope.nodes().inputs(node)) {
    const Binding* b = scope.find(s);
    if (!b) continue;  // of control flow, which finds its own way
    if (b->kind == Binding::Kind::kFailed) return scope.bind_all(node, Binding::failed());
    if (b->kind == Binding::Kind::kDead && !is_merge(def.op)) return scope.bind_all(node, Binding::dead());
  }
  OpContext ctx(*this, scope, node);
  if (plugin && (!importer || plugin->overrides)) return import_plugin(ctx, *plugin);
  with_deep_stack([&] { importer ? importer->run(ctx) : import_function_call(ctx, *function); });
}

Weights GraphImporter::constant(const TensorProto& tensor) const { return decode_tensor(tensor, file_.owner); }

void GraphImporter::warn(std::string message) {
  if (seen_warnings_.insert(message).second) warnings_.push_back(std::move(message));
}

}  // namespace sinter::tensorflow
