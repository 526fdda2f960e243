// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ir/host_tensor.h"

#include <cstring>

#include "sinter/error.h"

namespace sinter {

HostTensor::HostTensor(DataType t, Dims d) : HostObject(HostObject::tensor(t, std::move(d))) {}

HostTensor::HostTensor(DataType t, Dims d, std::span<const std::byte> data) : HostTensor(t, std::move(d)) {
  if (dtype == DataType::kString || data.size() != bytes.size())
    fail(ErrorCode::kShapeMismatch,
         std::to_string(data.size()) + " bytes given for a tensor " + std::string(to_string(dtype)) + to_string(dims),
         "give exactly its data");
  if (!data.empty()) std::memcpy(bytes.data(), data.data(), data.size());
}

HostTensor HostTensor::from(const Weights& w) {
  if (w.dtype() != DataType::kString) return HostTensor(w.dtype(), w.dims(), w.bytes());
  HostTensor t(w.dtype(), w.dims());
  t.strings = w.strings();
  return t;
}

HostTensor HostTensor::from(const TensorView& v) {
  if (v.object) return HostTensor(HostObject(*v.object));
  HostTensor t(v.dtype, v.dims);
  const auto* s = static_cast<const std::string*>(v.data);
  if (v.dtype == DataType::kString)
    t.strings.assign(s, s + t.count());
  else if (!t.bytes.empty())
    std::memcpy(t.bytes.data(), v.data, t.bytes.size());
  return t;
}

HostTensor HostTensor::of_doubles(DataType dtype, Dims dims, std::span<const double> values) {
  return from(Weights::of_doubles(dtype, std::move(dims), values));
}
HostTensor HostTensor::of_ints(DataType dtype, Dims dims, std::span<const int64_t> values) {
  return from(Weights::of_ints(dtype, std::move(dims), values));
}

TensorView HostTensor::view() const {
  if (!is_tensor()) return {DataType::kInvalid, {}, nullptr, const_cast<HostTensor*>(this)};
  return {dtype, dims, const_cast<void*>(data())};
}

Weights HostTensor::to_weights() const {
  if (!is_tensor()) fail(ErrorCode::kUnsupported, "a sequence or optional is no constant", "use its elements");
  return dtype == DataType::kString ? Weights::of_strings(dims, strings) : Weights::own(dtype, dims, bytes);
}
std::vector<double> HostTensor::to_doubles() const {
  std::vector<double> v(static_cast<size_t>(count()));
  load_f64(dtype, bytes.data(), 0, count(), v.data());
  return v;
}
std::vector<int64_t> HostTensor::to_ints() const {
  std::vector<int64_t> v(static_cast<size_t>(count()));
  load_i64(dtype, bytes.data(), 0, count(), v.data());
  return v;
}

TensorView view_of(const Weights& w) {
  const void* data = w.dtype() == DataType::kString ? static_cast<const void*>(w.strings().data()) : w.bytes().data();
  return {w.dtype(), w.dims(), const_cast<void*>(data)};
}

}  // namespace sinter
