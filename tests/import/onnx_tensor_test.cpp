// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstring>

#include "base/file.h"
#include "base/temporary_folder.h"
#include "import/onnx/data_type.h"
#include "import/onnx/read_model.h"
#include "import/onnx/tensor_data.h"
#include "import/onnx/value_pb.h"
#include "import/onnx_bytes.h"
#include "sinter/error.h"

namespace sinter::onnx {
namespace {

using namespace test;

std::shared_ptr<const ModelSource> source_of(const std::string& data, const std::string& folder = {}) {
  auto copy = std::make_shared<const std::string>(data);
  return std::make_shared<const ModelSource>(as_byte_span(*copy), copy, folder, std::vector<std::string>{});
}

TensorData decode(const std::string& tensor, const std::string& folder = {},
                  Alignment alignment = Alignment::kElement) {
  const auto source = source_of(tensor, folder);
  return decode_tensor(read_tensor(source->bytes()), source, alignment);
}

// A tensor with dims and type, and whatever fields follow.
std::string tensor(DataType type, std::initializer_list<int64_t> dims, const std::string& fields) {
  std::string out = bytes(8, "w") + number(2, to_onnx(type));
  for (const int64_t dim : dims) out += number(1, dim);
  return out + fields;
}

template <class T>
std::vector<T> values(const TensorData& data) {
  std::vector<T> out(data.bytes.size() / sizeof(T));
  if (!out.empty()) std::memcpy(out.data(), data.bytes.data(), data.bytes.size());
  return out;
}

Error error_of(const std::string& data, const std::string& folder = {}) {
  try {
    decode(data, folder);
  } catch (const Error& error) {
    EXPECT_NE(std::string_view(error.what()).find("tensor \"w\""), std::string_view::npos) << error.what();
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  return Error(ErrorCode::kInternal, "");
}

TEST(OnnxTensor, TypeNumbersRoundTrip) {
  for (int i = 1; i < kNumDataTypes; ++i)
    EXPECT_EQ(from_onnx(to_onnx(static_cast<DataType>(i))), static_cast<DataType>(i));
  EXPECT_EQ(from_onnx(0), DataType::kInvalid);
  EXPECT_EQ(from_onnx(-1), DataType::kInvalid);
  EXPECT_EQ(from_onnx(27), DataType::kInvalid);
  EXPECT_THROW(data_type_of(28), Error);
}

TEST(OnnxTensor, RawDataAreViewsWhereAligned) {
  const std::string data = tensor(DataType::kInt8, {3}, bytes(9, "abc"));
  const auto source = source_of(data);
  const TensorData out = decode_tensor(read_tensor(source->bytes()), source);
  EXPECT_EQ(as_string_view(out.bytes), "abc");
  EXPECT_EQ(out.owner, source);
  EXPECT_EQ(out.name, "w");
}

TEST(OnnxTensor, MisalignedDataAreCopiedUnlessAllowed) {
  for (size_t pad = 0; pad < 8; ++pad) {
    const std::string data = bytes(12, std::string(pad, 'x')) + tensor(DataType::kFloat64, {1}, bytes(9, raw(1.5)));
    const TensorData aligned = decode(data), any = decode(data, {}, Alignment::kAny);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(aligned.bytes.data()) % 8, 0u);
    EXPECT_EQ(values<double>(aligned), std::vector<double>{1.5});
    EXPECT_EQ(values<double>(any), std::vector<double>{1.5});
  }
}

TEST(OnnxTensor, TypedFields) {
  EXPECT_EQ(values<float>(decode(tensor(DataType::kFloat32, {2}, bytes(4, raw(1.f) + raw(2.f))))),
            (std::vector<float>{1, 2}));
  EXPECT_EQ(values<float>(decode(tensor(DataType::kFloat32, {3}, fixed(4, 1.f) + bytes(4, raw(2.f)) + fixed(4, 3.f)))),
            (std::vector<float>{1, 2, 3}));
  EXPECT_EQ(values<float>(decode(tensor(DataType::kComplex64, {1}, bytes(4, raw(1.f) + raw(2.f))))),
            (std::vector<float>{1, 2}));
  EXPECT_EQ(values<double>(decode(tensor(DataType::kComplex128, {1}, fixed(10, 1.0) + fixed(10, 2.0)))),
            (std::vector<double>{1, 2}));
  EXPECT_EQ(values<int64_t>(decode(tensor(DataType::kInt64, {2}, number(7, -1) + bytes(7, varint(5))))),
            (std::vector<int64_t>{-1, 5}));
  EXPECT_EQ(values<uint64_t>(decode(tensor(DataType::kUInt64, {1}, number(11, -1)))),
            std::vector<uint64_t>{UINT64_MAX});
  EXPECT_EQ(values<uint32_t>(decode(tensor(DataType::kUInt32, {1}, number(11, 4294967295)))),
            std::vector<uint32_t>{UINT32_MAX});
  EXPECT_EQ(values<int32_t>(decode(tensor(DataType::kInt32, {2}, number(5, -7) + number(5, 7)))),
            (std::vector<int32_t>{-7, 7}));
  EXPECT_EQ(values<int8_t>(decode(tensor(DataType::kInt8, {3}, number(5, -1) + number(5, 255) + number(5, 1)))),
            (std::vector<int8_t>{-1, -1, 1}));
  EXPECT_EQ(values<uint16_t>(decode(tensor(DataType::kFloat16, {1}, number(5, 0x3c00)))),
            std::vector<uint16_t>{0x3c00});
  EXPECT_EQ(values<uint8_t>(decode(tensor(DataType::kBool, {2}, number(5, 0) + number(5, 2)))),
            (std::vector<uint8_t>{0, 1}));
  EXPECT_EQ(values<uint8_t>(decode(tensor(DataType::kInt4, {3}, number(5, 0x21) + number(5, 0xF3)))),
            (std::vector<uint8_t>{0x21, 0x03}));  // the unused nibble is cleared
  EXPECT_EQ(values<uint8_t>(decode(tensor(DataType::kUInt2, {5}, bytes(9, "\xE4\xFF")))),
            (std::vector<uint8_t>{0xE4, 0x03}));
}

TEST(OnnxTensor, ScalarsEmptyTensorsAndStrings) {
  EXPECT_EQ(values<float>(decode(tensor(DataType::kFloat32, {}, fixed(4, 3.f)))), std::vector<float>{3});
  EXPECT_TRUE(decode(tensor(DataType::kFloat32, {0, 5}, "")).bytes.empty());
  EXPECT_TRUE(decode(tensor(DataType::kFloat32, {0}, bytes(4, "") + bytes(9, ""))).bytes.empty());
  EXPECT_EQ(decode(tensor(DataType::kString, {3}, bytes(6, "a") + bytes(6, "") + bytes(6, "c"))).strings,
            (std::vector<std::string>{"a", "", "c"}));
}

TEST(OnnxTensor, RefusesContradictions) {
  const auto code = [](const std::string& data) { return error_of(data).code(); };
  const ErrorCode kBad = ErrorCode::kInvalidModel;
  EXPECT_EQ(code(tensor(DataType::kFloat32, {1}, fixed(4, 1.f) + bytes(9, raw(1.f)))), kBad);  // raw and typed
  EXPECT_EQ(code(tensor(DataType::kFloat32, {2}, fixed(4, 1.f))), kBad);                       // too few
  EXPECT_EQ(code(tensor(DataType::kFloat32, {1}, bytes(4, raw(1.f) + raw(1.f)))), kBad);       // too many
  EXPECT_EQ(code(tensor(DataType::kFloat32, {1}, bytes(4, "abc"))), kBad);                     // cut short
  EXPECT_EQ(code(tensor(DataType::kFloat32, {1}, number(4, 1))), kBad);                        // wrong wire kind
  EXPECT_EQ(code(tensor(DataType::kFloat32, {1}, bytes(9, "abc"))), kBad);
  EXPECT_EQ(code(tensor(DataType::kFloat32, {1}, "")), kBad);
  EXPECT_EQ(code(tensor(DataType::kInt64, {1}, fixed(4, 1.f))), kBad);  // in the wrong field
  EXPECT_EQ(code(tensor(DataType::kInt64, {1}, bytes(7, "\xff"))), kBad);
  EXPECT_EQ(code(tensor(DataType::kInt8, {1}, number(5, 256))), kBad);  // does not fit
  EXPECT_EQ(code(tensor(DataType::kUInt32, {1}, number(11, -1))), kBad);
  EXPECT_EQ(code(tensor(DataType::kFloat32, {-1}, "")), kBad);
  EXPECT_EQ(code(tensor(DataType::kString, {1}, bytes(9, "a"))), kBad);
  EXPECT_EQ(code(tensor(DataType::kString, {int64_t{1} << 40}, bytes(6, "a"))), kBad);
  EXPECT_EQ(code(tensor(DataType::kFloat32, {int64_t{1} << 38}, fixed(4, 1.f))), kBad);  // nothing is allocated
  EXPECT_EQ(code(bytes(8, "w") + number(2, 77)), kBad);
  EXPECT_EQ(code(bytes(8, "w") + number(2, 27)), ErrorCode::kUnsupported);
  EXPECT_EQ(code(tensor(DataType::kFloat32, {1}, bytes(3, ""))), ErrorCode::kUnsupported);
  const int64_t huge = int64_t{1} << 40;
  EXPECT_EQ(code(tensor(DataType::kFloat32, {huge, huge}, "")), ErrorCode::kLimit);
  EXPECT_EQ(code(tensor(DataType::kFloat32, {huge, 2}, "")), ErrorCode::kLimit);
  std::string deep = bytes(8, "w") + number(2, 1);
  for (int i = 0; i < 100; ++i) deep += number(1, 1);
  EXPECT_EQ(code(deep), ErrorCode::kLimit);
}

std::string external(std::initializer_list<std::pair<const char*, const char*>> entries) {
  std::string out = number(14, 1);
  for (const auto& [key, value] : entries) out += bytes(13, entry(key, value));
  return out;
}

TEST(OnnxTensor, ExternalData) {
  const TemporaryFolder folder;
  write_file_atomic(folder / "w.bin", "....abcdefgh");
  const auto load = [&](const std::string& fields) {
    return decode(tensor(DataType::kInt8, {4}, fields), folder.path());
  };
  EXPECT_EQ(as_string_view(load(external({{"location", "w.bin"}, {"offset", "4"}, {"length", "4"}})).bytes), "abcd");
  EXPECT_EQ(as_string_view(load(external({{"location", "w.bin"}, {"offset", "8"}})).bytes), "efgh");
  const auto code = [&](const std::string& fields) {
    return error_of(tensor(DataType::kInt8, {4}, fields), folder.path()).code();
  };
  const ErrorCode kBad = ErrorCode::kInvalidModel;
  EXPECT_EQ(code(external({{"location", "w.bin"}, {"offset", "9"}})), kBad);
  EXPECT_EQ(code(external({{"location", "w.bin"}, {"offset", "9223372036854775807"}})), kBad);
  EXPECT_EQ(code(external({{"location", "w.bin"}, {"offset", "-4"}})), kBad);
  EXPECT_EQ(code(external({{"location", "w.bin"}, {"offset", "x"}})), kBad);
  EXPECT_EQ(code(external({{"location", "w.bin"}, {"length", "5"}})), kBad);
  EXPECT_EQ(code(external({{"location", "w.bin"}}) + bytes(9, "abcd")), kBad);
  EXPECT_EQ(code(external({{"location", "../w.bin"}})), kBad);
  EXPECT_EQ(code(external({{"location", "/etc/hostname"}})), kBad);
  EXPECT_EQ(code(external({})), kBad);
  EXPECT_EQ(code(external({{"location", "none.bin"}})), ErrorCode::kIo);
  EXPECT_EQ(error_of(tensor(DataType::kInt8, {4}, external({{"location", "w.bin"}}))).code(), kBad);  // from memory
}

TEST(OnnxTensor, ExternalFilesAreMappedOnce) {
  const TemporaryFolder folder;
  write_file_atomic(folder / "w.bin", "abcdefgh");
  const auto source = source_of("", folder.path());
  EXPECT_EQ(source->external_file("w.bin").data(), source->external_file("./w.bin").data());
}

TEST(OnnxTensor, SparseTensors) {
  const auto decode_sparse = [](const std::string& indices, std::initializer_list<int64_t> dims) {
    SparseTensorProto out;
    std::string message = bytes(1, tensor(DataType::kFloat32, {2}, bytes(4, raw(5.f) + raw(6.f)))) + bytes(2, indices);
    for (const int64_t dim : dims) message += number(3, dim);
    const auto source = source_of(message);
    ReadBudget budget;
    read_sparse_tensor(WireReader(source->bytes()), budget, out);
    return decode_sparse_tensor(out, source);
  };
  const auto indices = [](std::initializer_list<int64_t> dims, std::initializer_list<int64_t> at) {
    std::string fields;
    for (const int64_t i : at) fields += number(7, i);
    return tensor(DataType::kInt64, dims, fields);
  };
  EXPECT_EQ(values<float>(decode_sparse(indices({2}, {0, 3}), {2, 2})), (std::vector<float>{5, 0, 0, 6}));
  EXPECT_EQ(values<float>(decode_sparse(indices({2, 2}, {0, 1, 1, 0}), {2, 2})), (std::vector<float>{0, 5, 6, 0}));
  EXPECT_THROW(decode_sparse(indices({2}, {0, 4}), {2, 2}), Error);
  EXPECT_THROW(decode_sparse(indices({2}, {0, -1}), {2, 2}), Error);
  EXPECT_THROW(decode_sparse(indices({2, 2}, {0, 2, 0, 0}), {2, 2}), Error);
  EXPECT_THROW(decode_sparse(indices({3}, {0, 1, 2}), {2, 2}), Error);
  EXPECT_THROW(decode_sparse(indices({2}, {0, 1}), {1 << 20, 1 << 20}), Error);
  EXPECT_THROW(decode_sparse(indices({2}, {0, 1}), {0}), Error);
}

TEST(OnnxTensor, StandaloneValues) {
  const TemporaryFolder folder;
  const std::string one = tensor(DataType::kInt8, {1}, bytes(9, "a")),
                    two = tensor(DataType::kInt8, {1}, bytes(9, "b"));
  write_file_atomic(folder / "t.pb", one);
  write_file_atomic(folder / "s.pb", number(2, 1) + bytes(3, one) + bytes(3, two));
  write_file_atomic(folder / "o.pb", number(2, 3) + bytes(5, bytes(3, one)));
  write_file_atomic(folder / "empty.pb", std::string_view());
  EXPECT_EQ(as_string_view(load_tensor_pb(folder / "t.pb").bytes), "a");
  const ValueData sequence = load_value_pb(folder / "s.pb", TypeProto::Kind::kSequence);
  ASSERT_EQ(sequence.elements.size(), 2u);
  EXPECT_EQ(as_string_view(sequence.elements[1].tensor.bytes), "b");
  const ValueData optional = load_value_pb(folder / "o.pb", TypeProto::Kind::kOptional);
  ASSERT_EQ(optional.elements.size(), 1u);
  EXPECT_EQ(optional.elements[0].kind, ValueData::Kind::kSequence);
  EXPECT_TRUE(load_value_pb(folder / "empty.pb", TypeProto::Kind::kOptional).elements.empty());
  EXPECT_THROW(load_value_pb(folder / "s.pb", TypeProto::Kind::kOptional), Error);
  EXPECT_THROW(load_tensor_pb(folder / "empty.pb"), Error);
}

}  // namespace
}  // namespace sinter::onnx
