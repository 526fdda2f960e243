// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Messages of ONNX's schema, by their field numbers.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "import/protobuf/wire_writer.h"
#include "ir/type.h"
#include "ir/weights.h"

namespace sinter::onnx_export {

/// ONNX's number of an element type.
int32_t type_number(DataType type) noexcept;
/// The first opset whose operators know the type.
int64_t opset_of_type(DataType type) noexcept;

/// A TypeProto. Dims: a number, or the text of the expression as dim_param.
WireWriter type_proto(const ValueType& type);
/// A ValueInfoProto.
WireWriter value_info(std::string_view name, const ValueType& type);
/// A TensorProto whose elements are in it (numbers by reference: `weights` must outlive it).
WireWriter tensor_proto(std::string_view name, const Weights& weights);
/// A TensorProto whose elements lie in a file beside the model.
WireWriter external_tensor_proto(std::string_view name, const Weights& weights, std::string_view file, uint64_t offset);

/// The attributes of a node.
class Attributes {
 public:
  Attributes& i(std::string_view name, int64_t value);
  Attributes& f(std::string_view name, double value);
  Attributes& s(std::string_view name, std::string_view value);
  Attributes& ints(std::string_view name, std::span<const int64_t> values);
  Attributes& floats(std::string_view name, std::span<const double> values);
  Attributes& strings(std::string_view name, std::span<const std::string> values);
  Attributes& tensor(std::string_view name, const Weights& value);
  Attributes& graph(std::string_view name, const WireWriter& value);
  Attributes& type(std::string_view name, const ValueType& value);

  /// Fields of a NodeProto.
  const WireWriter& fields() const { return fields_; }

 private:
  void add(std::string_view name, int64_t kind, const WireWriter& value);
  WireWriter fields_;
};

}  // namespace sinter::onnx_export
