// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/protobuf/wire_writer.h"

#include <bit>

namespace sinter {
namespace {

static_assert(std::endian::native == std::endian::little, "fixed32 and fixed64 are copied as they are");

constexpr uint32_t kVarintTag = 0, kFixed64Tag = 1, kBytesTag = 2, kFixed32Tag = 5;
constexpr size_t kShortestView = 1024;  // below it a piece of its own costs more than the copy

}  // namespace

int varint_size(uint64_t value) noexcept { return value == 0 ? 1 : (std::bit_width(value) + 6) / 7; }

void WireWriter::raw_varint(uint64_t value) {
  for (; value >= 0x80; value >>= 7) own_.push_back(static_cast<char>((value & 0x7F) | 0x80));
  own_.push_back(static_cast<char>(value));
}

void WireWriter::tag(uint32_t field, uint32_t type) { raw_varint(uint64_t{field} << 3 | type); }

void WireWriter::raw(const void* data, size_t size) { own_.append(static_cast<const char*>(data), size); }

void WireWriter::varint(uint32_t field, uint64_t value) {
  tag(field, kVarintTag);
  raw_varint(value);
}

void WireWriter::float32(uint32_t field, float value) { fixed32(field, std::bit_cast<uint32_t>(value)); }
void WireWriter::float64(uint32_t field, double value) { fixed64(field, std::bit_cast<uint64_t>(value)); }

void WireWriter::fixed32(uint32_t field, uint32_t value) {
  tag(field, kFixed32Tag);
  raw(&value, sizeof value);
}

void WireWriter::fixed64(uint32_t field, uint64_t value) {
  tag(field, kFixed64Tag);
  raw(&value, sizeof value);
}

void WireWriter::bytes(uint32_t field, ByteSpan value) {
  tag(field, kBytesTag);
  raw_varint(value.size());
  if (!value.empty()) raw(value.data(), value.size());
}

void WireWriter::view(uint32_t field, ByteSpan value) {
  if (value.size() < kShortestView) return bytes(field, value);
  tag(field, kBytesTag);
  raw_varint(value.size());
  views_.push_back({own_.size(), value});
  viewed_ += value.size();
}

void WireWriter::message(uint32_t field, const WireWriter& nested) {
  tag(field, kBytesTag);
  raw_varint(nested.size());
  append(nested);
}

void WireWriter::append(const WireWriter& other) {
  const size_t base = own_.size(), count = other.views_.size();  // `other` may be this writer
  own_.append(other.own_);
  for (size_t i = 0; i < count; ++i) views_.push_back({base + other.views_[i].at, other.views_[i].bytes});
  viewed_ += other.viewed_;
}

void WireWriter::packed(uint32_t field, std::span<const int64_t> values) {
  if (values.empty()) return;
  uint64_t size = 0;
  for (int64_t v : values) size += static_cast<uint64_t>(varint_size(static_cast<uint64_t>(v)));
  tag(field, kBytesTag);
  raw_varint(size);
  for (int64_t v : values) raw_varint(static_cast<uint64_t>(v));
}

void WireWriter::packed(uint32_t field, std::span<const int32_t> values) {
  const std::vector<int64_t> wide(values.begin(), values.end());  // negative ones are sign-extended on the wire
  packed(field, wide);
}

void WireWriter::packed(uint32_t field, std::span<const float> values) {
  if (!values.empty()) bytes(field, std::as_bytes(values));
}

void WireWriter::packed(uint32_t field, std::span<const double> values) {
  if (!values.empty()) bytes(field, std::as_bytes(values));
}

std::vector<ByteSpan> WireWriter::pieces() const {
  std::vector<ByteSpan> out;
  const ByteSpan own = as_byte_span(own_);
  size_t at = 0;
  for (const View& v : views_) {
    if (v.at > at) out.push_back(own.subspan(at, v.at - at));
    out.push_back(v.bytes);
    at = v.at;
  }
  if (own.size() > at) out.push_back(own.subspan(at));
  return out;
}

std::string WireWriter::whole() const {
  std::string out;
  out.reserve(size());
  for (ByteSpan piece : pieces()) out.append(as_string_view(piece));
  return out;
}

}  // namespace sinter
