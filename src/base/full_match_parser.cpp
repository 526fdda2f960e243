// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Recursive descent; each part is a run of states that is entered at its first and left behind its last, so that
// concatenation is appending and repetition is copying with moved jumps.
#include "base/full_match_parser.h"

#include <algorithm>
#include <string>

#include "base/limits.h"
#include "base/text.h"
#include "sinter/error.h"

namespace sinter {
namespace {

using State = FullMatch::State;
using Range = FullMatch::Range;
using Kind = FullMatch::Kind;
using Part = std::vector<State>;

constexpr int kMaxRepeat = 1000, kMaxGroups = 200;
constexpr char32_t kLastChar = 0x10FFFF;

struct NamedClass {
  std::string_view name;
  std::vector<Range> ranges;
};

const std::vector<NamedClass>& named_classes() {
  static const std::vector<NamedClass> list = {
      {"alnum", {{'0', '9'}, {'A', 'Z'}, {'a', 'z'}}},
      {"alpha", {{'A', 'Z'}, {'a', 'z'}}},
      {"ascii", {{0, 127}}},
      {"blank", {{' ', ' '}, {'\t', '\t'}}},
      {"cntrl", {{0, 31}, {127, 127}}},
      {"digit", {{'0', '9'}}},
      {"graph", {{'!', '~'}}},
      {"lower", {{'a', 'z'}}},
      {"print", {{' ', '~'}}},
      {"punct", {{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}}},
      {"space", {{'\t', '\r'}, {' ', ' '}}},
      {"upper", {{'A', 'Z'}}},
      {"word", {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}},
      {"xdigit", {{'0', '9'}, {'A', 'F'}, {'a', 'f'}}},
      {"perl d", {{'0', '9'}}},
      {"perl w", {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}},
      {"perl s", {{'\t', '\n'}, {'\f', '\r'}, {' ', ' '}}},  // RE2's \s leaves out the vertical tab
  };
  return list;
}

// All characters outside the ranges.
std::vector<Range> complement(std::vector<Range> ranges) {
  std::sort(ranges.begin(), ranges.end(), [](Range a, Range b) { return a.low < b.low; });
  std::vector<Range> out;
  char32_t next = 0;
  for (const Range& r : ranges) {
    if (r.low > next) out.push_back({next, r.low - 1});
    next = std::max(next, char32_t(r.high + 1));
  }
  if (next <= kLastChar) out.push_back({next, kLastChar});
  return out;
}

// Sorted, and those that touch joined.
std::vector<Range> merged(std::vector<Range> ranges) {
  std::sort(ranges.begin(), ranges.end(), [](Range a, Range b) { return a.low < b.low; });
  std::vector<Range> out;
  for (const Range& r : ranges) {
    if (out.empty() || r.low > out.back().high + 1)
      out.push_back(r);
    else
      out.back().high = std::max(out.back().high, r.high);
  }
  return out;
}

void append(Part& to, const Part& more) {
  const auto base = uint32_t(to.size());
  for (State s : more) {
    s.a += base;
    s.b += base;
    to.push_back(std::move(s));
  }
  if (int64_t(to.size()) > limits::kMaxRegexStates)
    fail(ErrorCode::kLimit,
         "a regular expression needs more than " + std::to_string(limits::kMaxRegexStates) + " states",
         "use smaller repetition counts");
}

State state(Kind kind, size_t a = 0, size_t b = 0) {
  State s;
  s.kind = kind;
  s.a = uint32_t(a);
  s.b = uint32_t(b);
  return s;
}
State split(size_t a, size_t b) { return state(Kind::kSplit, a, b); }
State jump(size_t a) { return state(Kind::kJump, a); }

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Part run() {
    Part all = alternation();
    if (at_ < text_.size()) wrong("unexpected )");
    all.push_back({});
    return all;
  }

 private:
  struct Flags {
    bool ignore_case = false, dot_newline = false, multi_line = false;
  };

  [[noreturn]] void wrong(const std::string& what) const {
    fail(ErrorCode::kInvalidArgument,
         "the regular expression " + quote(text_) + " is wrong at character " + std::to_string(at_) + ": " + what,
         "use RE2's syntax");
  }
  bool done() const { return at_ >= text_.size(); }
  bool peek(std::string_view word) const { return text_.substr(at_).starts_with(word); }
  bool take(std::string_view word) {
    if (!peek(word)) return false;
    at_ += word.size();
    return true;
  }
  char32_t take_char() {
    if (done()) wrong("it ends too early");
    const auto first = static_cast<unsigned char>(text_[at_++]);
    const int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
    char32_t c = more ? first & (0x3Fu >> more) : first;
    for (int i = 0; i < more; ++i) {
      if (done() || (static_cast<unsigned char>(text_[at_]) & 0xC0) != 0x80) wrong("it is not UTF-8");
      c = c << 6 | (static_cast<unsigned char>(text_[at_++]) & 0x3F);
    }
    return c;
  }

  Part alternation() {
    if (++depth_ > kMaxGroups) wrong("groups are nested too deeply");
    const Flags outside = flags_;
    std::vector<Part> branches = {sequence()};
    while (take("|")) branches.push_back(sequence());
    flags_ = outside;
    --depth_;
    size_t end = branches.back().size();
    for (size_t i = 0; i + 1 < branches.size(); ++i) end += branches[i].size() + 2;
    Part out;
    for (size_t i = 0; i + 1 < branches.size(); ++i) {  // split, branch, jump over the rest
      out.push_back(split(out.size() + 1, out.size() + branches[i].size() + 2));
      append(out, branches[i]);
      out.push_back(jump(end));
    }
    append(out, branches.back());
    return out;
  }

  Part sequence() {
    Part out;
    while (!done() && !peek("|") && !peek(")")) {
      Part item;
      if (take("\\Q"))
        item = quoted();
      else
        item = repeated(atom());
      append(out, item);
    }
    return out;
  }

  Part quoted() {
    Part out, last;  // what follows \E repeats the last character alone
    while (!done() && !take("\\E")) {
      append(out, last);
      last = chars({one(take_char())});
    }
    if (!last.empty()) last = repeated(std::move(last));
    append(out, last);
    return out;
  }

  Part repeated(Part item) {
    for (bool again = false;; again = true) {
      int low, high;  // high -1: any number
      if (take("*"))
        low = 0, high = -1;
      else if (take("+"))
        low = 1, high = -1;
      else if (take("?"))
        low = 0, high = 1;
      else if (!counts(low, high))
        return item;
      if (again) wrong("a repetition is repeated");
      take("?");  // not greedy: the same whole texts match
      item = repeat(item, low, high);
    }
  }

  // {n}, {n,} and {n,m}; anything else is a brace like any character.
  bool counts(int& low, int& high) {
    const size_t begin = at_;
    if (take("{") && number(low)) {
      high = low;
      const bool open = take(",");
      if (open && !number(high)) high = -1;
      if (take("}")) {
        if (low > kMaxRepeat || high > kMaxRepeat || (high >= 0 && high < low))
          wrong("a repetition count is too large");
        return true;
      }
    }
    at_ = begin;
    return false;
  }
  bool number(int& out) {
    const size_t begin = at_;
    for (out = 0; !done() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_)
      out = std::min(out * 10 + (text_[at_] - '0'), 1 << 20);
    return at_ > begin;
  }

  static Part repeat(const Part& item, int low, int high) {
    Part out;
    for (int i = 0; i < low; ++i) append(out, item);
    if (high < 0) {
      Part loop = {split(1, item.size() + 2)};
      append(loop, item);
      loop.push_back(jump(0));
      append(out, loop);
    }
    for (int i = low; i < high; ++i) {
      Part maybe = {split(1, item.size() + 1)};
      append(maybe, item);
      append(out, maybe);
    }
    return out;
  }

  Part atom() {
    if (take("(")) return group();
    if (take("[")) return char_class();
    if (take(".")) return chars(flags_.dot_newline ? std::vector<Range>{{0, kLastChar}} : complement({{'\n', '\n'}}));
    if (take("^")) return {state(flags_.multi_line ? Kind::kLineBegin : Kind::kBegin)};
    if (take("$")) return {state(flags_.multi_line ? Kind::kLineEnd : Kind::kEnd)};
    if (peek("*") || peek("+") || peek("?")) wrong("nothing to repeat");
    if (take("\\")) return escaped();
    return chars({one(take_char())});
  }

  Part group() {
    const Flags outside = flags_;
    if (take("?")) {
      if (take("P<") || take("<")) {
        const size_t end = text_.find('>', at_);
        if (end == std::string_view::npos || end == at_) wrong("a group's name has no end");
        at_ = end + 1;
      } else if (!take(":") && flags_of_group()) {
        return {};  // (?i): flags of what follows in the group around it
      }
    }
    Part out = alternation();
    flags_ = outside;
    if (!take(")")) wrong("a group has no end");
    return out;
  }

  // Reads flags up to ")" (true: they are for what follows) or ":" (false: for this group).
  bool flags_of_group() {
    for (bool on = true;;) {
      if (take(")")) return true;
      if (take(":")) return false;
      if (take("-"))
        on = false;
      else if (take("i"))
        flags_.ignore_case = on;
      else if (take("s"))
        flags_.dot_newline = on;
      else if (take("m"))
        flags_.multi_line = on;
      else if (!take("U"))
        wrong("this kind of group is not known");
    }
  }

  Part escaped() {
    if (take("A")) return {state(Kind::kBegin)};
    if (take("z")) return {state(Kind::kEnd)};
    if (take("b")) return {state(Kind::kWord)};
    if (take("B")) return {state(Kind::kNotWord)};
    std::vector<Range> ranges;
    if (perl_class(ranges)) return chars(std::move(ranges), true);
    return chars({one(escaped_char())});
  }

  // After a backslash: d, w, s and their complements.
  bool perl_class(std::vector<Range>& out) {
    if (done()) wrong("it ends with a backslash");
    const char c = text_[at_];
    const char lower = char(c | 0x20);
    if (lower != 'd' && lower != 'w' && lower != 's') {
      if (lower == 'p' || c == 'C') wrong("Unicode properties and single bytes are not supported");
      return false;
    }
    ++at_;
    auto ranges = class_of(std::string("perl ") + lower);
    out = c == lower ? ranges : complement(ranges);
    return true;
  }

  std::vector<Range> class_of(std::string_view name) const {
    for (const auto& c : named_classes())
      if (c.name == name) return c.ranges;
    wrong("there is no class " + quote(name));
  }

  char32_t escaped_char() {
    if (done()) wrong("it ends with a backslash");
    const char c = text_[at_];
    constexpr std::string_view kFrom = "afnrtv", kTo = "\a\f\n\r\t\v";
    if (const size_t i = kFrom.find(c); i != kFrom.npos) {
      ++at_;
      return char32_t(kTo[i]);
    }
    if (take("x")) return hex_char();
    if (c >= '0' && c <= '7') return octal_char();
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '8' && c <= '9');
    if (letter) wrong("this escape is not known");
    return take_char();
  }
  char32_t hex_char() {
    const bool braces = take("{");
    char32_t v = 0;
    int digits = 0;
    for (; !done() && (braces || digits < 2); ++digits) {
      const char c = text_[at_];
      const int d = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
      if (d < 0) break;
      ++at_;
      v = v * 16 + char32_t(d);
      if (v > kLastChar) wrong("there is no such character");
    }
    if (digits == 0 || (!braces && digits != 2) || (braces && !take("}"))) wrong("a hexadecimal escape is wrong");
    return v;
  }
  char32_t octal_char() {
    // A single digit other than 0 would be a back-reference.
    if (text_[at_] != '0' && !(at_ + 1 < text_.size() && text_[at_ + 1] >= '0' && text_[at_ + 1] <= '7'))
      wrong("back-references are not supported");
    char32_t v = 0;
    for (int i = 0; i < 3 && !done() && text_[at_] >= '0' && text_[at_] <= '7'; ++i)
      v = v * 8 + char32_t(text_[at_++] - '0');
    return v;
  }

  // After "[".
  Part char_class() {
    const bool negated = take("^");
    std::vector<Range> ranges;
    for (bool first = true; first || !peek("]"); first = false) {
      if (done()) wrong("a class has no end");
      if (take("[:")) {
        named_part(ranges);
        continue;
      }
      std::vector<Range> perl;
      const size_t begin = at_;
      if (take("\\") && perl_class(perl)) {
        ranges.insert(ranges.end(), perl.begin(), perl.end());
        continue;
      }
      at_ = begin;
      const char32_t low = class_char();
      char32_t high = low;
      if (peek("-") && !peek("-]")) {
        take("-");
        high = class_char();
      }
      if (high < low) wrong("a range is the wrong way round");
      ranges.push_back({low, high});
    }
    take("]");
    return chars(std::move(ranges), false, negated);
  }
  void named_part(std::vector<Range>& ranges) {
    const bool negated = take("^");
    const size_t end = text_.find(":]", at_);
    if (end == std::string_view::npos) wrong("a named class has no end");
    auto named = class_of(text_.substr(at_, end - at_));
    at_ = end + 2;
    if (negated) named = complement(named);
    ranges.insert(ranges.end(), named.begin(), named.end());
  }
  char32_t class_char() { return take("\\") ? escaped_char() : take_char(); }

  static Range one(char32_t c) { return {c, c}; }
  Part chars(std::vector<Range> ranges, bool both_cases = false, bool negated = false) const {
    if (flags_.ignore_case && !both_cases)
      for (size_t i = 0, n = ranges.size(); i < n; ++i)
        for (const auto& [from, to, move] : {std::tuple(U'A', U'Z', 32), std::tuple(U'a', U'z', -32)}) {
          const char32_t low = std::max(ranges[i].low, from), high = std::min(ranges[i].high, to);
          if (low <= high) ranges.push_back({char32_t(int(low) + move), char32_t(int(high) + move)});
        }
    State s;
    s.kind = Kind::kChars;
    s.negated = negated;
    s.ranges = std::make_shared<const std::vector<Range>>(merged(std::move(ranges)));
    return {std::move(s)};
  }

  std::string_view text_;
  size_t at_ = 0;
  int depth_ = 0;
  Flags flags_;
};

}  // namespace

std::vector<State> parse_full_match(std::string_view pattern) { return Parser(pattern).run(); }

}  // namespace sinter
