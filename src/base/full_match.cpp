// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "base/full_match.h"

#include <algorithm>
#include <iterator>

#include "base/full_match_parser.h"

namespace sinter {
namespace {

using State = FullMatch::State;
using Range = FullMatch::Range;
using Kind = FullMatch::Kind;

constexpr char32_t kNone = 0xFFFFFFFF;  // before the first and after the last character

// One character from the front; a byte that begins none stands for itself.
char32_t take_char(std::string_view& text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  const size_t length = first < 0x80                    ? 1
                        : first >= 0xF0 && first < 0xF8 ? 4
                        : first >= 0xE0                 ? 3
                        : first >= 0xC0                 ? 2
                                                        : 1;
  char32_t c = length == 1 ? first : first & (0x7Fu >> length);
  bool good = length <= text.size() && first < 0xF8;
  for (size_t i = 1; good && i < length; ++i) {
    good = (byte(i) & 0xC0) == 0x80;
    c = c << 6 | (byte(i) & 0x3F);
  }
  text.remove_prefix(good ? length : 1);
  return good ? c : first;
}

bool is_word(char32_t c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

bool takes(const State& s, char32_t c) {
  const auto& ranges = *s.ranges;
  const auto next =
      std::upper_bound(ranges.begin(), ranges.end(), c, [](char32_t x, const Range& r) { return x < r.low; });
  return (next != ranges.begin() && c <= std::prev(next)->high) != s.negated;
}

bool holds(Kind kind, char32_t before, char32_t after) {
  const bool edge = (before != kNone && is_word(before)) != (after != kNone && is_word(after));
  switch (kind) {
    case Kind::kBegin:
      return before == kNone;
    case Kind::kEnd:
      return after == kNone;
    case Kind::kLineBegin:
      return before == kNone || before == '\n';
    case Kind::kLineEnd:
      return after == kNone || after == '\n';
    case Kind::kWord:
      return edge;
    case Kind::kNotWord:
      return !edge;
    default:
      return true;
  }
}

// The states reached without consuming anything, each once.
class Frontier {
 public:
  explicit Frontier(const std::vector<State>& states) : states_(&states), seen_(states.size()) {}

  void clear() {
    ++round_;
    list_.clear();
  }
  void add(uint32_t start, char32_t before, char32_t after) {
    stack_.push_back(start);
    while (!stack_.empty()) {
      const uint32_t i = stack_.back();
      stack_.pop_back();
      if (seen_[i] == round_) continue;
      seen_[i] = round_;
      const State& s = (*states_)[i];
      if (s.kind == Kind::kChars || s.kind == Kind::kMatch) {
        list_.push_back(i);
      } else if (s.kind == Kind::kSplit || s.kind == Kind::kJump) {
        stack_.push_back(s.a);
        if (s.kind == Kind::kSplit) stack_.push_back(s.b);
      } else if (holds(s.kind, before, after)) {
        stack_.push_back(i + 1);
      }
    }
  }
  const std::vector<uint32_t>& list() const { return list_; }

 private:
  const std::vector<State>* states_;
  std::vector<uint64_t> seen_;
  uint64_t round_ = 0;
  std::vector<uint32_t> list_, stack_;
};

}  // namespace

FullMatch::FullMatch(std::string_view pattern) : states_(parse_full_match(pattern)) {}

bool FullMatch::operator()(std::string_view text) const {
  Frontier now(states_), next(states_);
  const auto peek = [](std::string_view rest) { return rest.empty() ? kNone : take_char(rest); };
  now.clear();
  now.add(0, kNone, peek(text));
  while (!text.empty()) {
    const char32_t c = take_char(text), after = peek(text);
    next.clear();
    for (uint32_t i : now.list())
      if (states_[i].kind == Kind::kChars && takes(states_[i], c)) next.add(i + 1, c, after);
    std::swap(now, next);
    if (now.list().empty()) return false;
  }
  return std::any_of(now.list().begin(), now.list().end(), [&](uint32_t i) { return states_[i].kind == Kind::kMatch; });
}

}  // namespace sinter
