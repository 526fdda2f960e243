// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/tensorflow/op_context.h"

#include "base/text.h"
#include "import/known_ints.h"
#include "import/tensorflow/data_type.h"
#include "import/tensorflow/graph_importer.h"

namespace sinter::tensorflow {

OpContext::OpContext(GraphImporter& importer, Scope& scope, uint32_t node)
    : NodeBuilder(scope.graph(), scope.full_name(scope.nodes().node(node).name)),
      importer_(importer),
      scope_(scope),
      node_(node),
      def_(scope.nodes().node(node)),
      inputs_(scope.nodes().inputs(node)) {}

// ---- inputs ----

Source OpContext::source_of(int i) const {
  if (i < 0 || i >= num_inputs()) invalid("input " + std::to_string(i) + " is missing");
  return inputs_[size_t(i)];
}

ValueId OpContext::in(int i) {
  const Source s = source_of(i);
  return scope_.value(scope_.at(s), scope_.full_name(s));
}

std::vector<ValueId> OpContext::ins(int from) {
  std::vector<ValueId> values;
  for (int i = from; i < num_inputs(); ++i) values.push_back(in(i));
  return values;
}

DataType OpContext::dtype(int i) {
  Binding& b = binding(i);
  return b.kind == Binding::Kind::kWeights ? b.weights.dtype() : type_of(in(i)).dtype;
}

HostValue OpContext::host_value(int i) {
  if (const Weights* w = constant(i)) return known_ints(*w);
  return known_ints(graph(), in(i));
}

SymDims OpContext::shape_values(int i) {
  if (HostValue known = host_value(i)) return std::move(*known);
  return shape_values_of(in(i));
}

SymDims OpContext::shape_values_of(ValueId v) { return shape_operand_values(graph(), shape_operand_of(v)); }

ValueId OpContext::shape_operand(int i) { return shape_operand_of(in(i)); }

ValueId OpContext::shape_operand_of(ValueId v) {
  return sinter::shape_operand(*this, v, "a shape", scope_.region().is_main());
}

std::optional<Ints> OpContext::const_ints(int i) { return plain_ints(host_value(i)); }

Ints OpContext::need_ints(int i, const char* what) {
  if (auto ints = const_ints(i)) return std::move(*ints);
  unsupported(std::string(what) + " must be known when the plan is built, but is computed by the run",
              "make it a constant of the model");
}

int64_t OpContext::need_int(int i, const char* what) {
  const Ints ints = need_ints(i, what);
  if (ints.size() != 1) invalid(std::string(what) + " has " + std::to_string(ints.size()) + " elements, 1 expected");
  return ints[0];
}

std::optional<double> OpContext::const_scalar(int i) {
  if (const Weights* w = constant(i)) return only_number(*w);
  if (const auto ints = const_ints(i); ints && ints->size() == 1) return double((*ints)[0]);
  return std::nullopt;
}

double OpContext::need_scalar(int i, const char* what) {
  if (const auto v = const_scalar(i)) return *v;
  unsupported(std::string(what) + " must be a constant", "make it a constant of the model");
}

// ---- attributes ----

const AttrValue* OpContext::attr_of(std::string_view name, AttrValue::Kind kind) const {
  const AttrValue* a = def_.attr(name);
  if (!a || a->kind == AttrValue::Kind::kPlaceholder || a->kind == AttrValue::Kind::kNone) return nullptr;
  if (a->kind != kind) invalid("the attribute " + quote(name) + " is of the wrong kind");
  return a;
}

int64_t OpContext::int_attr(std::string_view name, int64_t otherwise) const {
  const AttrValue* a = def_.attr(name);
  if (!a || a->kind == AttrValue::Kind::kPlaceholder || a->kind == AttrValue::Kind::kNone) return otherwise;
  const bool fits =
      a->kind == AttrValue::Kind::kInt || a->kind == AttrValue::Kind::kBool || a->kind == AttrValue::Kind::kType;
  if (!fits || a->ints.empty()) invalid("the attribute " + quote(name) + " is no integer");
  return a->ints[0];
}

double OpContext::float_attr(std::string_view name, double otherwise) const {
  const AttrValue* a = attr_of(name, AttrValue::Kind::kFloat);
  return a ? double(a->floats[0]) : otherwise;
}

std::string OpContext::string_attr(std::string_view name, std::string_view otherwise) const {
  const AttrValue* a = attr_of(name, AttrValue::Kind::kString);
  return std::string(a ? a->strings[0] : otherwise);
}

Ints OpContext::ints_attr(std::string_view name) const {
  const AttrValue* a = attr_of(name, AttrValue::Kind::kList);
  return a ? a->ints : Ints{};
}

std::vector<float> OpContext::floats_attr(std::string_view name) const {
  const AttrValue* a = attr_of(name, AttrValue::Kind::kList);
  return a ? a->floats : std::vector<float>{};
}

DataType OpContext::type_attr(std::string_view name, DataType otherwise) const {
  const int64_t number = int_attr(name, 0);
  return number == 0 ? otherwise : data_type_of(number);
}

const TensorProto& OpContext::tensor_attr(std::string_view name) const {
  const AttrValue* a = attr_of(name, AttrValue::Kind::kTensor);
  if (!a) invalid("the attribute " + quote(name) + " is missing");
  return a->tensors[0];
}

TensorShape OpContext::shape_attr(std::string_view name) const {
  const AttrValue* a = attr_of(name, AttrValue::Kind::kShape);
  return a ? a->shapes[0] : TensorShape{.unknown_rank = true, .dims = {}};
}

const FunctionCall& OpContext::func_attr(std::string_view name) const {
  const AttrValue* a = attr_of(name, AttrValue::Kind::kFunc);
  if (!a) invalid("the attribute " + quote(name) + " is missing");
  return a->funcs[0];
}

// ---- outputs ----

void OpContext::output(int i, ValueId v) {
  const Source s{node_, uint32_t(i)};
  const Value& value = graph().value(v);
  if (!value.user_named && value.producer != kNoNode) graph().rename(v, scope_.full_name(s));
  scope_.bind(s, Binding::of_value(graph(), v));
}

void OpContext::output(int i, Weights weights) {
  scope_.bind({node_, uint32_t(i)}, Binding::of_weights(std::move(weights)));
}

std::vector<ValueId> OpContext::add_all(Op op, std::vector<ValueId> inputs, int count) const {
  NodeMeta meta;
  meta.sources = {source()};
  if (count >= 0) meta.num_outputs = count;
  return graph().node(graph().add(std::move(op), std::move(inputs), std::move(meta))).outputs;
}

void OpContext::warn(const std::string& message) { importer_.warn(place_of(def_) + ": " + message); }

}  // namespace sinter::tensorflow
