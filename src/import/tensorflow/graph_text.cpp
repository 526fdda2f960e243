// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/tensorflow/graph_text.h"

#include <cstring>
#include <optional>
#include <string>

#include "base/deep_stack.h"
#include "base/text.h"
#include "import/protobuf/text_reader.h"
#include "import/protobuf/wire_writer.h"
#include "import/tensorflow/data_type.h"
#include "sinter/error.h"

namespace sinter::tensorflow {
namespace {

enum class Message : uint8_t {
  kGraph,
  kNode,
  kAttr,
  kValue,
  kList,
  kShape,
  kDim,
  kTensor,
  kCall,
  kLibrary,
  kFunction,
  kOpDef,
  kArg,
  kResult,
  kVersions,
  kNone
};
enum class FieldKind : uint8_t { kText, kNumber, kBool, kType, kFloat, kDouble, kMessage };

/// A field of a message: its name, number and what it holds.
struct FieldRow {
  Message in;
  std::string_view name;
  uint32_t number;
  FieldKind kind;
  Message message = Message::kNone;
};

using M = Message;
using K = FieldKind;
constexpr FieldRow kFields[] = {
    {M::kGraph, "node", 1, K::kMessage, M::kNode},
    {M::kGraph, "library", 2, K::kMessage, M::kLibrary},
    {M::kGraph, "version", 3, K::kNumber},
    {M::kGraph, "versions", 4, K::kMessage, M::kVersions},
    {M::kVersions, "producer", 1, K::kNumber},
    {M::kVersions, "min_consumer", 2, K::kNumber},
    {M::kVersions, "bad_consumers", 3, K::kNumber},
    {M::kNode, "name", 1, K::kText},
    {M::kNode, "op", 2, K::kText},
    {M::kNode, "input", 3, K::kText},
    {M::kNode, "device", 4, K::kText},
    {M::kNode, "attr", 5, K::kMessage, M::kAttr},
    {M::kAttr, "key", 1, K::kText},
    {M::kAttr, "value", 2, K::kMessage, M::kValue},
    {M::kValue, "list", 1, K::kMessage, M::kList},
    {M::kValue, "s", 2, K::kText},
    {M::kValue, "i", 3, K::kNumber},
    {M::kValue, "f", 4, K::kFloat},
    {M::kValue, "b", 5, K::kBool},
    {M::kValue, "type", 6, K::kType},
    {M::kValue, "shape", 7, K::kMessage, M::kShape},
    {M::kValue, "tensor", 8, K::kMessage, M::kTensor},
    {M::kValue, "placeholder", 9, K::kText},
    {M::kValue, "func", 10, K::kMessage, M::kCall},
    {M::kList, "s", 2, K::kText},
    {M::kList, "i", 3, K::kNumber},
    {M::kList, "f", 4, K::kFloat},
    {M::kList, "b", 5, K::kBool},
    {M::kList, "type", 6, K::kType},
    {M::kList, "shape", 7, K::kMessage, M::kShape},
    {M::kList, "tensor", 8, K::kMessage, M::kTensor},
    {M::kList, "func", 9, K::kMessage, M::kCall},
    {M::kShape, "dim", 2, K::kMessage, M::kDim},
    {M::kShape, "unknown_rank", 3, K::kBool},
    {M::kDim, "size", 1, K::kNumber},
    {M::kDim, "name", 2, K::kText},
    {M::kTensor, "dtype", 1, K::kType},
    {M::kTensor, "tensor_shape", 2, K::kMessage, M::kShape},
    {M::kTensor, "version_number", 3, K::kNumber},
    {M::kTensor, "tensor_content", 4, K::kText},
    {M::kTensor, "float_val", 5, K::kFloat},
    {M::kTensor, "double_val", 6, K::kDouble},
    {M::kTensor, "int_val", 7, K::kNumber},
    {M::kTensor, "string_val", 8, K::kText},
    {M::kTensor, "scomplex_val", 9, K::kFloat},
    {M::kTensor, "int64_val", 10, K::kNumber},
    {M::kTensor, "bool_val", 11, K::kBool},
    {M::kTensor, "dcomplex_val", 12, K::kDouble},
    {M::kTensor, "half_val", 13, K::kNumber},
    {M::kTensor, "uint32_val", 16, K::kNumber},
    {M::kTensor, "uint64_val", 17, K::kNumber},
    {M::kTensor, "float8_val", 18, K::kText},
    {M::kCall, "name", 1, K::kText},
    {M::kCall, "attr", 2, K::kMessage, M::kAttr},
    {M::kLibrary, "function", 1, K::kMessage, M::kFunction},
    {M::kFunction, "signature", 1, K::kMessage, M::kOpDef},
    {M::kFunction, "node_def", 3, K::kMessage, M::kNode},
    {M::kFunction, "ret", 4, K::kMessage, M::kResult},
    {M::kFunction, "attr", 5, K::kMessage, M::kAttr},
    {M::kOpDef, "name", 1, K::kText},
    {M::kOpDef, "input_arg", 2, K::kMessage, M::kArg},
    {M::kOpDef, "output_arg", 3, K::kMessage, M::kArg},
    {M::kArg, "name", 1, K::kText},
    {M::kArg, "type", 3, K::kType},
    {M::kArg, "type_attr", 4, K::kText},
    {M::kArg, "number_attr", 5, K::kText},
    {M::kArg, "type_list_attr", 6, K::kText},
    {M::kResult, "key", 1, K::kText},
    {M::kResult, "value", 2, K::kText},
};

const FieldRow* field_row(Message in, std::string_view name) {
  for (const FieldRow& row : kFields)
    if (row.in == in && row.name == name) return &row;
  return nullptr;
}

// Functions carry much that only tools need; elsewhere an unknown name is a mistake.
bool may_be_ignored(Message in, std::string_view name) {
  return in == M::kLibrary || in == M::kFunction || in == M::kOpDef || in == M::kArg ||
         name.starts_with("experimental_") || name == "debug_info";
}

[[noreturn]] void fail_at(const TextField& field, const std::string& what) {
  fail(ErrorCode::kInvalidModel, field.place() + ": " + what, "correct the text, or export the model again");
}

template <class T>
T value_or_fail(const TextField& field, std::optional<T> value, const char* what) {
  if (!value) fail_at(field, quote(field.name) + " is " + quote(field.text) + ", " + what + " expected");
  return *value;
}

WireWriter write_message(const TextField& from, Message message);

void write_field(WireWriter& out, const TextField& field, const FieldRow& row) {
  switch (row.kind) {
    case K::kText:
      if (field.kind != TextField::Kind::kString) fail_at(field, quote(field.name) + " must be a quoted text");
      return out.string(row.number, field.text);
    case K::kNumber:
      return out.int64(row.number, value_or_fail(field, field.as_int(), "an integer"));
    case K::kBool:
      return out.varint(row.number, value_or_fail(field, field.as_bool(), "true or false"));
    case K::kType:
      return out.int64(row.number, field.as_int() ? *field.as_int()
                                                  : value_or_fail(field, type_number(field.text), "a type (DT_FLOAT)"));
    case K::kFloat:
      return out.float32(row.number, float(value_or_fail(field, field.as_double(), "a number")));
    case K::kDouble:
      return out.float64(row.number, value_or_fail(field, field.as_double(), "a number"));
    case K::kMessage:
      if (field.kind != TextField::Kind::kMessage) fail_at(field, quote(field.name) + " must be a message { }");
      with_deep_stack([&] { out.message(row.number, write_message(field, row.message)); });
  }
}

WireWriter write_message(const TextField& from, Message message) {
  WireWriter out;
  for (const TextField& field : from.fields) {
    const FieldRow* row = field_row(message, field.name);
    if (row)
      write_field(out, field, *row);
    else if (!may_be_ignored(message, field.name))
      fail_at(field, "there is no field " + quote(field.name) + " here");
  }
  return out;
}

}  // namespace

std::vector<std::byte> graph_text_to_wire(std::string_view text) {
  const TextDocument document{std::string(text)};
  const std::string wire = write_message(document.root(), Message::kGraph).whole();
  std::vector<std::byte> bytes(wire.size());
  if (!wire.empty()) std::memcpy(bytes.data(), wire.data(), wire.size());
  return bytes;
}

}  // namespace sinter::tensorflow
