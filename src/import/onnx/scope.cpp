// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/onnx/scope.h"

#include "base/limits.h"
#include "base/text.h"
#include "import/known_value.h"
#include "import/onnx/to_weights.h"
#include "sinter/error.h"

namespace sinter::onnx {
namespace {

[[noreturn]] void fail_uncaptured(std::string_view name) {
  fail(ErrorCode::kInternal, "the subgraph reads " + quote(name) + ", which was not passed in", "report this as a bug");
}

const Weights* known_weights(const Graph& graph, Binding& b) {
  if (const Weights* w = graph.constant(b.value)) return w;
  if (!b.looked_up) {
    b.looked_up = true;
    if (auto w = known_value(graph, b.value)) b.weights = std::move(*w);
  }
  return b.weights.dtype() == DataType::kInvalid ? nullptr : &b.weights;
}

}  // namespace

Scope::Scope(Scope& outer, Graph& graph)
    : graph_(graph),
      source_(outer.source_),
      opsets_(outer.opsets_),
      attributes_(outer.attributes_),
      caller_(&outer),
      function_(outer.function_),
      prefix_(outer.prefix_),
      depth_(outer.depth_ + 1) {
  if (depth_ > limits::kMaxNesting)
    fail(ErrorCode::kLimit,
         "subgraphs and function calls are nested more than " + std::to_string(limits::kMaxNesting) + " deep",
         "flatten the model");
}

Scope Scope::subgraph(Scope& parent, Graph& graph) {
  Scope s(parent, graph);
  s.parent_ = &parent;
  return s;
}

Scope Scope::function(Scope& caller, const Opsets& opsets, const Attributes& attributes, const FunctionProto& function,
                      std::string prefix) {
  Scope s(caller, caller.graph_);
  s.opsets_ = &opsets;
  s.attributes_ = &attributes;
  s.function_ = &function;
  s.prefix_ = std::move(prefix);
  return s;
}

void Scope::bind(std::string_view name, Binding binding) {
  if (name.empty()) return;
  if (!names_.try_emplace(name, std::move(binding)).second)
    fail(ErrorCode::kInvalidModel, "the value " + quote(name) + " is defined twice",
         "give every value a name of its own");
}

void Scope::bind_value(std::string_view name, ValueId value) {
  bind(name, {.kind = Binding::Kind::kValue, .value = value});
}

void Scope::bind_weights(std::string_view name, Weights weights) {
  bind(name, {.kind = Binding::Kind::kWeights, .weights = std::move(weights)});
}

Binding* Scope::find(std::string_view name) {
  if (auto it = names_.find(name); it != names_.end()) return &it->second;
  if (!parent_) return nullptr;
  Binding* outer = parent_->find(name);
  if (!outer || &parent_->graph_ == &graph_) return outer;
  Binding copy = *outer;
  if (copy.kind == Binding::Kind::kValue) {
    const Weights* constant = parent_->weights(name, *outer);
    // A plain value of another graph can only be read through a region input, which would have been bound here.
    if (!constant) fail_uncaptured(name);
    copy = {.kind = Binding::Kind::kWeights, .weights = *constant};
  }
  copy.value = kNoValue;
  return &names_.emplace(name, std::move(copy)).first->second;
}

const Weights* Scope::weights(std::string_view name, Binding& b) {
  switch (b.kind) {
    case Binding::Kind::kValue:
      return known_weights(graph_, b);
    case Binding::Kind::kWeights:
      return &b.weights;
    case Binding::Kind::kTensor:
      b.weights = to_weights(decode_tensor(*b.tensor, source_));
      break;
    case Binding::Kind::kSparse:
      b.weights = to_weights(decode_sparse_tensor(*b.sparse, source_));
      break;
    default:
      fail(ErrorCode::kInternal, "the value " + quote(name) + " was not imported", "report this as a bug");
  }
  b.kind = Binding::Kind::kWeights;
  return &b.weights;
}

ValueId Scope::value(std::string_view name, Binding& b) {
  if (b.value != kNoValue) return b.value;
  b.value = graph_.add_constant(*weights(name, b), full_name(name));
  return b.value;
}

std::string Scope::full_name(std::string_view name) const {
  if (auto it = aliases_.find(name); it != aliases_.end()) return it->second;
  return name.empty() || prefix_.empty() ? std::string(name) : prefix_ + "/" + std::string(name);
}

std::string Scope::source_name(const NodeProto& node) const {
  std::string name(node.name);
  if (name.empty()) {
    name = node.op_type;
    for (auto output : node.outputs)
      if (!output.empty()) {
        name += "_" + std::string(output);
        break;
      }
  }
  return prefix_.empty() ? name : prefix_ + "/" + name;
}

int64_t Scope::opset(std::string_view domain) const {
  auto it = opsets_->find(plain_domain(domain));
  return it == opsets_->end() ? 0 : it->second;
}

const AttributeProto* Scope::referenced(std::string_view name) const {
  if (!attributes_) return nullptr;
  auto it = attributes_->find(name);
  return it == attributes_->end() ? nullptr : it->second;
}

bool Scope::is_inside(const FunctionProto* function) const {
  for (const Scope* s = this; s; s = s->caller_)
    if (s->function_ == function) return true;
  return false;
}

}  // namespace sinter::onnx
