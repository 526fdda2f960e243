// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "base/full_match.h"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"
#include "sinter/error.h"

namespace sinter {
namespace {

TEST(FullMatch, KnowsTheSyntax) {
  const struct {
    const char *pattern, *text;
    bool matches;
  } cases[] = {
      {"", "", true},
      {"", "a", false},
      {"www.[\\w.-]+\\bcom", "www.google.com", true},
      {"(\\W|^)[\\w.\\-]{0,25}@(yahoo|gmail)\\.com(\\W|$)", "account@gmail.com", true},
      {"a|bc", "bc", true},
      {"a|bc", "c", false},
      {"(?i)HeLLo", "hELLO", true},
      {"(?i:a)b", "Ab", true},
      {"(?i:a)b", "AB", false},
      {"a(?i)b|c", "C", true},
      {"[^abc]x", "dx", true},
      {"[^abc]x", "ax", false},
      {"\\x{1F600}.", "\xF0\x9F\x98\x80\xC3\xA9", true},
      {"[[:alpha:]]+\\d{2,3}", "abc123", true},
      {"[[:alpha:]]+\\d{2,3}", "abc1", false},
      {"[[:^digit:]]", "7", false},
      {"x{3}", "xxx", true},
      {"x{2,}", "xxxxx", true},
      {"x{,3}", "x{,3}", true},
      {"a?b??", "", true},
      {"\\Qa.b\\E+", "a.bbb", true},
      {"[]a]+", "]a", true},
      {"[a\\-z]+", "-az", true},
      {"[a-]+", "-a", true},
      {"a.c", "a\nc", false},
      {"(?s)a.c", "a\nc", true},
      {"(?m)a$\\n^b", "a\nb", true},
      {"\\Aab\\z", "ab", true},
      {"a\\Bb", "ab", true},
      {"a\\bb", "ab", false},
      {"(?P<name>a)(?:b)", "ab", true},
      {"\\101\\t", "A\t", true},
      {".", "\xFF", true},
  };
  for (const auto& c : cases) EXPECT_EQ(FullMatch(c.pattern)(c.text), c.matches) << c.pattern << " on " << c.text;
}

TEST(FullMatch, RefusesWrongPatterns) {
  for (const char* pattern : {"(", ")", "a)", "[a", "*", "+a", "a\\", "\\pL", "\\1", "[z-a]", "[[:nope:]]", "(?=a)",
                              "(?<", "x{2,1}", "\\x{110000}", "\\xg", "\\y", "a**", "a{2}{3}"})
    EXPECT_THROW(FullMatch{pattern}, Error) << pattern;
  EXPECT_THROW(FullMatch(std::string(10000, '(') + std::string(10000, ')')), Error);
  try {
    FullMatch("((a{1000}){1000}){1000}");
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kLimit);
  }
}

// Patterns on which backtracking takes exponential time.
TEST(FullMatch, IsLinear) {
  const std::string text = std::string(20000, 'a');
  EXPECT_FALSE(FullMatch("(a*)*b")(text));
  EXPECT_FALSE(FullMatch("(a|aa)+$b")(text));
  EXPECT_TRUE(FullMatch("(a?){50}a*")(text));
}

// Patterns that are short beside what they could cost: many branches, and a long class that is repeated.
TEST(FullMatch, LongPatternsAreRead) {
  std::string branches = "b";
  for (int i = 0; i < 20000; ++i) branches += "|a";
  EXPECT_TRUE(FullMatch(branches)("a"));
  EXPECT_FALSE(FullMatch(branches)("c"));
  std::string spread = "[";
  for (int i = 0; i < 20000; ++i) {  // every second character from U+10000 on
    const int c = 0x10000 + 2 * i;
    for (const int shift : {18, 12, 6, 0}) spread += char((shift == 18 ? 0xF0 : 0x80) | ((c >> shift) & 0x3F));
  }
  spread += "]{1000}{0}";
  EXPECT_THROW(FullMatch{spread}, Error);
  spread.resize(spread.size() - 3);
  EXPECT_FALSE(FullMatch(spread)("a"));
}

}  // namespace
}  // namespace sinter
