// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/protobuf/wire_reader.h"

#include <bit>
#include <cstring>
#include <string>

#include "sinter/error.h"

namespace sinter {
namespace {

static_assert(std::endian::native == std::endian::little, "fixed32 and fixed64 are copied as they are");

template <class T>
T load(ByteSpan bytes) {
  T value;
  std::memcpy(&value, bytes.data(), sizeof(T));
  return value;
}

void check_count(size_t count, int64_t max) {
  if (count <= static_cast<uint64_t>(max)) return;
  fail(ErrorCode::kLimit, "a list has more than " + std::to_string(max) + " values", "make the model smaller");
}

}  // namespace

bool take_varint(ByteSpan& bytes, uint64_t& value) noexcept {
  value = 0;
  for (size_t i = 0; i < bytes.size() && i < 10; ++i) {
    const auto byte = std::to_integer<uint64_t>(bytes[i]);
    if (i == 9 && byte > 1) return false;  // the tenth byte holds only bit 63
    value |= (byte & 0x7F) << (7 * i);
    if (byte >= 0x80) continue;
    bytes = bytes.subspan(i + 1);
    return true;
  }
  return false;
}

bool WireReader::next() {
  if (at_ == bytes_.size()) return false;
  const uint64_t tag = raw_varint();
  const uint64_t type = tag & 7;
  if (tag > UINT32_MAX || tag < 8) fail_here("a field number is out of range");
  if (type == 3 || type == 4) fail_here("a field is of the group kind, which models do not use");
  if (type > 5) fail_here("a field is of an unknown kind");
  field_ = static_cast<uint32_t>(tag >> 3);
  type_ = static_cast<WireType>(type);
  return true;
}

uint64_t WireReader::varint() {
  expect(WireType::kVarint);
  return raw_varint();
}

float WireReader::float32() {
  expect(WireType::kFixed32);
  return load<float>(take(sizeof(float)));
}

double WireReader::float64() {
  expect(WireType::kFixed64);
  return load<double>(take(sizeof(double)));
}

ByteSpan WireReader::bytes() {
  expect(WireType::kBytes);
  return take(raw_varint());
}

WireReader WireReader::message() {
  const ByteSpan part = bytes();
  return {part, offset() - part.size()};
}

void WireReader::skip() {
  switch (type_) {
    case WireType::kVarint:
      raw_varint();
      break;
    case WireType::kFixed64:
      take(8);
      break;
    case WireType::kFixed32:
      take(4);
      break;
    case WireType::kBytes:
      take(raw_varint());
      break;
  }
}

void WireReader::append_to(std::vector<int64_t>& out, int64_t max) {
  if (type_ != WireType::kBytes) {
    out.push_back(int64());
  } else {
    for (ByteSpan packed = bytes(); !packed.empty();) {
      uint64_t value = 0;
      if (!take_varint(packed, value)) fail_here("a packed number is cut short");
      out.push_back(static_cast<int64_t>(value));
      check_count(out.size(), max);
    }
  }
  check_count(out.size(), max);
}

void WireReader::append_to(std::vector<float>& out, int64_t max) {
  if (type_ != WireType::kBytes) {
    out.push_back(float32());
  } else {
    const ByteSpan packed = bytes();
    if (packed.size() % sizeof(float) != 0) fail_here("a packed list of floats is cut short");
    const size_t before = out.size();
    check_count(before + packed.size() / sizeof(float), max);
    out.resize(before + packed.size() / sizeof(float));
    if (!packed.empty()) std::memcpy(out.data() + before, packed.data(), packed.size());
  }
  check_count(out.size(), max);
}

void WireReader::fail_here(const char* what) const {
  fail(ErrorCode::kInvalidModel, std::string(what) + " (at byte " + std::to_string(offset()) + " of the file)",
       "the file is damaged or of another format: copy or export it again");
}

uint64_t WireReader::raw_varint() {
  uint64_t value = 0;
  ByteSpan rest = bytes_.subspan(at_);
  if (!take_varint(rest, value)) fail_here("a number is cut short or longer than 64 bits");
  at_ = bytes_.size() - rest.size();
  return value;
}

void WireReader::expect(WireType type) const {
  if (type_ != type) fail_here(("field " + std::to_string(field_) + " is of the wrong kind").c_str());
}

ByteSpan WireReader::take(uint64_t count) {
  const size_t left = bytes_.size() - at_;
  if (count > left) {
    fail_here(("field " + std::to_string(field_) + " should have " + std::to_string(count) + " bytes, but only " +
               std::to_string(left) + " are left")
                  .c_str());
  }
  const ByteSpan part = bytes_.subspan(at_, static_cast<size_t>(count));
  at_ += part.size();
  return part;
}

}  // namespace sinter
