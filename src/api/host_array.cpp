// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "api/host_array.h"

#include <cmath>
#include <cstring>

#include "base/allocator.h"
#include "ir/element.h"
#include "sinter/error.h"

namespace sinter {

HostArray::HostArray(DataType dtype, Dims dims) : dtype_(dtype), dims_(std::move(dims)) {
  if (dtype == DataType::kString) {
    strings_ = std::make_shared<const std::vector<std::string>>(size_t(count()));
    return;
  }
  bytes_ = bytes_of(dtype, element_count(dims_));
  auto buffer = std::make_shared<Buffer>(host_allocator(), bytes_, "a tensor");
  if (bytes_ > 0) std::memset(buffer->data(), 0, size_t(bytes_));
  data_ = std::shared_ptr<void>(buffer, buffer->data());
}

HostArray HostArray::of_strings(Dims dims, std::vector<std::string> values) {
  HostArray a;
  a.dtype_ = DataType::kString;
  a.dims_ = std::move(dims);
  if (a.count() != int64_t(values.size()))
    fail(ErrorCode::kShapeMismatch,
         std::to_string(values.size()) + " strings given for a tensor of shape " + to_string(a.dims_),
         "give one per element");
  a.strings_ = std::make_shared<const std::vector<std::string>>(std::move(values));
  return a;
}

HostArray HostArray::container(Kind kind, DataType element, std::vector<HostArray> items) {
  HostArray a;
  a.kind_ = kind;
  a.dtype_ = element;
  a.items_ = std::make_shared<const std::vector<HostArray>>(std::move(items));
  return a;
}
HostArray HostArray::sequence(DataType element, std::vector<HostArray> items) {
  return container(Kind::kSequence, element, std::move(items));
}
HostArray HostArray::optional(DataType element) { return container(Kind::kOptional, element, {}); }
HostArray HostArray::optional(HostArray item) {
  const DataType element = item.dtype();
  return container(Kind::kOptional, element, {std::move(item)});
}

const std::vector<std::string>& HostArray::strings() const {
  static const std::vector<std::string> none;
  return strings_ ? *strings_ : none;
}
const std::vector<HostArray>& HostArray::items() const {
  static const std::vector<HostArray> none;
  return items_ ? *items_ : none;
}

std::string HostArray::type_text() const {
  if (is_tensor()) return std::string(to_string(dtype_)) + to_string(dims_);
  std::string inner(to_string(dtype_));
  if (!items().empty() && !items()[0].is_tensor()) inner = items()[0].type_text();
  return (kind_ == Kind::kSequence ? "seq(" : "opt(") + inner + ")";
}

int64_t HostArray::count() const { return element_count(dims_); }

double HostArray::at(int64_t i) const {
  double v;
  load_f64(dtype_, data(), i, 1, &v);
  return v;
}
void HostArray::set(int64_t i, double value) { store_f64(dtype_, data(), i, 1, &value); }

HostArray HostArray::cast(DataType to) const {
  if (dtype_ == DataType::kString || to == DataType::kString || !is_tensor())
    fail(ErrorCode::kUnsupported, "a value of type " + type_text() + " cannot be cast", "cast tensors of numbers");
  HostArray out(to, dims_);
  std::vector<double> run(4096);
  for (int64_t i = 0, n = count(); i < n; i += int64_t(run.size())) {
    const int64_t k = std::min(n - i, int64_t(run.size()));
    load_f64(dtype_, data(), i, k, run.data());
    store_f64(to, out.data(), i, k, run.data());
  }
  return out;
}

HostObject to_object(const HostArray& a) {
  if (a.is_tensor()) {
    if (a.dtype() == DataType::kString) return HostObject::string_tensor(a.dims(), a.strings());
    HostObject t = HostObject::tensor(a.dtype(), a.dims());
    if (a.bytes() > 0) std::memcpy(t.bytes.data(), a.data(), size_t(a.bytes()));
    return t;
  }
  std::vector<std::shared_ptr<const HostObject>> items;
  for (const auto& item : a.items()) items.push_back(std::make_shared<const HostObject>(to_object(item)));
  if (a.kind() == HostArray::Kind::kSequence) return HostObject::sequence(a.dtype(), std::move(items));
  return HostObject::optional(a.dtype(), items.empty() ? nullptr : items[0]);
}

HostArray to_array(const HostObject& o) {
  if (o.is_tensor()) {
    if (o.dtype == DataType::kString) return HostArray::of_strings(o.dims, o.strings);
    HostArray a(o.dtype, o.dims);
    if (!o.bytes.empty()) std::memcpy(a.data(), o.bytes.data(), o.bytes.size());
    return a;
  }
  std::vector<HostArray> items;
  for (const auto& item : o.items) items.push_back(to_array(*item));
  if (o.kind == HostObject::Kind::kSequence) return HostArray::sequence(o.dtype, std::move(items));
  return items.empty() ? HostArray::optional(o.dtype) : HostArray::optional(std::move(items[0]));
}

}  // namespace sinter
