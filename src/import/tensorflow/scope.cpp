// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/tensorflow/scope.h"

#include "base/text.h"
#include "import/known_value.h"
#include "sinter/error.h"

namespace sinter::tensorflow {
namespace {

/// Outputs of one node. Far above real models (Split, Unpack); sparse numbers in a hostile file must not cost memory.
constexpr uint32_t kMaxOutputs = 1u << 20;

}  // namespace

ValueId Region::enter(const Graph* from, ValueId v) {
  if (from == &graph_) return v;
  if (!around_) fail(ErrorCode::kInternal, "a value of a body is used outside it", "report this as a bug");
  return capture(around_->enter(from, v));
}

ValueId Region::capture(ValueId outer) {
  if (const auto it = inner_.find(outer); it != inner_.end()) return it->second;
  const Value& value = around_->graph().value(outer);
  const ValueId v = graph_.add_input({}, value.type);
  graph_.value(v).host_value = value.host_value;
  captured_.push_back(outer);
  inner_.emplace(outer, v);
  return v;
}

void Region::capture_all(const std::vector<ValueId>& values) {
  for (ValueId v : values) capture(v);
}

void Scope::bind(Source s, Binding binding) {
  if (s.output >= kMaxOutputs) fail(ErrorCode::kLimit, "a node has too many outputs", "split the node");
  auto& list = outputs_[s.node];
  if (list.size() <= s.output) list.resize(s.output + 1);
  list[s.output] = std::move(binding);
}

Binding* Scope::find(Source s) {
  const auto it = outputs_.find(s.node);
  if (it == outputs_.end()) return nullptr;
  auto& list = it->second;
  using Kind = Binding::Kind;
  if (s.output < list.size() && list[s.output].kind != Kind::kNothing) return &list[s.output];
  if (list.size() == 1 && (list[0].kind == Kind::kFailed || list[0].kind == Kind::kDead)) return &list[0];
  if (s.output >= kMaxOutputs) fail(ErrorCode::kLimit, "a node has too many outputs", "split the node");
  if (list.size() <= s.output) list.resize(s.output + 1);
  return &list[s.output];
}

Binding& Scope::at(Source s) {
  Binding* b = find(s);
  if (!b)
    fail(ErrorCode::kUnsupported, "the value " + quote(full_name(s)) + " is read from outside its loop or branch",
         "export the model again");
  return *b;
}

const Weights* Scope::weights(Binding& b) {
  if (b.kind == Binding::Kind::kWeights) return &b.weights;
  if (b.kind != Binding::Kind::kValue) return nullptr;
  if (const Weights* w = b.graph->constant(b.value)) return w;
  if (!b.looked_up) {
    b.looked_up = true;
    if (auto w = known_value(*b.graph, b.value)) b.weights = std::move(*w);
  }
  return b.weights.dtype() == DataType::kInvalid ? nullptr : &b.weights;
}

ValueId Region::value(Binding& b, const std::string& name) {
  switch (b.kind) {
    case Binding::Kind::kValue:
      return enter(b.graph, b.value);
    case Binding::Kind::kWeights:
      if (b.value != kNoValue && b.graph == &graph_) return b.value;
      b.graph = &graph_;
      return b.value = graph_.add_constant(b.weights, name);
    case Binding::Kind::kArray:
      fail(ErrorCode::kUnsupported, "a TensorArray or TensorList is used as a tensor",
           "use the operators of arrays, or cut the graph (outputs)");
    case Binding::Kind::kComplex:
      fail(ErrorCode::kUnsupported, "complex numbers are supported between RFFT and ComplexAbs, Real, Imag only",
           "cut the graph behind its magnitude (inputs)");
    case Binding::Kind::kDead:
      fail(ErrorCode::kInvalidModel, "the value is on a side of a condition that is never taken",
           "choose another output");
    default:
      fail(ErrorCode::kUnsupported, "the value is an output of its operator that is not supported",
           "do not use that output");
  }
}

std::string Scope::full_name(Source s) const {
  std::string name(nodes_.node(s.node).name);
  if (s.output > 0) name += ":" + std::to_string(s.output);
  return full_name(name);
}

}  // namespace sinter::tensorflow
