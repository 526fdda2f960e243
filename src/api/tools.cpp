// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "sinter/tools.h"

#include <cmath>
#include <cstring>

#include "base/allocator.h"
#include "base/npy.h"
#include "import/onnx/value_pb.h"
#include "ir/element.h"
#include "sinter/error.h"

namespace sinter {

namespace {

HostArray array_of(const onnx::TensorData& t) {
  if (t.type == DataType::kString) return HostArray::of_strings(t.dims, t.strings);
  HostArray a(t.type, t.dims);
  if (!t.bytes.empty()) std::memcpy(a.data(), t.bytes.data(), t.bytes.size());
  return a;
}

DataType element_type(const onnx::ValueData& v, DataType otherwise) {
  if (v.kind == onnx::ValueData::Kind::kTensor) return v.tensor.type;
  return v.elements.empty() ? otherwise : element_type(v.elements[0], otherwise);
}

// `element`: the type where nothing is in it that would tell.
HostArray value_of(const onnx::ValueData& v, DataType element) {
  if (v.kind == onnx::ValueData::Kind::kTensor) return array_of(v.tensor);
  element = element_type(v, element);
  std::vector<HostArray> items;
  for (const auto& e : v.elements) items.push_back(value_of(e, element));
  if (v.kind == onnx::ValueData::Kind::kSequence) return HostArray::sequence(element, std::move(items));
  return items.empty() ? HostArray::optional(element) : HostArray::optional(std::move(items[0]));
}

// The element type in "opt(seq(f32[-1,3]))".
DataType innermost_type(const std::string& type) {
  const size_t begin = type.rfind('('), end = type.find_first_of("[)", begin);
  if (begin == std::string::npos || end == std::string::npos) return DataType::kInvalid;
  return parse_data_type(type.substr(begin + 1, end - begin - 1)).value_or(DataType::kInvalid);
}

}  // namespace

HostArray load_value(const std::string& path, const std::string& type, DataType raw) {
  const bool sequence = type.starts_with("seq("), optional = type.starts_with("opt(");
  if (!sequence && !optional) return load_array(path, raw);
  if (!path.ends_with(".pb"))
    fail(ErrorCode::kUnsupported, "file " + path + " holds a tensor, a value of type " + type + " is needed",
         "give a .pb file with a SequenceProto or OptionalProto");
  const auto kind = sequence ? onnx::TypeProto::Kind::kSequence : onnx::TypeProto::Kind::kOptional;
  return value_of(onnx::load_value_pb(path, kind), innermost_type(type));
}

HostArray load_array(const std::string& path, DataType raw) {
  const auto fill = [](DataType t, const Dims& dims, std::span<const std::byte> bytes) {
    HostArray a(t, dims);
    if (!bytes.empty()) std::memcpy(a.data(), bytes.data(), bytes.size());
    return a;
  };
  if (path.ends_with(".pb")) return array_of(onnx::load_tensor_pb(path));
  const NpyArray a = read_npy(path, raw);
  return fill(a.type, a.dims, a.bytes);
}

void save_npy(const std::string& path, const HostArray& a) {
  if (!a.is_tensor() || a.dtype() == DataType::kString)
    fail(ErrorCode::kUnsupported, "a value of type " + a.type_text() + " cannot be written as .npy",
         "write its elements, or use tensors of numbers");
  write_npy(path, a.dtype(), a.dims(), {static_cast<const std::byte*>(a.data()), size_t(a.bytes())});
}

ArrayDifference compare(const HostArray& got, const HostArray& expected) {
  ArrayDifference d;
  if (got.dims() != expected.dims()) {
    d.same_shape = false;
    d.worst = d.norm = INFINITY;
    return d;
  }
  double top = 0, err2 = 0, sum2 = 0;
  for (int64_t i = 0, n = got.count(); i < n; ++i) {
    const double a = got.at(i), b = expected.at(i);
    if (a == b || (std::isnan(a) && std::isnan(b))) {
      if (std::isfinite(b)) {
        top = std::max(top, std::fabs(b));
        sum2 += b * b;
      }
      continue;
    }
    const double e = std::fabs(a - b);
    if (!std::isfinite(e)) {
      d.worst = d.norm = INFINITY;
      d.worst_index = i;
      return d;
    }
    if (e > d.worst) {
      d.worst = e;
      d.worst_index = i;
    }
    top = std::max(top, std::fabs(b));
    err2 += e * e;
    sum2 += b * b;
  }
  d.worst = top > 0 ? d.worst / top : d.worst;
  d.norm = sum2 > 0 ? std::sqrt(err2 / sum2) : std::sqrt(err2);
  return d;
}

}  // namespace sinter
