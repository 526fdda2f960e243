// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Types of values. They are logical: element type and dims. Physical layouts first appear in backend/problem.h.
#pragma once
#include <memory>
#include <string>

#include "ir/dim.h"
#include "sinter/types.h"

namespace sinter {

struct TensorType {
  DataType dtype = DataType::kInvalid;
  SymDims dims;

  int rank() const { return int(dims.size()); }
  bool is_static() const;
  /// The concrete shape; call only if is_static().
  Dims static_dims() const;
  bool operator==(const TensorType&) const = default;
};

/// A tensor, or a sequence or optional of a value type.
struct ValueType {
  enum class Kind : uint8_t { kTensor, kSequence, kOptional };

  ValueType() = default;
  ValueType(TensorType t) : tensor(std::move(t)) {}  // NOLINT: a tensor type is a value type
  ValueType(DataType dtype, SymDims dims) : tensor{dtype, std::move(dims)} {}
  static ValueType sequence_of(ValueType element);
  static ValueType optional_of(ValueType element);

  bool is_tensor() const { return kind == Kind::kTensor; }
  bool operator==(const ValueType& o) const;

  Kind kind = Kind::kTensor;
  TensorType tensor;                         // of kTensor
  std::shared_ptr<const ValueType> element;  // of the others
};

/// "f32[N,3,224,224]", "seq(i64[])", "opt(f32[2])".
std::string to_string(const TensorType& type);
std::string to_string(const ValueType& type);

}  // namespace sinter
