// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Immutable constant data. Cheap to copy: the bytes are shared, and may lie in a mapped model file.
#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/hash.h"
#include "sinter/types.h"

namespace sinter {

class Weights {
 public:
  Weights() = default;
  /// Refers to bytes kept alive by `owner`. `bytes` must be bytes_of(dtype, element_count(dims)) long, else
  /// Error(kInvalidModel).
  Weights(DataType dtype, Dims dims, std::span<const std::byte> bytes, std::shared_ptr<const void> owner);
  /// Takes the bytes.
  static Weights own(DataType dtype, Dims dims, std::vector<std::byte> bytes);
  static Weights of_strings(Dims dims, std::vector<std::string> values);
  /// Small constants for passes and importers; the values are converted (rounded, saturated) to dtype.
  static Weights of_doubles(DataType dtype, Dims dims, std::span<const double> values);
  static Weights of_ints(DataType dtype, Dims dims, std::span<const int64_t> values);
  static Weights scalar(DataType dtype, double value);

  DataType dtype() const { return dtype_; }
  const Dims& dims() const { return dims_; }
  int64_t count() const { return count_; }
  std::span<const std::byte> bytes() const { return bytes_; }
  const std::vector<std::string>& strings() const { return *strings_; }
  const std::shared_ptr<const void>& owner() const { return owner_; }
  template <class T>
  const T* data() const { return reinterpret_cast<const T*>(bytes_.data()); }

  /// All elements as double or int64 (exact for integers up to 64 bits); not for strings and complex.
  std::vector<double> to_doubles() const;
  std::vector<int64_t> to_ints() const;

  /// Content hash over dtype, dims and bytes; computed once and shared between copies.
  const Hash128& hash() const;
  bool operator==(const Weights& o) const;

 private:
  struct LazyHash;
  DataType dtype_ = DataType::kInvalid;
  Dims dims_;
  int64_t count_ = 0;
  std::span<const std::byte> bytes_;
  std::shared_ptr<const void> owner_;
  std::shared_ptr<const std::vector<std::string>> strings_;
  std::shared_ptr<LazyHash> hash_;
};

}  // namespace sinter
