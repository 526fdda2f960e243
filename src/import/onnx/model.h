// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// An ONNX model as its file says it: plain structs that mirror onnx.proto. Strings, bytes and tensor data are views of
// the file's bytes, which ModelFile (model_file.h) owns. Documentation strings, training information, device
// configurations and quantization annotations are not kept.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "sinter/types.h"

namespace sinter::onnx {

struct StringEntry {
  std::string_view key, value;
};

/// One dim of a declared shape: a number, a name, or (both absent) unknown.
struct Dimension {
  enum class Kind : uint8_t { kUnknown, kValue, kParam };
  Kind kind = Kind::kUnknown;
  int64_t value = 0;
  std::string_view param;
};

struct TypeProto {
  enum class Kind : uint8_t { kNone, kTensor, kSequence, kMap, kOptional, kSparseTensor, kOpaque };
  Kind kind = Kind::kNone;
  int32_t elem_type = 0;         ///< tensors: element type; maps: key type (ONNX numbers, see data_type.h)
  bool has_shape = false;        ///< tensors: false means that even the rank is unknown
  std::vector<Dimension> shape;  ///< tensors; empty and has_shape: a scalar
  std::vector<TypeProto> elem;   ///< sequence, optional: one element type; map: one value type
};

struct ValueInfoProto {
  std::string_view name;
  TypeProto type;
  std::vector<StringEntry> metadata;
};

/// A tensor, its data still undecoded: decode_tensor (tensor_data.h) checks and delivers them.
struct TensorProto {
  std::string_view name;
  Dims dims;
  int32_t data_type = 0;  ///< ONNX number
  bool is_external = false;
  bool has_raw = false;
  bool has_segment = false;
  uint16_t typed_fields = 0;  ///< bit n: field n (4 float_data, 5 int32_data, ... 11 uint64_data) is present
  ByteSpan raw;               ///< raw_data
  ByteSpan message;           ///< this whole message, in which the typed fields are found again
  std::vector<StringEntry> external;
};

/// Coordinates and values: indices is [n] (linear) or [n, rank].
struct SparseTensorProto {
  TensorProto values, indices;
  Dims dims;
};

struct GraphProto;

enum class AttributeType : uint8_t {
  kUndefined = 0,
  kFloat = 1,
  kInt = 2,
  kString = 3,
  kTensor = 4,
  kGraph = 5,
  kFloats = 6,
  kInts = 7,
  kStrings = 8,
  kTensors = 9,
  kGraphs = 10,
  kSparseTensor = 11,
  kSparseTensors = 12,
  kType = 13,
  kTypes = 14,
};
/// "INT", "FLOATS", ...: onnx.proto's spelling.
std::string_view name_of(AttributeType type) noexcept;

/// One attribute. The reader has checked that the value fits the type. Every accessor but type() throws
/// Error(kInvalidModel), naming the attribute and both types, if the attribute is of another type.
struct AttributeProto {
  std::string_view name;
  std::string_view ref_attr_name;  ///< in a function body: takes the value of this attribute of the call
  AttributeType type = AttributeType::kUndefined;

  float f() const;
  int64_t i() const;
  std::string_view s() const;
  const TensorProto& t() const;
  const GraphProto& g() const;
  const SparseTensorProto& sparse_tensor() const;
  const TypeProto& tp() const;
  const std::vector<float>& floats() const;
  const std::vector<int64_t>& ints() const;
  const std::vector<std::string_view>& strings() const;
  const std::vector<TensorProto>& tensors() const;
  const std::vector<GraphProto>& graphs() const;
  const std::vector<SparseTensorProto>& sparse_tensors() const;
  const std::vector<TypeProto>& types() const;

  /// Single messages are kept as lists of one.
  using Value = std::variant<std::monostate, float, int64_t, std::string_view, std::vector<float>, std::vector<int64_t>,
                             std::vector<std::string_view>, std::vector<TensorProto>, std::vector<GraphProto>,
                             std::vector<SparseTensorProto>, std::vector<TypeProto>>;
  Value value;
};

struct NodeProto {
  std::string_view name, op_type, domain, overload;
  std::vector<std::string_view> inputs, outputs;  ///< an empty name stands for an omitted one
  std::vector<AttributeProto> attributes;         ///< names are unique
  std::vector<StringEntry> metadata;

  /// nullptr if absent.
  const AttributeProto* attribute(std::string_view attribute_name) const noexcept;
};

struct GraphProto {
  std::string_view name;
  std::vector<NodeProto> nodes;
  std::vector<TensorProto> initializers;
  std::vector<SparseTensorProto> sparse_initializers;  ///< named by their values tensor
  std::vector<ValueInfoProto> inputs, outputs, value_infos;
  std::vector<StringEntry> metadata;
};

struct OperatorSetId {
  std::string_view domain;
  int64_t version = 0;
};

struct FunctionProto {
  std::string_view name, domain, overload;
  std::vector<std::string_view> inputs, outputs;
  std::vector<std::string_view> attributes;        ///< required attributes of a call
  std::vector<AttributeProto> attribute_defaults;  ///< optional attributes of a call, with their defaults
  std::vector<NodeProto> nodes;
  std::vector<OperatorSetId> opset_imports;
  std::vector<ValueInfoProto> value_infos;
  std::vector<StringEntry> metadata;
};

struct ModelProto {
  int64_t ir_version = 0;
  int64_t model_version = 0;
  std::string_view producer_name, producer_version, domain;
  std::vector<OperatorSetId> opset_imports;
  GraphProto graph;
  std::vector<FunctionProto> functions;
  std::vector<StringEntry> metadata;
};

/// 'node "conv1" (Conv)', 'node "" (com.microsoft::Gelu)': how errors name a node. Unnamed nodes are told by their
/// first output: 'node producing "x" (Conv)'.
std::string place_of(const NodeProto& node);

}  // namespace sinter::onnx
