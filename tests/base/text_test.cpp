// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace sinter {
namespace {

TEST(Text, EscapesWhatWouldBreakALine) {
  EXPECT_EQ(escape_for_message("conv1/relu"), "conv1/relu");
  EXPECT_EQ(escape_for_message("a\nb\tc\r"), "a\\nb\\tc\\r");
  EXPECT_EQ(escape_for_message(std::string_view("\0\x1b[31m", 6)), "\\x00\\x1b[31m");
  EXPECT_EQ(escape_for_message("gr\xc3\xb6\xc3\x9f"), "gr\xc3\xb6\xc3\x9f");  // UTF-8 stays
  EXPECT_EQ(escape_for_message("\xff\xc3"), "\\xff\\xc3");                    // not UTF-8
  EXPECT_EQ(escape_for_message("\xc0\x80"), "\\xc0\\x80");                    // overlong
  EXPECT_EQ(escape_for_message("\xe2\x80\xae"), "\\xe2\\x80\\xae");           // right-to-left override
}

TEST(Text, EscapingTwiceChangesNothingMore) {
  const std::string once = escape_for_message("a\nb\x01\\ \xff");
  EXPECT_EQ(escape_for_message(once), once);
}

TEST(Text, CutsLongNames) {
  const std::string name(16 << 20, 'x');
  const std::string shown = escape_for_message(name);
  EXPECT_LT(shown.size(), 200u);
  EXPECT_NE(shown.find("(16777216 bytes)"), std::string::npos);
}

TEST(Text, EditDistance) {
  EXPECT_EQ(edit_distance("", ""), 0);
  EXPECT_EQ(edit_distance("", "abc"), 3);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3);
  EXPECT_EQ(edit_distance("ab", "ba"), 1);
  EXPECT_EQ(edit_distance(std::string(1000, 'a'), std::string(2000, 'a')), 0);  // only the start is compared
}

TEST(Text, DidYouMean) {
  const std::vector<std::string_view> names = {"build", "run", "bench", "inspect", "verify"};
  EXPECT_EQ(did_you_mean("biuld", names), "did you mean \"build\"?");
  EXPECT_EQ(did_you_mean("inspct", names), "did you mean \"inspect\"?");
  EXPECT_EQ(did_you_mean("zzzzzz", names), "");
  EXPECT_EQ(did_you_mean("", names), "");
}

TEST(Text, ParsesWholeNumbersOnly) {
  EXPECT_EQ(parse_int64("-12"), -12);
  EXPECT_EQ(parse_int64("9223372036854775807"), std::numeric_limits<int64_t>::max());
  for (const char* bad : {"", " 1", "1 ", "+1", "1.0", "0x1", "9223372036854775808", "--1"}) {
    EXPECT_FALSE(parse_int64(bad)) << bad;
  }
  EXPECT_EQ(parse_double("1.5e3"), 1500.0);
  EXPECT_FALSE(parse_double("1,5"));
}

TEST(Text, DoublesRoundTrip) {
  for (const double value : {0.0, -0.0, 0.1, 1e300, 5e-324, 1.0 / 3, std::numeric_limits<double>::infinity()}) {
    EXPECT_EQ(parse_double(to_text(value)), value);
  }
}

TEST(Text, JoinsAndTrims) {
  const std::vector<int64_t> dims = {1, -2, 3};
  EXPECT_EQ(join(dims, ","), "1,-2,3");
  EXPECT_EQ(join(std::vector<std::string>{"a"}, ", "), "a");
  EXPECT_EQ(trim(" \ta b\r\n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
}

}  // namespace
}  // namespace sinter
