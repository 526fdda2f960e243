// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A TensorFlow graph as its file says it: plain structs with the fields of graph.proto that matter. Strings, bytes and
// tensor data are views of the file's bytes, which GraphFile (graph_file.h) owns.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace sinter::tensorflow {

/// A declared shape; -1 is a dim that is not known.
struct TensorShape {
  bool unknown_rank = false;
  std::vector<int64_t> dims;
};

/// A tensor, its data still undecoded: decode_tensor (tensor_proto.h) checks and delivers them.
struct TensorProto {
  int32_t dtype = 0;  ///< TensorFlow's number (data_type.h)
  TensorShape shape;
  ByteSpan content;  ///< tensor_content: the elements as they lie in memory; empty if the typed lists have them
  ByteSpan message;  ///< this whole message, in which the typed lists are found again
};

struct FunctionCall;

/// An attribute. What it holds is in the list of its kind: one element for a single value, any number for kList, of
/// which only one list is filled.
struct AttrValue {
  enum class Kind : uint8_t { kNone, kString, kInt, kFloat, kBool, kType, kShape, kTensor, kList, kFunc, kPlaceholder };
  Kind kind = Kind::kNone;
  std::vector<std::string_view> strings;  ///< kString, and kPlaceholder: the name of the function's attribute
  std::vector<int64_t> ints;              ///< kInt, kBool (0 or 1), kType (TensorFlow's number)
  std::vector<float> floats;
  std::vector<TensorShape> shapes;
  std::vector<TensorProto> tensors;
  std::vector<FunctionCall> funcs;
};

using Attrs = std::vector<std::pair<std::string_view, AttrValue>>;  // in file order; of repeats the last one counts

/// The name of a function in the library and the attributes it is called with. Attributes hold calls that hold
/// attributes: the members are defined where both are complete.
struct FunctionCall {
  FunctionCall();
  FunctionCall(const FunctionCall&);
  FunctionCall(FunctionCall&&) noexcept;
  FunctionCall& operator=(const FunctionCall&);
  FunctionCall& operator=(FunctionCall&&) noexcept;
  ~FunctionCall();

  std::string_view name;
  Attrs attrs;
};

struct NodeDef {
  std::string_view name, op, device;
  std::vector<std::string_view> inputs;  ///< "name", "name:1", "^control"; in functions also "name:output:0"
  Attrs attrs;

  /// Null if absent.
  const AttrValue* attr(std::string_view attr_name) const noexcept;
};

/// An argument or result of a function: one tensor, or several (number_attr, type_list_attr say how many).
struct ArgDef {
  std::string_view name, type_attr, number_attr, type_list_attr;
  int32_t type = 0;
};

struct FunctionDef {
  std::string_view name;
  std::vector<ArgDef> inputs, outputs;
  std::vector<NodeDef> nodes;
  std::vector<std::pair<std::string_view, std::string_view>> results;  ///< name of an output, value that it is
  Attrs attrs;
};

struct GraphDef {
  std::vector<NodeDef> nodes;
  std::vector<FunctionDef> functions;
  int32_t producer = 0, min_consumer = 0;  ///< versions
};

/// 'node "conv1" (Conv2D)': how errors name a node.
std::string place_of(const NodeDef& node);

/// A name in a list of inputs, taken apart.
struct InputName {
  std::string_view node;
  std::string_view output;  ///< of "node:output:index"
  int64_t index = 0;
  bool is_control = false;
};
/// Error(kInvalidModel) if it is no such name.
InputName parse_input_name(std::string_view text);

}  // namespace sinter::tensorflow
