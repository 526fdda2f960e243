// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/protobuf/wire_reader.h"

#include <gtest/gtest.h>

#include "import/onnx_bytes.h"
#include "sinter/error.h"

namespace sinter::onnx {
namespace {

using namespace test;

WireReader first(const std::string& data) {
  WireReader in(as_byte_span(data));
  EXPECT_TRUE(in.next());
  return in;
}

TEST(OnnxWire, ReadsEveryKind) {
  const std::string data = number(1, 300) + number(2, -5) + fixed(3, 1.5f) + fixed(4, 2.5) + bytes(500, "abc");
  WireReader in(as_byte_span(data));
  ASSERT_TRUE(in.next());
  EXPECT_EQ(in.varint(), 300u);
  ASSERT_TRUE(in.next());
  EXPECT_EQ(in.int32(), -5);
  ASSERT_TRUE(in.next());
  EXPECT_EQ(in.float32(), 1.5f);
  ASSERT_TRUE(in.next());
  EXPECT_EQ(in.float64(), 2.5);
  ASSERT_TRUE(in.next());
  EXPECT_EQ(in.field(), 500u);
  EXPECT_EQ(in.string(), "abc");
  EXPECT_FALSE(in.next());
}

TEST(OnnxWire, SkipsEveryKind) {
  const std::string data = number(1, -1) + fixed(2, 1.f) + fixed(3, 1.0) + bytes(4, "abc") + number(5, 7);
  WireReader in(as_byte_span(data));
  while (in.next() && in.field() != 5) in.skip();
  EXPECT_EQ(in.int64(), 7);
}

TEST(OnnxWire, RepeatedFieldsPackedOrNot) {
  const std::string data = number(1, 1) + bytes(1, varint(2) + varint(1000)) + bytes(1, "") + number(1, -1) +
                           fixed(2, 1.f) + bytes(2, raw(2.f) + raw(3.f));
  std::vector<int64_t> ints;
  std::vector<float> floats;
  for (WireReader in(as_byte_span(data)); in.next();) {
    if (in.field() == 1) in.append_to(ints, 100);
    if (in.field() == 2) in.append_to(floats, 100);
  }
  EXPECT_EQ(ints, (std::vector<int64_t>{1, 2, 1000, -1}));
  EXPECT_EQ(floats, (std::vector<float>{1, 2, 3}));
}

TEST(OnnxWire, ListsHaveLimits) {
  std::vector<int64_t> ints;
  std::vector<float> floats;
  const std::string packed = bytes(1, std::string(1000, '\1'));
  EXPECT_THROW(first(packed).append_to(ints, 64), Error);
  EXPECT_LE(ints.size(), 65u);
  EXPECT_THROW(first(packed).append_to(floats, 64), Error);
}

TEST(OnnxWire, RefusesMalformedBytes) {
  const std::string endless(20, '\xff');
  EXPECT_THROW(first(endless), Error);                    // a tag that does not end
  EXPECT_THROW(first(tag(1, 3)), Error);                  // a group
  EXPECT_THROW(first(tag(1, 6)), Error);                  // an unknown kind
  EXPECT_THROW(first(tag(0, 0)), Error);                  // field number 0
  EXPECT_THROW(first(varint(uint64_t{1} << 40)), Error);  // field number too large
  EXPECT_THROW(first(tag(1, 0)).varint(), Error);         // no value
  EXPECT_THROW(first(tag(1, 0) + endless).varint(), Error);
  EXPECT_THROW(first(tag(1, 0) + std::string(9, '\xff') + "\x02").varint(), Error);  // 65 bits
  EXPECT_THROW(first(tag(1, 5) + "abc").float32(), Error);
  EXPECT_THROW(first(tag(1, 1) + "abc").float64(), Error);
  EXPECT_THROW(first(tag(1, 2) + varint(4) + "abc").bytes(), Error);
  EXPECT_THROW(first(tag(1, 2) + varint(UINT64_MAX) + "abc").skip(), Error);
  EXPECT_THROW(first(number(1, 5)).bytes(), Error);  // wrong kind
  EXPECT_THROW(first(bytes(1, "abc")).varint(), Error);
}

TEST(OnnxWire, ErrorsTellTheOffsetInTheFile) {
  const std::string data = bytes(1, bytes(2, "\xff"));  // the cut number is byte 4
  WireReader outer = first(data);
  WireReader middle = outer.message();
  ASSERT_TRUE(middle.next());
  WireReader inner = middle.message();
  try {
    inner.next();
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidModel);
    EXPECT_NE(error.message().find("at byte 4 "), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace sinter::onnx
