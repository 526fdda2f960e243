// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Two passes over the message: the first counts the values, so that nothing is allocated before the count is known to
// be right; the second decodes them.
#include "import/onnx/typed_data.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "import/protobuf/wire_reader.h"
#include "sinter/error.h"

namespace sinter::onnx {
namespace {

constexpr uint32_t kFloatData = 4, kInt32Data = 5, kStringData = 6, kInt64Data = 7, kDoubleData = 10, kUInt64Data = 11;

// Bytes of one value on the wire; 0 for varints.
size_t wire_width(uint32_t field) { return field == kFloatData ? 4 : field == kDoubleData ? 8 : 0; }

// Calls `visit` with the bytes of each chunk of the field: a packed list, or a single value.
template <class Visit>
void for_each_chunk(const TensorProto& tensor, uint32_t field, Visit visit) {
  for (WireReader in(tensor.message); in.next();) {
    if (in.field() != field) {
      in.skip();
      continue;
    }
    const WireType single = field == kFloatData    ? WireType::kFixed32
                            : field == kDoubleData ? WireType::kFixed64
                                                   : WireType::kVarint;
    if (in.type() == WireType::kBytes) {
      visit(in.bytes());
    } else if (in.type() == single) {
      const uint64_t before = in.offset();
      in.skip();
      visit(tensor.message.subspan(static_cast<size_t>(before), static_cast<size_t>(in.offset() - before)));
    } else {
      in.fail_here("the elements are of the wrong kind");
    }
  }
}

[[noreturn]] void fail_broken(uint32_t field) {
  fail(ErrorCode::kInvalidModel, "its " + std::string(typed_field_name(field)) + " is cut short",
       "export the model again");
}

[[noreturn]] void fail_count(const TensorProto& tensor, uint32_t field, int64_t found, int64_t wanted) {
  fail(ErrorCode::kInvalidModel,
       "it has " + std::to_string(found) + " values in " + std::string(typed_field_name(field)) + ", but its shape " +
           to_string(tensor.dims) + " needs " + std::to_string(wanted),
       "export the model again");
}

int64_t count_values(ByteSpan chunk, uint32_t field) {
  const size_t width = wire_width(field);
  if (width > 0) {
    if (chunk.size() % width != 0) fail_broken(field);
    return static_cast<int64_t>(chunk.size() / width);
  }
  const auto is_last_byte = [](std::byte b) { return (b & std::byte{0x80}) == std::byte{0}; };
  if (!chunk.empty() && !is_last_byte(chunk.back())) fail_broken(field);
  return std::count_if(chunk.begin(), chunk.end(), is_last_byte);
}

// int32_data holds narrow types as signed or as unsigned numbers, by the writer's habit; both are accepted.
bool fits(uint64_t value, uint32_t field, int bits) {
  if (bits == 64) return true;
  if (field == kUInt64Data) return value < uint64_t{1} << bits;
  const auto number = static_cast<int64_t>(value);
  return number >= -(int64_t{1} << (bits - 1)) && number < int64_t{1} << bits;
}

// Appends each varint's low `width` bytes.
void decode_varints(ByteSpan chunk, uint32_t field, size_t width, std::vector<std::byte>& out) {
  while (!chunk.empty()) {
    uint64_t value = 0;
    if (!take_varint(chunk, value)) fail_broken(field);
    if (!fits(value, field, static_cast<int>(8 * width))) {
      fail(ErrorCode::kInvalidModel,
           "its value " + std::to_string(static_cast<int64_t>(value)) + " does not fit the element type",
           "export the model again");
    }
    const size_t at = out.size();
    out.resize(at + width);
    std::memcpy(out.data() + at, &value, width);  // little-endian: the low bytes come first
  }
}

}  // namespace

uint32_t typed_field_of(DataType type) noexcept {
  switch (type) {
    case DataType::kFloat32:
    case DataType::kComplex64:
      return kFloatData;
    case DataType::kFloat64:
    case DataType::kComplex128:
      return kDoubleData;
    case DataType::kString:
      return kStringData;
    case DataType::kInt64:
      return kInt64Data;
    case DataType::kUInt32:
    case DataType::kUInt64:
      return kUInt64Data;
    default:
      return kInt32Data;
  }
}

std::string_view typed_field_name(uint32_t field) noexcept {
  switch (field) {
    case kFloatData:
      return "float_data";
    case kInt32Data:
      return "int32_data";
    case kStringData:
      return "string_data";
    case kInt64Data:
      return "int64_data";
    case kDoubleData:
      return "double_data";
    case kUInt64Data:
      return "uint64_data";
    default:
      return "raw_data";
  }
}

TypedData decode_typed_data(const TensorProto& tensor, DataType type) {
  const uint32_t field = typed_field_of(type);
  const int64_t count = element_count(tensor.dims), size = bytes_of(type, count);
  const int64_t per_element = is_complex(type) ? 2 : 1;
  const int64_t wanted = bits_of(type) < 8 ? size : count * per_element;  // packed types: one value a byte
  TypedData out;
  int64_t found = 0;
  size_t chunks = 0;
  for_each_chunk(tensor, field, [&](ByteSpan chunk) {
    found += count_values(chunk, field);
    out.view = chunk;
    ++chunks;
  });
  if (found != wanted) fail_count(tensor, field, found, wanted);
  const bool fixed = wire_width(field) > 0;
  out.is_view = fixed && chunks == 1;
  if (out.is_view) return out;
  out.copy.reserve(static_cast<size_t>(size));
  const size_t width = static_cast<size_t>(std::max(bits_of(type), 8)) / 8;
  for_each_chunk(tensor, field, [&](ByteSpan chunk) {
    if (fixed) {
      out.copy.insert(out.copy.end(), chunk.begin(), chunk.end());
    } else {
      decode_varints(chunk, field, width, out.copy);
    }
  });
  return out;
}

std::vector<std::string> decode_string_data(const TensorProto& tensor) {
  const int64_t wanted = element_count(tensor.dims);
  std::vector<std::string> out;
  for (WireReader in(tensor.message); in.next();) {
    if (in.field() == kStringData) {
      out.emplace_back(in.string());
    } else {
      in.skip();
    }
  }
  const auto found = static_cast<int64_t>(out.size());
  if (found != wanted) fail_count(tensor, kStringData, found, wanted);
  return out;
}

}  // namespace sinter::onnx
