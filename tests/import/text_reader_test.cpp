// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/protobuf/text_reader.h"

#include <gtest/gtest.h>

#include <cmath>

#include "sinter/error.h"

namespace sinter::test {
namespace {

std::string failure_of(const std::string& text) {
  try {
    const TextDocument document(text);
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

TEST(TextReader, ReadsFieldsOfAllKindsWithTheirPlaces) {
  const TextDocument d(
      "a: 1 b: -2.5e-3 # comment { \nc: WORD d: \"x\\ty\" 'z'\n  e { f: true } g < h: 0x1F >; i: 010,");
  const auto& f = d.root().fields;
  ASSERT_EQ(f.size(), 7u);
  EXPECT_EQ(f[0].as_int(), 1);
  EXPECT_DOUBLE_EQ(f[1].as_double().value(), -2.5e-3);
  EXPECT_EQ(f[1].as_int(), std::nullopt);
  EXPECT_EQ(f[2].text, "WORD");
  EXPECT_EQ(f[2].as_double(), std::nullopt);
  EXPECT_EQ(f[2].place(), "line 2, column 1");
  EXPECT_EQ(f[3].text, "x\tyz");
  EXPECT_EQ(f[3].kind, TextField::Kind::kString);
  ASSERT_EQ(f[4].fields.size(), 1u);
  EXPECT_EQ(f[4].fields[0].as_bool(), true);
  EXPECT_EQ(f[4].fields[0].place(), "line 3, column 7");
  EXPECT_EQ(f[5].fields[0].as_int(), 31);
  EXPECT_EQ(f[6].as_int(), 8);
}

TEST(TextReader, ReadsListsAsRepeatedFields) {
  const TextDocument d("a: [1, 2,\n 3] b [{ c: 1 }, < c: 2 >] d: [] a: 4");
  const auto& f = d.root().fields;
  ASSERT_EQ(f.size(), 6u);
  EXPECT_EQ(f[2].as_int(), 3);
  EXPECT_EQ(f[2].line, 2u);
  EXPECT_EQ(f[4].fields[0].as_int(), 2);
  EXPECT_EQ(d.root().find("a")->as_int(), 4);
  EXPECT_EQ(d.root().find("d"), nullptr);
}

TEST(TextReader, ReadsNumbersAsProtobufDoes) {
  const TextDocument d(
      "a: inf b: -Infinity c: nan d: 1.5f e: - 3 f: .5 g: 1e+3 h: 18446744073709551615 i: -9223372036854775808");
  const auto& f = d.root().fields;
  EXPECT_TRUE(std::isinf(f[0].as_double().value()));
  EXPECT_LT(f[1].as_double().value(), 0);
  EXPECT_TRUE(std::isnan(f[2].as_double().value()));
  EXPECT_EQ(f[3].as_double(), 1.5);
  EXPECT_EQ(f[4].as_int(), -3);
  EXPECT_EQ(f[5].as_double(), 0.5);
  EXPECT_EQ(f[6].as_double(), 1000.0);
  EXPECT_EQ(f[7].as_int(), std::nullopt);
  EXPECT_EQ(f[7].as_double(), 18446744073709551615.0);
  EXPECT_EQ(f[8].as_int(), INT64_MIN);
}

TEST(TextReader, ReadsEscapes) {
  const TextDocument d(R"(a: "\x41\101\n\\\"" b: 'it\'s' c: "\u00e9\U0001F600")");
  EXPECT_EQ(d.root().fields[0].text, "AA\n\\\"");
  EXPECT_EQ(d.root().fields[1].text, "it's");
  EXPECT_EQ(d.root().fields[2].text, "\xC3\xA9\xF0\x9F\x98\x80");
}

TEST(TextReader, ReadsExtensionsAndAByteOrderMark) {
  const TextDocument d("\xEF\xBB\xBF[my.extension] { a: 1 }");
  EXPECT_EQ(d.root().fields[0].name, "[my.extension]");
}

TEST(TextReader, KeepsItsViewsWhenItIsMoved) {
  std::vector<TextDocument> all;
  for (int i = 0; i < 8; ++i) all.emplace_back("a: \"\\x41\" b: - 1");
  for (const TextDocument& d : all) {
    EXPECT_EQ(d.root().fields[0].text, "A");
    EXPECT_EQ(d.root().fields[1].text, "-1");
  }
}

TEST(TextReader, ErrorsSayWhere) {
  for (const auto& [text, says] : std::vector<std::pair<std::string, std::string>>{
           {"a: 1\nb {\n c: 2", "line 3, column 6: the file ends inside a message"},
           {"a 1", "line 1, column 3: ':' or '{' is expected"},
           {"\n\n  }", "line 3, column 3: the name of a field"},
           {"a: \"x\n\"", "line 1, column 4: the string has no end"},
           {"a: \"\\q\"", "an escape that is not known"},
           {"a: [1 2]", "',' or ']' is expected"},
           {"a: [[1]]", "a list inside a list"},
           {"[x", "the ']' of a field's name is missing"},
           {"a: ", "a value is expected"},
           {std::string("a\0b", 3), "is expected"}})
    EXPECT_NE(failure_of(text).find(says), std::string::npos) << text << " gave " << failure_of(text);
}

TEST(TextReader, RefusesDeepNests) {
  EXPECT_EQ(failure_of([] {
              std::string text;
              for (int i = 0; i < 1000; ++i) text += "a{";
              return text + std::string(1000, '}');
            }()),
            "");
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "a{";
  EXPECT_NE(failure_of(deep).find("deeper than"), std::string::npos);
}

}  // namespace
}  // namespace sinter::test
