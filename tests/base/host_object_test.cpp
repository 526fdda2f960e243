// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "base/host_object.h"

#include <gtest/gtest.h>

#include "base/image.h"
#include "base/limits.h"
#include "sinter/error.h"

namespace sinter {
namespace {

using Item = std::shared_ptr<const HostObject>;

Item text_item(std::vector<std::string> s) {
  const auto n = int64_t(s.size());
  return std::make_shared<const HostObject>(HostObject::string_tensor({n}, std::move(s)));
}

TEST(HostObject, ComparesContents) {
  const HostObject a = HostObject::sequence(DataType::kString, {text_item({"a", "b"}), text_item({})});
  const HostObject b = HostObject::sequence(DataType::kString, {text_item({"a", "b"}), text_item({})});
  EXPECT_TRUE(a == b);
  EXPECT_FALSE(a == HostObject::sequence(DataType::kString, {text_item({"a", "c"}), text_item({})}));
  EXPECT_FALSE(a == HostObject::sequence(DataType::kString, {text_item({"a", "b"})}));
  EXPECT_FALSE(a == HostObject::optional(DataType::kString, text_item({"a"})));
  EXPECT_EQ(describe(a), "seq(str) of 2");
  EXPECT_EQ(describe(HostObject::optional(DataType::kFloat32)), "opt(f32), absent");
}

TEST(HostObject, KnowsItsNesting) {
  const HostObject s = HostObject::sequence(DataType::kString, {text_item({"a"})});
  EXPECT_TRUE(has_nesting(s, "s"));
  EXPECT_FALSE(has_nesting(s, ""));
  EXPECT_FALSE(has_nesting(s, "ss"));
  EXPECT_TRUE(has_nesting(HostObject::optional(DataType::kString, std::make_shared<const HostObject>(s)), "os"));
  EXPECT_TRUE(has_nesting(HostObject::optional(DataType::kString), "os"));
  EXPECT_TRUE(is_nesting("os"));
  EXPECT_FALSE(is_nesting("ox"));
  EXPECT_FALSE(is_nesting("ssssssssssss"));
}

TEST(HostObject, HasLimits) {
  EXPECT_THROW(HostObject::tensor(DataType::kFloat32, {int64_t{1} << 40, 1024}), Error);
  EXPECT_THROW(HostObject::string_tensor({3}, {"a"}), Error);
  std::vector<Item> many(size_t(limits::kMaxSequenceLength) + 1);
  EXPECT_THROW(HostObject::sequence(DataType::kFloat32, std::move(many)), Error);
}

TEST(EncodedStrings, ReadBackAndRefuseEverythingElse) {
  const std::vector<std::string> strings = {"", "abc", std::string("\0x", 2), "ü"};
  const auto bytes = encode_strings(strings);
  EXPECT_EQ(encoded_count(bytes), 4);
  EXPECT_EQ(decode_strings(bytes), strings);
  EXPECT_EQ(decode_strings(encode_strings({})), std::vector<std::string>{});
  for (size_t n = 0; n < bytes.size(); ++n) EXPECT_THROW(decode_strings(ByteSpan(bytes).first(n)), Error) << n;
  for (size_t i = 0; i < bytes.size(); ++i)
    for (int bit = 0; bit < 8; ++bit) {
      auto changed = bytes;
      changed[i] ^= std::byte(1 << bit);
      try {
        EXPECT_EQ(decode_strings(changed).size(), 4u);  // a character of a string
      } catch (const Error& e) {
        EXPECT_EQ(e.code(), ErrorCode::kCorruptFile);
      }
    }
}

ByteSpan bytes_of_text(const std::string& s) { return std::as_bytes(std::span(s)); }

TEST(Images, ReadsPnmAndTiff) {
  const std::string ppm = std::string("P6\n1 2\n255\n") + "abcdef";
  const RgbImage a = decode_image(bytes_of_text(ppm));
  EXPECT_EQ(a.width, 1);
  EXPECT_EQ(a.height, 2);
  EXPECT_EQ(std::string(a.pixels.begin(), a.pixels.end()), "abcdef");
  // One gray row of three pixels, PackBits: one repeated byte, two copied ones.
  const auto entry = [](int tag, int type, int count, int value) {
    std::string e;
    for (int v : {tag & 255, tag >> 8, type, 0, count, 0, 0, 0, value & 255, value >> 8, 0, 0}) e += char(v);
    return e;
  };
  std::string tiff("II*\0\x08\0\0\0\x08\0", 10);
  tiff += entry(256, 3, 1, 4) + entry(257, 3, 1, 1) + entry(258, 3, 1, 8) + entry(259, 3, 1, 32773);
  tiff += entry(262, 3, 1, 1) + entry(273, 4, 1, 110) + entry(277, 3, 1, 1) + entry(279, 4, 1, 5);
  tiff += std::string("\0\0\0\0", 4);
  ASSERT_EQ(tiff.size(), 110u);
  tiff += std::string("\xFFG\x01xy", 5);
  const RgbImage b = decode_image(bytes_of_text(tiff));
  EXPECT_EQ(b.width, 4);
  EXPECT_EQ(std::string(b.pixels.begin(), b.pixels.end()), "GGGGGGxxxyyy");
  for (size_t n = 0; n < tiff.size(); ++n) EXPECT_THROW(decode_image(bytes_of_text(tiff.substr(0, n))), Error) << n;
  for (size_t i = 4; i < tiff.size(); ++i) {  // any byte changed: a picture or an error
    std::string changed = tiff;
    changed[i] = char(changed[i] ^ 0xFF);
    try {
      decode_image(bytes_of_text(changed));
    } catch (const Error&) {
    }
  }
}

TEST(Images, RefusesWhatItDoesNotKnow) {
  for (const std::string& s :
       {std::string(), std::string("hello"), std::string("GIF89a"), std::string("P6\n999999 999999\n255\n"),
        std::string("\x89PNG\r\n\x1a\n"), std::string("BM"), std::string("\xFF\xD8\xFF\xE0")})
    EXPECT_THROW(decode_image(bytes_of_text(s)), Error) << s;
}

}  // namespace
}  // namespace sinter
