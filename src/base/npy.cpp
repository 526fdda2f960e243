// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Layout of the file: "\x93NUMPY", major, minor, header length (u16 in version 1, u32 later), the header as a Python
// dict literal padded with spaces to a multiple of 64 bytes, the elements.
#include "base/npy.h"

#include <algorithm>
#include <cstring>

#include "base/file.h"
#include "base/npy_header.h"
#include "base/text.h"
#include "sinter/error.h"

namespace sinter {
namespace {

constexpr std::string_view kMagic("\x93NUMPY", 6);
constexpr size_t kHeaderAlignment = 64;

// Reverses the bytes of every `width`-byte word.
void swap_words(std::vector<std::byte>& bytes, size_t width) {
  for (size_t at = 0; at + width <= bytes.size(); at += width) {
    std::reverse(bytes.begin() + static_cast<ptrdiff_t>(at), bytes.begin() + static_cast<ptrdiff_t>(at + width));
  }
}

// Column-major (first dim fastest) to row-major, for elements of `width` bytes.
std::vector<std::byte> to_row_major(const std::vector<std::byte>& in, const Dims& dims, size_t width) {
  std::vector<std::byte> out(in.size());
  Dims index(dims.size(), 0), strides(dims.size(), 1);  // strides of the input, in elements
  for (size_t d = 1; d < dims.size(); ++d) strides[d] = strides[d - 1] * dims[d - 1];
  int64_t from = 0;
  for (size_t to = 0; to < out.size(); to += width) {
    std::memcpy(out.data() + to, in.data() + static_cast<size_t>(from) * width, width);
    for (size_t d = dims.size(); d-- > 0;) {  // the next index in row-major order
      from += strides[d];
      if (++index[d] < dims[d]) break;
      from -= strides[d] * dims[d];
      index[d] = 0;
    }
  }
  return out;
}

// Elements of 2 or 4 bits, one a byte; i4 and i2 get their sign back.
std::vector<std::byte> unpack(DataType type, int64_t count, ByteSpan packed) {
  const int bits = bits_of(type), per_byte = 8 / bits;
  const int sign = type == DataType::kInt4 || type == DataType::kInt2 ? 1 << (bits - 1) : 0;
  std::vector<std::byte> out(static_cast<size_t>(count));
  for (int64_t i = 0; i < count; ++i) {
    const int byte = std::to_integer<int>(packed[static_cast<size_t>(i / per_byte)]);
    const int value = byte >> (i % per_byte * bits) & ((1 << bits) - 1);
    out[static_cast<size_t>(i)] = static_cast<std::byte>((value ^ sign) - sign);
  }
  return out;
}

std::string shape_literal(const Dims& dims) {  // a Python tuple: "(3,)" for one dim
  return "(" + join(std::span<const int64_t>(dims), ", ") + (dims.size() == 1 ? ",)" : ")");
}

}  // namespace

NpyArray parse_npy(ByteSpan file, DataType raw_type) {
  constexpr size_t kFixed = 8;
  if (file.size() < kFixed || as_string_view(file.first(kMagic.size())) != kMagic) {
    fail(ErrorCode::kCorruptFile, "not an .npy file: it does not begin with \"\\x93NUMPY\"", "save it with numpy.save");
  }
  const int major = std::to_integer<int>(file[6]);
  if (major < 1 || major > 3) {
    fail(ErrorCode::kUnsupported, ".npy format version " + std::to_string(major) + " is not known (1 to 3 are)",
         "save it with numpy.save");
  }
  const size_t length_bytes = major == 1 ? 2 : 4;
  if (file.size() < kFixed + length_bytes) fail_npy("it ends within its header");
  size_t length = 0;
  for (size_t i = 0; i < length_bytes; ++i) length |= std::to_integer<size_t>(file[kFixed + i]) << (8 * i);
  const size_t data = kFixed + length_bytes + length;
  if (length > limits::kMaxNpyHeaderBytes || data > file.size()) fail_npy("it ends within its header");

  const NpyHeader header = parse_npy_header(as_string_view(file.subspan(data - length, length)));
  const NpyElement element = npy_element(header.descr, raw_type);
  const int64_t size = bytes_of(element.type, element_count(header.dims));
  if (size != static_cast<int64_t>(file.size() - data)) {
    fail_npy("its header promises " + std::to_string(size) + " bytes of elements, but " +
             std::to_string(file.size() - data) + " follow");
  }
  NpyArray out{element.type, header.dims, {file.begin() + static_cast<ptrdiff_t>(data), file.end()}};
  if (element.big_endian) swap_words(out.bytes, is_complex(element.type) ? element.bytes / 2 : element.bytes);
  if (header.fortran_order && header.dims.size() > 1) out.bytes = to_row_major(out.bytes, out.dims, element.bytes);
  if (element.type == DataType::kBool) {
    for (std::byte& b : out.bytes) b = b == std::byte{0} ? b : std::byte{1};
  }
  return out;
}

NpyArray read_npy(const std::string& path, DataType raw_type) {
  const MappedFile file(path);
  try {
    return parse_npy(file.bytes(), raw_type);
  } catch (Error& error) {
    throw error.in("file " + path);
  }
}

std::vector<std::byte> format_npy(DataType type, const Dims& dims, ByteSpan bytes) {
  const int64_t count = element_count(dims);
  const std::string descr = npy_descr(type);
  if (bytes_of(type, count) != static_cast<int64_t>(bytes.size())) {
    fail(ErrorCode::kInvalidArgument, "an array " + to_string(dims) + " of " + std::string(to_string(type)) + " has " +
                                          std::to_string(bytes_of(type, count)) + " bytes, not " +
                                          std::to_string(bytes.size()));
  }
  std::vector<std::byte> unpacked;
  if (bits_of(type) < 8) {
    unpacked = unpack(type, count, bytes);
    bytes = unpacked;
  }
  std::string header = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape_literal(dims) + ", }";
  constexpr size_t kPrefix = kMagic.size() + 4;  // magic, version, 16-bit length: 64 dims fit well into it
  header.append(kHeaderAlignment - 1 - (kPrefix + header.size()) % kHeaderAlignment, ' ');
  header += '\n';
  std::string start(kMagic);
  start += {'\1', '\0', static_cast<char>(header.size() & 0xFF), static_cast<char>(header.size() >> 8)};
  start += header;
  std::vector<std::byte> out(start.size() + bytes.size());
  std::memcpy(out.data(), start.data(), start.size());
  if (!bytes.empty()) std::memcpy(out.data() + start.size(), bytes.data(), bytes.size());
  return out;
}

void write_npy(const std::string& path, DataType type, const Dims& dims, ByteSpan bytes) {
  write_file_atomic(path, ByteSpan(format_npy(type, dims, bytes)));
}

}  // namespace sinter
