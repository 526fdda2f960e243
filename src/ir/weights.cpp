// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ir/weights.h"

#include <cstring>
#include <mutex>

#include "ir/element.h"
#include "sinter/error.h"

namespace sinter {

struct Weights::LazyHash {
  std::once_flag once;
  Hash128 value;
};

namespace {

[[noreturn]] void wrong_size(DataType dtype, const Dims& dims, int64_t got, const char* unit) {
  fail(ErrorCode::kInvalidModel,
       "a constant " + std::string(to_string(dtype)) + to_string(dims) + " was given " + std::to_string(got) + " " +
           unit,
       "give exactly the data that its shape needs");
}
void check_numbers(DataType dtype, const Dims& dims, size_t given) {
  if (element_count(dims) != int64_t(given)) wrong_size(dtype, dims, int64_t(given), "values");
}

}  // namespace

Weights::Weights(DataType dtype, Dims dims, std::span<const std::byte> bytes, std::shared_ptr<const void> owner)
    : dtype_(dtype),
      dims_(std::move(dims)),
      count_(element_count(dims_)),
      bytes_(bytes),
      owner_(std::move(owner)),
      hash_(std::make_shared<LazyHash>()) {
  if (dtype == DataType::kString || dtype == DataType::kInvalid)
    fail(ErrorCode::kInvalidModel, "a constant of type " + std::string(to_string(dtype)) + " cannot be made of bytes",
         "give its values as strings");
  if (bytes_of(dtype, count_) != int64_t(bytes.size())) wrong_size(dtype, dims_, int64_t(bytes.size()), "bytes");
}

Weights Weights::own(DataType dtype, Dims dims, std::vector<std::byte> bytes) {
  auto owner = std::make_shared<const std::vector<std::byte>>(std::move(bytes));
  const std::span<const std::byte> view(*owner);
  return Weights(dtype, std::move(dims), view, std::move(owner));
}

Weights Weights::of_strings(Dims dims, std::vector<std::string> values) {
  check_numbers(DataType::kString, dims, values.size());
  Weights w;
  w.dtype_ = DataType::kString;
  w.dims_ = std::move(dims);
  w.count_ = int64_t(values.size());
  w.strings_ = std::make_shared<const std::vector<std::string>>(std::move(values));
  w.owner_ = w.strings_;
  w.hash_ = std::make_shared<LazyHash>();
  return w;
}

Weights Weights::of_doubles(DataType dtype, Dims dims, std::span<const double> values) {
  check_numbers(dtype, dims, values.size());
  std::vector<std::byte> bytes(size_t(bytes_of(dtype, int64_t(values.size()))));
  store_f64(dtype, bytes.data(), 0, int64_t(values.size()), values.data());
  return own(dtype, std::move(dims), std::move(bytes));
}

Weights Weights::of_ints(DataType dtype, Dims dims, std::span<const int64_t> values) {
  check_numbers(dtype, dims, values.size());
  std::vector<std::byte> bytes(size_t(bytes_of(dtype, int64_t(values.size()))));
  store_i64(dtype, bytes.data(), 0, int64_t(values.size()), values.data());
  return own(dtype, std::move(dims), std::move(bytes));
}

Weights Weights::scalar(DataType dtype, double value) { return of_doubles(dtype, {}, std::span(&value, 1)); }

std::vector<double> Weights::to_doubles() const {
  std::vector<double> v(static_cast<size_t>(count_));
  load_f64(dtype_, bytes_.data(), 0, count_, v.data());
  return v;
}
std::vector<int64_t> Weights::to_ints() const {
  std::vector<int64_t> v(static_cast<size_t>(count_));
  load_i64(dtype_, bytes_.data(), 0, count_, v.data());
  return v;
}

const Hash128& Weights::hash() const {
  static const Hash128 kNone{};
  if (!hash_) return kNone;
  std::call_once(hash_->once, [this] {
    Hasher h;
    h.add(dtype_).add(dims_.size());
    for (int64_t d : dims_) h.add(d);
    if (strings_)
      for (const auto& s : *strings_) h.add(s);
    else
      h.add(bytes_);
    hash_->value = h.finish128();
  });
  return hash_->value;
}

bool Weights::operator==(const Weights& o) const {
  if (dtype_ != o.dtype_ || dims_ != o.dims_) return false;
  if (dtype_ == DataType::kString) return strings_ == o.strings_ || *strings_ == *o.strings_;
  if (bytes_.data() == o.bytes_.data()) return true;
  return bytes_.empty() || std::memcmp(bytes_.data(), o.bytes_.data(), bytes_.size()) == 0;
}

}  // namespace sinter
