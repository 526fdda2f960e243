// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/onnx/node_context.h"

#include <algorithm>

#include "base/text.h"
#include "import/known_ints.h"
#include "import/onnx/data_type.h"
#include "import/onnx/graph_importer.h"
#include "import/onnx/to_weights.h"
#include "ops/op_list.h"

namespace sinter::onnx {

NodeContext::NodeContext(GraphImporter& importer, Scope& scope, const NodeProto& node, int64_t opset)
    : NodeBuilder(scope.graph(), scope.source_name(node)), importer_(importer), scope_(scope), node_(node),
      opset_(opset) {
  for (size_t i = 0; i < node_.inputs.size(); ++i) {
    const auto name = node_.inputs[i];
    Binding* b = name.empty() ? nullptr : scope_.find(name);
    const std::string place = "input " + std::to_string(i) + ", " + quote(name) + ", ";
    if (!name.empty() && !b) invalid(place + "is not defined anywhere");
    if (b && b->kind == Binding::Kind::kMissing)
      unsupported(place + "is an output of its operator that is not supported", "do not use that output");
    inputs_.push_back(b && b->kind == Binding::Kind::kAbsent ? nullptr : b);
  }
  while (!inputs_.empty() && !inputs_.back()) inputs_.pop_back();
}

// ---- inputs ----

Binding& NodeContext::binding(int i) {
  if (!has(i)) invalid("input " + std::to_string(i) + " is missing");
  return *inputs_[size_t(i)];
}

ValueId NodeContext::in(int i) {
  Binding& b = binding(i);
  return scope_.value(input_name(i), b);
}

std::vector<ValueId> NodeContext::ins() {
  std::vector<ValueId> values;
  for (int i = 0; i < num_inputs(); ++i) values.push_back(optional_in(i));
  return values;
}

const Weights* NodeContext::constant(int i) {
  if (!has(i)) return nullptr;
  Binding& b = binding(i);
  return scope_.weights(input_name(i), b);
}

HostValue NodeContext::host_value(int i) {
  if (!has(i)) return std::nullopt;
  if (const Weights* w = constant(i)) return known_ints(*w);
  return known_ints(graph(), in(i));
}

SymDims NodeContext::shape_values(int i) {
  if (HostValue known = host_value(i)) return std::move(*known);
  return shape_values_of(shape_operand(i));
}

SymDims NodeContext::shape_values_of(ValueId v) { return shape_operand_values(graph(), shape_operand_of(v)); }

ValueId NodeContext::shape_operand_of(ValueId v, const std::string& what) {
  return sinter::shape_operand(*this, v, what, importer_.is_main(graph()));
}

std::optional<Ints> NodeContext::const_ints(int i) { return plain_ints(host_value(i)); }

std::optional<double> NodeContext::const_scalar(int i) {
  if (const Weights* w = constant(i)) return only_number(*w);
  if (const auto ints = const_ints(i); ints && ints->size() == 1) return double((*ints)[0]);
  return std::nullopt;
}

// ---- attributes ----

const AttributeProto* NodeContext::attr(std::string_view name) {
  asked_.emplace(name);
  const AttributeProto* a = node_.attribute(name);
  return a && !a->ref_attr_name.empty() ? scope_.referenced(a->ref_attr_name) : a;
}

int64_t NodeContext::int_attr(std::string_view name, int64_t otherwise) {
  const auto* a = attr(name);
  return a ? a->i() : otherwise;
}

int64_t NodeContext::int_attr(std::string_view name) {
  const auto* a = attr(name);
  if (!a) invalid("the attribute " + quote(name) + " is missing");
  return a->i();
}

double NodeContext::float_attr(std::string_view name, double otherwise) {
  const auto* a = attr(name);
  return a ? double(a->f()) : otherwise;
}

std::string NodeContext::string_attr(std::string_view name, std::string_view otherwise) {
  const auto* a = attr(name);
  return std::string(a ? a->s() : otherwise);
}

Ints NodeContext::ints_attr(std::string_view name, Ints otherwise) {
  const auto* a = attr(name);
  return a ? a->ints() : otherwise;
}

Weights NodeContext::tensor_attr(std::string_view name) {
  const auto* a = attr(name);
  if (!a) invalid("the attribute " + quote(name) + " is missing");
  return to_weights(decode_tensor(a->t(), scope_.source()));
}

const GraphProto& NodeContext::graph_attr(std::string_view name) {
  const auto* a = attr(name);
  if (!a) invalid("the attribute " + quote(name) + " is missing");
  return a->g();
}

DataType NodeContext::type_attr(std::string_view name, DataType otherwise) {
  const auto* a = attr(name);
  if (!a) return otherwise;
  const int64_t number = a->i();
  if (number <= 0 || number > INT32_MAX)
    invalid("attribute " + quote(name) + ": " + std::to_string(number) + " is no data type");
  return data_type_of(int32_t(number));
}

// ---- outputs ----

void NodeContext::finish(Op op, std::vector<ValueId> inputs, std::vector<std::unique_ptr<Graph>> regions, int count) {
  NodeMeta meta;
  meta.sources = {source()};
  meta.regions = std::move(regions);
  const int declared = op.def().num_outputs;
  if (count < 0) count = declared >= 0 ? declared : num_outputs();
  for (int i = 0; i < count; ++i)
    meta.output_names.push_back(wants(i) ? scope_.full_name(node_.outputs[size_t(i)]) : "");
  meta.num_outputs = count;
  const NodeId id = graph().add(std::move(op), std::move(inputs), std::move(meta));
  for (int i = 0; i < count; ++i)
    if (wants(i)) scope_.bind_value(node_.outputs[size_t(i)], graph().node(id).outputs[size_t(i)]);
}

void NodeContext::finish(std::string_view op, std::vector<ValueId> inputs) { finish(make_op(op), std::move(inputs)); }

void NodeContext::output(int i, ValueId v) {
  if (!wants(i)) return;
  const auto name = node_.outputs[size_t(i)];
  const Value& value = graph().value(v);
  if (!value.user_named && value.producer != kNoNode) graph().rename(v, scope_.full_name(name));
  scope_.bind_value(name, v);
}

void NodeContext::output(int i, Weights weights) {
  if (wants(i)) scope_.bind_weights(node_.outputs[size_t(i)], std::move(weights));
}

void NodeContext::fail_outputs() {
  for (auto name : node_.outputs) scope_.bind(name, {.kind = Binding::Kind::kFailed});
}

// ---- messages ----

void NodeContext::warn(const std::string& message) { importer_.warn(place_of(node_) + ": " + message); }

void NodeContext::warn_unasked() {
  for (const auto& a : node_.attributes)
    if (!asked_.contains(a.name)) warn("the attribute " + quote(a.name) + " is not known and was ignored");
}

}  // namespace sinter::onnx
