// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// AttributeProto: the value fields, and that they fit the declared type. Files of ir_version 1 do not declare types;
// then the field that is there tells the type.
#include <string>

#include "base/text.h"
#include "import/onnx/read_model.h"
#include "sinter/error.h"

namespace sinter::onnx {
namespace {

constexpr int64_t kAnyCount = INT64_MAX;  // lists of plain numbers are bounded by the file's size

// The stored list of T, made at its first element. Values of two kinds in one attribute contradict each other.
template <class T>
T& stored(AttributeProto& out) {
  if (std::holds_alternative<std::monostate>(out.value)) out.value.emplace<T>();
  if (T* value = std::get_if<T>(&out.value)) return *value;
  fail(ErrorCode::kInvalidModel, "the attribute has values of several types", "export the model again");
}

template <class T, class Read>
void read_into(WireReader& in, ReadBudget& budget, AttributeProto& out, Read read) {
  read(in.message(), budget, stored<std::vector<T>>(out).emplace_back());
}

// Reads the value field `in` stands on and returns the type that the field stands for; kUndefined if it is no value.
AttributeType read_value(WireReader& in, ReadBudget& budget, AttributeProto& out) {
  const auto tensor = [](WireReader r, ReadBudget& b, TensorProto& t) { read_tensor(r, b, t); };
  switch (in.field()) {
    case 2:
      stored<float>(out) = in.float32();
      return AttributeType::kFloat;
    case 3:
      stored<int64_t>(out) = in.int64();
      return AttributeType::kInt;
    case 4:
      stored<std::string_view>(out) = in.string();
      return AttributeType::kString;
    case 5:
      read_into<TensorProto>(in, budget, out, tensor);
      return AttributeType::kTensor;
    case 6:
      read_into<GraphProto>(in, budget, out, read_graph);
      return AttributeType::kGraph;
    case 7:
      in.append_to(stored<std::vector<float>>(out), kAnyCount);
      return AttributeType::kFloats;
    case 8:
      in.append_to(stored<std::vector<int64_t>>(out), kAnyCount);
      return AttributeType::kInts;
    case 9:
      stored<std::vector<std::string_view>>(out).push_back(in.string());
      return AttributeType::kStrings;
    case 10:
      read_into<TensorProto>(in, budget, out, tensor);
      return AttributeType::kTensors;
    case 11:
      read_into<GraphProto>(in, budget, out, read_graph);
      return AttributeType::kGraphs;
    case 14:
      read_into<TypeProto>(in, budget, out, read_type);
      return AttributeType::kType;
    case 15:
      read_into<TypeProto>(in, budget, out, read_type);
      return AttributeType::kTypes;
    case 22:
      read_into<SparseTensorProto>(in, budget, out, read_sparse_tensor);
      return AttributeType::kSparseTensor;
    case 23:
      read_into<SparseTensorProto>(in, budget, out, read_sparse_tensor);
      return AttributeType::kSparseTensors;
    default:
      in.skip();
      return AttributeType::kUndefined;
  }
}

AttributeType attribute_type(int32_t number) {
  constexpr int32_t kLast = static_cast<int32_t>(AttributeType::kTypes);
  if (number >= 0 && number <= kLast) return static_cast<AttributeType>(number);
  fail(ErrorCode::kInvalidModel, "the attribute type " + std::to_string(number) + " is not one that ONNX defines",
       "export the model again");
}

// Reads all fields; returns the type that the value fields stand for.
AttributeType read_fields(WireReader& in, ReadBudget& budget, AttributeProto& out) {
  AttributeType found = AttributeType::kUndefined;
  while (in.next()) {
    switch (in.field()) {
      case 1:
        out.name = in.string();
        break;
      case 20:
        out.type = attribute_type(in.int32());
        break;
      case 21:
        out.ref_attr_name = in.string();
        break;
      default: {
        const AttributeType type = read_value(in, budget, out);
        if (type == AttributeType::kUndefined) break;
        if (found != AttributeType::kUndefined && found != type) {
          fail(ErrorCode::kInvalidModel, "the attribute has values of several types", "export the model again");
        }
        found = type;
      }
    }
  }
  return found;
}

bool is_single_message(AttributeType type) {
  return type == AttributeType::kTensor || type == AttributeType::kGraph || type == AttributeType::kSparseTensor ||
         type == AttributeType::kType;
}

size_t message_count(const AttributeProto& attribute) {
  return std::visit(
      [](const auto& value) -> size_t {
        if constexpr (requires { value.size(); }) return value.size();
        return 0;
      },
      attribute.value);
}

void check_value(AttributeProto& out, AttributeType found) {
  if (out.type == AttributeType::kUndefined) out.type = found;
  if (found != AttributeType::kUndefined && found != out.type) {
    fail(ErrorCode::kInvalidModel,
         "the attribute says it is of type " + std::string(name_of(out.type)) + ", but its value is of type " +
             std::string(name_of(found)),
         "export the model again");
  }
  const bool refers = !out.ref_attr_name.empty();
  if (out.type == AttributeType::kUndefined && !refers) {
    fail(ErrorCode::kInvalidModel, "the attribute has no type and no value", "export the model again");
  }
  if (is_single_message(out.type) && message_count(out) != (refers ? 0 : 1)) {
    fail(ErrorCode::kInvalidModel, "the attribute must have exactly one value", "export the model again");
  }
}

}  // namespace

void read_attribute(WireReader in, ReadBudget& budget, AttributeProto& out) {
  budget.record();
  try {
    check_value(out, read_fields(in, budget, out));
    if (out.name.empty()) fail(ErrorCode::kInvalidModel, "the attribute has no name", "export the model again");
  } catch (Error& error) {
    throw error.in("attribute " + quote(out.name));
  }
}

}  // namespace sinter::onnx
