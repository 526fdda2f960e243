// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Writes protobuf's wire format: the reverse of wire_reader.h. A message is built by a writer of its own and then put
// into the message around it. Large byte fields are referred to, not copied (`view`): the whole is a list of pieces
// that goes to write_file_atomic as it is, so that gigabytes of weights exist once.
//
//   WireWriter node;
//   node.string(4, "Relu");
//   WireWriter graph;
//   graph.message(1, node);
//   write_file_atomic(path, graph.pieces());
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace sinter {

class WireWriter {
 public:
  /// int64, int32, uint64, bool and enumerations.
  void varint(uint32_t field, uint64_t value);
  void int64(uint32_t field, int64_t value) { varint(field, static_cast<uint64_t>(value)); }
  void float32(uint32_t field, float value);
  void float64(uint32_t field, double value);
  void fixed32(uint32_t field, uint32_t value);
  void fixed64(uint32_t field, uint64_t value);
  void bytes(uint32_t field, ByteSpan value);
  void string(uint32_t field, std::string_view value) { bytes(field, as_byte_span(value)); }
  /// Like `bytes`, but a reference: the bytes must stay until the last use of pieces() or whole() of the outermost
  /// message. Short ones are copied.
  void view(uint32_t field, ByteSpan value);
  /// The nested message. Its views stay views.
  void message(uint32_t field, const WireWriter& nested);

  /// A repeated field in packed form; nothing for an empty list.
  void packed(uint32_t field, std::span<const int64_t> values);
  void packed(uint32_t field, std::span<const int32_t> values);
  void packed(uint32_t field, std::span<const float> values);
  void packed(uint32_t field, std::span<const double> values);

  /// All fields of `other`, as if they had been written here.
  void append(const WireWriter& other);

  /// Bytes of the whole message.
  uint64_t size() const noexcept { return own_.size() + viewed_; }
  bool empty() const noexcept { return size() == 0; }
  /// The message in pieces, valid until the writer changes.
  std::vector<ByteSpan> pieces() const;
  /// The message in one piece.
  std::string whole() const;

 private:
  struct View {
    size_t at;  // lies before own_[at]
    ByteSpan bytes;
  };
  void raw_varint(uint64_t value);
  void tag(uint32_t field, uint32_t type);
  void raw(const void* data, size_t size);

  std::string own_;
  std::vector<View> views_;  // in order
  uint64_t viewed_ = 0;      // bytes of all views
};

/// Bytes that `value` takes as a varint.
int varint_size(uint64_t value) noexcept;

}  // namespace sinter
