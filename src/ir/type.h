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

/// Whether the dims of a type say the shape. Only what sequences and optionals hold may be other than kKnown.
enum class Ranks : uint8_t {
  kKnown,
  kNone,  // the sequence never got an element: any shape fits, dims are empty
  kAny    // elements differ in rank, dims are empty
};

struct TensorType {
  DataType dtype = DataType::kInvalid;
  SymDims dims;  // what sequences hold: -1 where elements differ, or where nothing of the graph tells the extent
  Ranks ranks = Ranks::kKnown;

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

/// The tensor type at the bottom of sequences and optionals.
const TensorType& innermost(const ValueType& type);
/// "" for a tensor, "s" for a sequence of tensors, "os" for an optional sequence of tensors.
std::string nesting_of(const ValueType& type);
/// True for values that live in objects instead of plain memory: strings, sequences, optionals.
bool is_object(const ValueType& type);
/// The type of a sequence or optional whose contents are of type a or of type b: dims that differ become -1. False if
/// kinds or element types differ.
bool join_element(const ValueType& a, const ValueType& b, ValueType& out);
/// The same for whole values: sequences and optionals join what they hold; tensors must be equal.
bool join_value(const ValueType& a, const ValueType& b, ValueType& out);

/// "f32[N,3,224,224]", "seq(i64[])", "opt(f32[2])"; inside sequences "f32[-1,3]", "f32[*]" (any rank) and "f32[!]" (no
/// elements yet).
std::string to_string(const TensorType& type);
std::string to_string(const ValueType& type);

}  // namespace sinter
