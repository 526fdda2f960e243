// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/onnx/model.h"

#include <array>

#include "base/text.h"
#include "sinter/error.h"

namespace sinter::onnx {
namespace {

void check_type(const AttributeProto& attribute, AttributeType wanted) {
  if (attribute.type == wanted) return;
  fail(ErrorCode::kInvalidModel,
       "attribute " + quote(attribute.name) + " is of type " + std::string(name_of(attribute.type)) + ", but must be " +
           std::string(name_of(wanted)),
       "correct the attribute in the exporter");
}

// The value of a list attribute; one without values has none stored.
template <class T>
const std::vector<T>& list(const AttributeProto& attribute, AttributeType wanted) {
  static const std::vector<T> empty;
  check_type(attribute, wanted);
  const auto* values = std::get_if<std::vector<T>>(&attribute.value);
  return values == nullptr ? empty : *values;
}

template <class T>
T scalar(const AttributeProto& attribute, AttributeType wanted) {
  check_type(attribute, wanted);
  const T* value = std::get_if<T>(&attribute.value);
  return value == nullptr ? T{} : *value;  // writers that follow proto3 leave zeros out
}

template <class T>
const T& only(const AttributeProto& attribute, AttributeType wanted) {
  const std::vector<T>& values = list<T>(attribute, wanted);
  if (values.size() == 1) return values.front();
  fail(ErrorCode::kInvalidModel, "attribute " + quote(attribute.name) + " has no value", "export the model again");
}

}  // namespace

std::string_view name_of(AttributeType type) noexcept {
  constexpr std::array<std::string_view, 15> kNames = {
      "UNDEFINED", "FLOAT",   "INT",    "STRING",        "TENSOR",         "GRAPH",      "FLOATS",     "INTS",
      "STRINGS",   "TENSORS", "GRAPHS", "SPARSE_TENSOR", "SPARSE_TENSORS", "TYPE_PROTO", "TYPE_PROTOS"};
  const auto index = static_cast<size_t>(type);
  return index < kNames.size() ? kNames[index] : kNames[0];
}

float AttributeProto::f() const { return scalar<float>(*this, AttributeType::kFloat); }
int64_t AttributeProto::i() const { return scalar<int64_t>(*this, AttributeType::kInt); }
std::string_view AttributeProto::s() const { return scalar<std::string_view>(*this, AttributeType::kString); }
const TensorProto& AttributeProto::t() const { return only<TensorProto>(*this, AttributeType::kTensor); }
const GraphProto& AttributeProto::g() const { return only<GraphProto>(*this, AttributeType::kGraph); }
const SparseTensorProto& AttributeProto::sparse_tensor() const {
  return only<SparseTensorProto>(*this, AttributeType::kSparseTensor);
}
const TypeProto& AttributeProto::tp() const { return only<TypeProto>(*this, AttributeType::kType); }
const std::vector<float>& AttributeProto::floats() const { return list<float>(*this, AttributeType::kFloats); }
const std::vector<int64_t>& AttributeProto::ints() const { return list<int64_t>(*this, AttributeType::kInts); }
const std::vector<std::string_view>& AttributeProto::strings() const {
  return list<std::string_view>(*this, AttributeType::kStrings);
}
const std::vector<TensorProto>& AttributeProto::tensors() const {
  return list<TensorProto>(*this, AttributeType::kTensors);
}
const std::vector<GraphProto>& AttributeProto::graphs() const {
  return list<GraphProto>(*this, AttributeType::kGraphs);
}
const std::vector<SparseTensorProto>& AttributeProto::sparse_tensors() const {
  return list<SparseTensorProto>(*this, AttributeType::kSparseTensors);
}
const std::vector<TypeProto>& AttributeProto::types() const { return list<TypeProto>(*this, AttributeType::kTypes); }

const AttributeProto* NodeProto::attribute(std::string_view attribute_name) const noexcept {
  for (const AttributeProto& a : attributes) {
    if (a.name == attribute_name) return &a;
  }
  return nullptr;
}

std::string place_of(const NodeProto& node) {
  const std::string op =
      (node.domain.empty() || node.domain == "ai.onnx" ? "" : escape_for_message(node.domain) + "::") +
      escape_for_message(node.op_type);
  if (!node.name.empty() || node.outputs.empty()) return "node " + quote(node.name) + " (" + op + ")";
  return "node producing " + quote(node.outputs.front()) + " (" + op + ")";
}

}  // namespace sinter::onnx
