// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "export/onnx/proto.h"

#include <array>

namespace sinter::onnx_export {
namespace {

// Indexed by ONNX's number.
constexpr std::array kNumbered = {
    DataType::kInvalid,        DataType::kFloat32,      DataType::kUInt8,          DataType::kInt8,
    DataType::kUInt16,         DataType::kInt16,        DataType::kInt32,          DataType::kInt64,
    DataType::kString,         DataType::kBool,         DataType::kFloat16,        DataType::kFloat64,
    DataType::kUInt32,         DataType::kUInt64,       DataType::kComplex64,      DataType::kComplex128,
    DataType::kBFloat16,       DataType::kFloat8E4M3FN, DataType::kFloat8E4M3FNUZ, DataType::kFloat8E5M2,
    DataType::kFloat8E5M2FNUZ, DataType::kUInt4,        DataType::kInt4,           DataType::kFloat4E2M1,
    DataType::kFloat8E8M0,     DataType::kUInt2,        DataType::kInt2,
};
static_assert(kNumbered.size() == kNumDataTypes, "every type of ours has its number in ONNX");

WireWriter shape_proto(const SymDims& dims) {
  WireWriter shape;
  for (const Dim& d : dims) {
    WireWriter dim;
    if (!d.is_const())
      dim.string(2, d.to_string());
    else if (d.value() >= 0)
      dim.int64(1, d.value());  // negative: open, which is a dim without a field
    shape.message(1, dim);
  }
  return shape;
}

WireWriter tensor_header(std::string_view name, const Weights& weights) {
  WireWriter t;
  t.packed(1, std::span<const int64_t>(weights.dims()));
  t.varint(2, uint64_t(type_number(weights.dtype())));
  if (!name.empty()) t.string(8, name);
  return t;
}

WireWriter entry(std::string_view key, std::string_view value) {
  WireWriter e;
  e.string(1, key);
  e.string(2, value);
  return e;
}

}  // namespace

int32_t type_number(DataType type) noexcept {
  for (size_t i = 0; i < kNumbered.size(); ++i)
    if (kNumbered[i] == type) return int32_t(i);
  return 0;
}

int64_t opset_of_type(DataType type) noexcept {
  switch (type) {
    case DataType::kBFloat16:
      return 22;
    case DataType::kFloat4E2M1:
      return 23;
    case DataType::kFloat8E8M0:
      return 24;
    case DataType::kInt2:
    case DataType::kUInt2:
      return 25;
    default:
      return 1;
  }
}

WireWriter type_proto(const ValueType& type) {
  WireWriter out, inner;
  if (!type.is_tensor()) {
    inner.message(1, type_proto(*type.element));
    out.message(type.kind == ValueType::Kind::kSequence ? 4 : 9, inner);
    return out;
  }
  inner.varint(1, uint64_t(type_number(type.tensor.dtype)));
  if (type.tensor.ranks == Ranks::kKnown) inner.message(2, shape_proto(type.tensor.dims));
  out.message(1, inner);
  return out;
}

WireWriter value_info(std::string_view name, const ValueType& type) {
  WireWriter out;
  out.string(1, name);
  out.message(2, type_proto(type));
  return out;
}

WireWriter tensor_proto(std::string_view name, const Weights& weights) {
  WireWriter t = tensor_header(name, weights);
  if (weights.dtype() == DataType::kString) {
    for (const std::string& s : weights.strings()) t.string(6, s);
  } else {
    t.view(9, weights.bytes());
  }
  return t;
}

WireWriter external_tensor_proto(std::string_view name, const Weights& weights, std::string_view file,
                                 uint64_t offset) {
  WireWriter t = tensor_header(name, weights);
  t.message(13, entry("location", file));
  t.message(13, entry("offset", std::to_string(offset)));
  t.message(13, entry("length", std::to_string(weights.bytes().size())));
  t.varint(14, 1);
  return t;
}

void Attributes::add(std::string_view name, int64_t kind, const WireWriter& value) {
  WireWriter a;
  a.string(1, name);
  a.append(value);
  a.int64(20, kind);
  fields_.message(5, a);
}

Attributes& Attributes::f(std::string_view name, double value) {
  WireWriter w;
  w.float32(2, float(value));
  add(name, 1, w);
  return *this;
}

Attributes& Attributes::i(std::string_view name, int64_t value) {
  WireWriter w;
  w.int64(3, value);
  add(name, 2, w);
  return *this;
}

Attributes& Attributes::s(std::string_view name, std::string_view value) {
  WireWriter w;
  w.string(4, value);
  add(name, 3, w);
  return *this;
}

Attributes& Attributes::tensor(std::string_view name, const Weights& value) {
  WireWriter w;
  w.message(5, tensor_proto({}, value));
  add(name, 4, w);
  return *this;
}

Attributes& Attributes::graph(std::string_view name, const WireWriter& value) {
  WireWriter w;
  w.message(6, value);
  add(name, 5, w);
  return *this;
}

Attributes& Attributes::floats(std::string_view name, std::span<const double> values) {
  WireWriter w;
  const std::vector<float> narrow(values.begin(), values.end());
  w.packed(7, std::span<const float>(narrow));
  add(name, 6, w);
  return *this;
}

Attributes& Attributes::ints(std::string_view name, std::span<const int64_t> values) {
  WireWriter w;
  w.packed(8, values);
  add(name, 7, w);
  return *this;
}

Attributes& Attributes::strings(std::string_view name, std::span<const std::string> values) {
  WireWriter w;
  for (const auto& v : values) w.string(9, v);
  add(name, 8, w);
  return *this;
}

Attributes& Attributes::type(std::string_view name, const ValueType& value) {
  WireWriter w;
  w.message(14, type_proto(value));
  add(name, 13, w);
  return *this;
}

}  // namespace sinter::onnx_export
