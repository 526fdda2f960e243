// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Regular expressions in RE2's syntax, asked only whether they match a whole text. The expression becomes an automaton
// whose states are all followed at once, so time is the product of the two lengths at worst and nothing backtracks.
//
// Known: characters, ., classes with ranges, negation and POSIX names, \d \w \s, groups (capturing, (?:), (?P<name>),
// flags i s m U), |, * + ? {n,m} greedy or not, ^ $ \A \z \b \B, \Q..\E, escapes. Unicode properties and
// back-references are refused. Texts are UTF-8; bytes that are none stand for themselves.
#pragma once
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace sinter {

class FullMatch {
 public:
  /// Error(kInvalidArgument) with the place of what is wrong; Error(kLimit) beyond limits::kMaxRegexStates states.
  explicit FullMatch(std::string_view pattern);
  bool operator()(std::string_view text) const;

  struct Range {
    char32_t low, high;
  };
  enum class Kind : uint8_t { kChars, kSplit, kJump, kBegin, kEnd, kLineBegin, kLineEnd, kWord, kNotWord, kMatch };
  /// One state. kChars consumes a character in (or, negated, outside) its ranges and goes to the next state; kSplit
  /// goes to `a` and `b`, kJump to `a`; the others look around and go to the next.
  struct State {
    Kind kind = Kind::kMatch;
    uint32_t a = 0, b = 0;
    bool negated = false;
    std::shared_ptr<const std::vector<Range>> ranges = {};  // sorted, apart; shared by the copies of a repetition
  };

 private:
  std::vector<State> states_;
};

}  // namespace sinter
