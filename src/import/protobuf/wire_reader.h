// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A bounded reader of protobuf's wire format. It works in place on the mapped file: strings and bytes are views, nested
// messages are readers of a part. Nothing is read outside the given bytes; malformed bytes are Error(kInvalidModel)
// with the offset in the file. Unknown fields are skipped.
//
//   for (WireReader in(bytes); in.next();) switch (in.field()) { case 1: name = in.string(); break; default: in.skip();
//   }
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace sinter {

enum class WireType : uint8_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

class WireReader {
 public:
  explicit WireReader(ByteSpan bytes) : WireReader(bytes, 0) {}

  /// Reads the next tag; false at the end of the message. The field's value must then be read or skipped.
  bool next();
  /// Field number and wire type of the current field.
  uint32_t field() const noexcept { return field_; }
  WireType type() const noexcept { return type_; }

  /// The value of the current field. A field of another wire type is an error.
  uint64_t varint();
  int64_t int64() { return static_cast<int64_t>(varint()); }
  int32_t int32() { return static_cast<int32_t>(varint()); }  // negative numbers take ten bytes on the wire
  float float32();
  double float64();
  ByteSpan bytes();
  std::string_view string() { return as_string_view(bytes()); }
  /// A reader of the nested message.
  WireReader message();
  void skip();

  /// Appends the values of a repeated field, packed or not. More than `max` in all: Error(kLimit).
  void append_to(std::vector<int64_t>& out, int64_t max);
  void append_to(std::vector<float>& out, int64_t max);

  /// All bytes of this message.
  ByteSpan whole() const noexcept { return bytes_; }
  /// Where the reader stands, counted from the start of the file.
  uint64_t offset() const noexcept { return base_ + at_; }
  /// Where this message's value began.
  uint64_t begin() const noexcept { return base_; }

  /// Error(kInvalidModel) with the offset.
  [[noreturn]] void fail_here(const char* what) const;

 private:
  WireReader(ByteSpan bytes, uint64_t base) : bytes_(bytes), base_(base) {}
  uint64_t raw_varint();
  void expect(WireType type) const;
  ByteSpan take(uint64_t count);

  ByteSpan bytes_;
  uint64_t base_;  // offset of bytes_ in the file, for messages
  size_t at_ = 0;
  uint32_t field_ = 0;
  WireType type_ = WireType::kVarint;
};

/// Reads one varint from the front of `bytes` and drops it; false if it is cut short or longer than 64 bits.
bool take_varint(ByteSpan& bytes, uint64_t& value) noexcept;

}  // namespace sinter
