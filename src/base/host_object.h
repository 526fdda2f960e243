// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A value of any type in host memory: a tensor (strings included), a sequence of values, or an optional value. What
// the interpreter computes with, what contexts keep in slots of class kHostValue, and what kernels on such values get.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "sinter/types.h"

namespace sinter {

struct HostObject {
  enum class Kind : uint8_t { kTensor, kSequence, kOptional };

  Kind kind = Kind::kTensor;
  DataType dtype = DataType::kInvalid;  // of a tensor's elements, or of the tensors in a sequence or optional
  Dims dims;                            // of tensors
  std::vector<std::byte> bytes;         // of tensors: dense, row-major, packed types packed
  std::vector<std::string> strings;     // of kString, instead of bytes
  /// Of a sequence all, of an optional none or one. Shared and never changed: an insertion copies pointers, not data.
  std::vector<std::shared_ptr<const HostObject>> items;

  /// Zeros (empty strings); Error(kLimit) where the size in bytes passes limits::kMaxTensorBytes.
  static HostObject tensor(DataType dtype, Dims dims);
  static HostObject string_tensor(Dims dims, std::vector<std::string> strings);
  /// Error(kLimit) where there are more than limits::kMaxSequenceLength items.
  static HostObject sequence(DataType element, std::vector<std::shared_ptr<const HostObject>> items);
  static HostObject optional(DataType element, std::shared_ptr<const HostObject> item = nullptr);

  bool is_tensor() const { return kind == Kind::kTensor; }
  int64_t count() const { return element_count(dims); }
  /// The elements' memory: bytes, or std::string objects.
  void* data();
  const void* data() const { return const_cast<HostObject*>(this)->data(); }
  /// Same kinds, types, shapes and contents all the way down.
  bool operator==(const HostObject& other) const;
};

/// "f32[2,3]", "seq(f32) of 3", "opt(str), absent": for messages.
std::string describe(const HostObject& object);

/// How sequences and optionals are nested, outermost first: "" a tensor, "s" a sequence of tensors, "os" an optional
/// sequence of tensors.
bool has_nesting(const HostObject& object, std::string_view nesting);
/// Whether `nesting` is a string of 's' and 'o' that is not too long.
bool is_nesting(std::string_view nesting);

/// A tensor of strings as bytes, as plans keep it: count, then length and bytes of each.
std::vector<std::byte> encode_strings(std::span<const std::string> strings);
/// The count that encoded strings begin with; -1 if there are too few bytes for it.
int64_t encoded_count(ByteSpan bytes) noexcept;
/// The reverse; each string has at most limits::kMaxStringBytes. Error(kCorruptFile) if the bytes are no such thing to
/// the last byte. Takes no more memory than a small multiple of the bytes.
std::vector<std::string> decode_strings(ByteSpan bytes);

}  // namespace sinter
