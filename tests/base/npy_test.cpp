// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "base/npy.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "base/file.h"
#include "sinter/error.h"
#include "temporary_folder.h"

namespace sinter {
namespace {

std::vector<std::byte> npy(std::string header, std::string_view data, char major = 1) {
  std::string file = std::string("\x93NUMPY") + major + '\0';
  const size_t length_bytes = major == 1 ? 2 : 4;
  for (size_t i = 0; i < length_bytes; ++i) file += static_cast<char>(header.size() >> (8 * i));
  file += header + std::string(data);
  const ByteSpan bytes = as_byte_span(file);
  return {bytes.begin(), bytes.end()};
}

template <class T>
std::vector<T> values(const NpyArray& array) {
  std::vector<T> out(array.bytes.size() / sizeof(T));
  std::memcpy(out.data(), array.bytes.data(), array.bytes.size());
  return out;
}

ErrorCode code_of(const std::vector<std::byte>& file) {
  try {
    parse_npy(file);
  } catch (const Error& error) {
    return error.code();
  }
  ADD_FAILURE() << "nothing was thrown";
  return ErrorCode::kInternal;
}

constexpr const char* kSix = "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }\n";
const std::string_view kSixData("\1\0\2\0\3\0\4\0\5\0\6\0", 12);

TEST(Npy, ReadsAllVersions) {
  for (const char major : {1, 2, 3}) {
    const NpyArray array = parse_npy(npy(kSix, kSixData, major));
    EXPECT_EQ(array.type, DataType::kInt16);
    EXPECT_EQ(array.dims, (Dims{2, 3}));
    EXPECT_EQ(values<int16_t>(array), (std::vector<int16_t>{1, 2, 3, 4, 5, 6}));
  }
}

TEST(Npy, ConvertsColumnMajor) {
  const NpyArray array = parse_npy(npy("{'descr':'<i2','fortran_order':True,'shape':(2,3)}", kSixData));
  EXPECT_EQ(values<int16_t>(array), (std::vector<int16_t>{1, 3, 5, 2, 4, 6}));
}

TEST(Npy, ConvertsBigEndian) {
  const NpyArray array =
      parse_npy(npy("{'descr':'>i2','fortran_order':False,'shape':(2,)}", std::string_view("\0\1\1\0", 4)));
  EXPECT_EQ(values<int16_t>(array), (std::vector<int16_t>{1, 256}));
}

TEST(Npy, ScalarsAndEmptyArrays) {
  EXPECT_EQ(parse_npy(npy("{'descr':'|b1','fortran_order':False,'shape':()}", "\7")).bytes[0], std::byte{1});
  EXPECT_TRUE(parse_npy(npy("{'descr':'<f4','fortran_order':False,'shape':(0,4)}", "")).bytes.empty());
}

TEST(Npy, RawBytesNeedATypeOfTheirSize) {
  const auto file = npy("{'descr':'<V2','fortran_order':False,'shape':(1,)}", "\x80\x3f");
  EXPECT_EQ(code_of(file), ErrorCode::kUnsupported);
  EXPECT_EQ(parse_npy(file, DataType::kBFloat16).type, DataType::kBFloat16);
  EXPECT_THROW(parse_npy(file, DataType::kFloat32), Error);
}

TEST(Npy, RefusesBrokenFiles) {
  EXPECT_EQ(code_of({}), ErrorCode::kCorruptFile);
  EXPECT_EQ(code_of(npy("{'descr':'<f4','fortran_order':False,'shape':(2,)}", "1234")), ErrorCode::kCorruptFile);
  EXPECT_EQ(code_of(npy("{'descr':'<f4','fortran_order':False,'shape':(-1,)}", "")), ErrorCode::kCorruptFile);
  EXPECT_EQ(code_of(npy("{'descr':'<f4','shape':(1,)}", "1234")), ErrorCode::kCorruptFile);
  EXPECT_EQ(code_of(npy("{'descr':'<f4','fortran_order':False,'shape':(4294967296,4294967296)}", "")),
            ErrorCode::kLimit);
  EXPECT_EQ(code_of(npy("{'descr':'|O','fortran_order':False,'shape':(1,)}", "12345678")), ErrorCode::kUnsupported);
  EXPECT_EQ(code_of(npy("{'descr':[('a','<f4')],'fortran_order':False,'shape':(1,)}", "1234")),
            ErrorCode::kUnsupported);
  EXPECT_EQ(code_of(npy(kSix, kSixData, 9)), ErrorCode::kUnsupported);
}

TEST(Npy, TruncationsAndMutationsAreErrorsOrArrays) {
  const auto file = npy(kSix, kSixData);
  for (size_t n = 0; n < file.size(); ++n) EXPECT_THROW(parse_npy(ByteSpan(file).first(n)), Error) << n;
  for (size_t at = 0; at < file.size(); ++at) {
    for (int value = 0; value < 256; ++value) {
      auto changed = file;
      changed[at] = static_cast<std::byte>(value);
      try {
        parse_npy(changed);
      } catch (const Error&) {
      }
    }
  }
}

TEST(Npy, WritesWhatItReads) {
  for (const DataType type :
       {DataType::kFloat32, DataType::kFloat16, DataType::kFloat64, DataType::kInt8, DataType::kInt64, DataType::kUInt8,
        DataType::kUInt16, DataType::kBool, DataType::kComplex64, DataType::kComplex128, DataType::kBFloat16,
        DataType::kFloat8E4M3FN}) {
    for (const Dims& dims : {Dims{}, Dims{5}, Dims{2, 3}, Dims{0, 2}, Dims(64, 1)}) {
      const std::vector<std::byte> bytes(static_cast<size_t>(bytes_of(type, element_count(dims))), std::byte{1});
      const auto file = format_npy(type, dims, bytes);
      const NpyArray array = parse_npy(file, type);
      EXPECT_EQ(array.type, type);
      EXPECT_EQ(array.dims, dims);
      EXPECT_EQ(array.bytes, bytes);
      EXPECT_EQ((file.size() - bytes.size()) % 64, 0u);
    }
  }
}

TEST(Npy, UnpacksNarrowTypes) {
  const std::byte packed[] = {std::byte{0xF1}, std::byte{0x08}};
  EXPECT_EQ(values<int8_t>(parse_npy(format_npy(DataType::kInt4, {3}, packed))), (std::vector<int8_t>{1, -1, -8}));
  EXPECT_EQ(values<uint8_t>(parse_npy(format_npy(DataType::kUInt4, {3}, packed))), (std::vector<uint8_t>{1, 15, 8}));
  EXPECT_EQ(values<int8_t>(parse_npy(format_npy(DataType::kInt2, {5}, packed))),
            (std::vector<int8_t>{1, 0, -1, -1, 0}));
}

TEST(Npy, FilesAreNamedInErrors) {
  const test::TemporaryFolder folder;
  write_npy(folder / "a.npy", DataType::kInt8, {2}, as_byte_span("ab"));
  EXPECT_EQ(read_npy(folder / "a.npy").dims, Dims{2});
  write_file_atomic(folder / "b.npy", std::string_view("nonsense"));
  try {
    read_npy(folder / "b.npy");
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("b.npy"), std::string::npos);
  }
  EXPECT_THROW(write_npy(folder / "c.npy", DataType::kInt8, {3}, as_byte_span("ab")), Error);
}

}  // namespace
}  // namespace sinter
