// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/protobuf/text_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/limits.h"
#include "base/text.h"
#include "import/protobuf/text_string.h"
#include "sinter/error.h"

namespace sinter {
namespace {

bool is_word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
  return out;
}

std::string position(uint32_t line, uint32_t column) {
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

}  // namespace

/// Reads one document; recursion is as deep as messages nest.
class TextParser {
 public:
  TextParser(std::string_view text, std::deque<std::string>& made) : text_(text), made_(made) {}

  void read(TextField& root) {
    root.kind = TextField::Kind::kMessage;
    root.line = root.column = 1;
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = line_start_ = 3;  // a byte order mark
    fields_until('\0', root, 0);
  }

 private:
  [[noreturn]] void fail_at(size_t at, const std::string& what) const {
    const size_t column = at >= line_start_ ? at - line_start_ + 1 : 1;
    fail(ErrorCode::kInvalidModel, position(line_, uint32_t(column)) + ": " + what,
         "correct the text, which must be in protobuf's text format");
  }
  std::string shown() const {
    if (at_ >= text_.size()) return "the end of the file";
    return quote(text_.substr(at_, 1));
  }

  void skip_space() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\n') {
        ++at_;
        ++line_;
        line_start_ = at_;
      } else if (c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v') {
        ++at_;
      } else if (c == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else {
        return;
      }
    }
  }
  /// The next character that is no space; '\0' at the end.
  char peek() {
    skip_space();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(char c) {
    if (peek() != c || at_ >= text_.size()) return false;
    ++at_;
    return true;
  }

  void fields_until(char end, TextField& parent, int depth) {
    if (depth > limits::kMaxNesting)
      fail(ErrorCode::kLimit, position(line_, 1) + ": messages nest deeper than " + std::to_string(limits::kMaxNesting),
           "make the model flatter");
    for (;;) {
      skip_space();
      if (at_ >= text_.size()) {
        if (end != '\0') fail_at(at_, "the file ends inside a message: " + quote(std::string(1, end)) + " is missing");
        return;
      }
      if (end != '\0' && take(end)) return;
      field(parent, depth);
      if (!take(';')) take(',');
    }
  }

  void field(TextField& parent, int depth) {
    const auto line = line_;
    const auto column = uint32_t(at_ - line_start_ + 1);
    const std::string_view name = field_name();
    const bool colon = take(':');
    if (peek() == '[' && at_ < text_.size()) return list(parent, name, line, column, depth);
    value(open(parent, name, line, column), colon, depth);
  }

  void list(TextField& parent, std::string_view name, uint32_t line, uint32_t column, int depth) {
    ++at_;  // [
    if (take(']')) return;
    do {
      if (peek() == '[') fail_at(at_, "a list inside a list");
      // Elements say their own lines: lists of weights run over many.
      line = line_;
      column = uint32_t(at_ - line_start_ + 1);
      value(open(parent, name, line, column), true, depth);
    } while (take(','));
    if (!take(']')) fail_at(at_, "',' or ']' is expected, not " + shown());
  }

  TextField& open(TextField& parent, std::string_view name, uint32_t line, uint32_t column) {
    if (++count_ > limits::kMaxModelRecords)
      fail(ErrorCode::kLimit, "the file has more than " + std::to_string(limits::kMaxModelRecords) + " fields",
           "keep weights in the binary file");
    TextField& f = parent.fields.emplace_back();
    f.name = name;
    f.line = line;
    f.column = column;
    return f;
  }

  std::string_view field_name() {
    const size_t begin = at_;
    if (text_[at_] == '[') {
      const size_t end = text_.find_first_of("]\n", at_);
      if (end == std::string_view::npos || text_[end] != ']') fail_at(at_, "the ']' of a field's name is missing");
      at_ = end + 1;
      return text_.substr(begin, at_ - begin);
    }
    while (at_ < text_.size() && is_word_char(text_[at_])) ++at_;
    if (at_ == begin) fail_at(at_, "the name of a field is expected, not " + shown());
    return text_.substr(begin, at_ - begin);
  }

  void value(TextField& f, bool colon, int depth) {
    const char c = peek();
    if (c == '{' || c == '<') {
      ++at_;
      f.kind = TextField::Kind::kMessage;
      return fields_until(c == '{' ? '}' : '>', f, depth + 1);
    }
    if (!colon) fail_at(at_, "':' or '{' is expected after " + quote(f.name) + ", not " + shown());
    if (c == '"' || c == '\'') return strings(f);
    word(f);
  }

  void strings(TextField& f) {
    f.kind = TextField::Kind::kString;
    f.text = one_string();
    while (peek() == '"' || peek() == '\'') {
      std::string joined(f.text);
      joined += one_string();
      f.text = made_.emplace_back(std::move(joined));
    }
  }

  std::string_view one_string() {
    const char mark = text_[at_];
    const size_t begin = at_ + 1;
    bool escapes = false;
    size_t end = begin;
    for (;; ++end) {
      if (end >= text_.size() || text_[end] == '\n') fail_at(at_, "the string has no end on its line");
      if (text_[end] == mark) break;
      if (text_[end] != '\\') continue;
      escapes = true;
      ++end;
    }
    const std::string_view raw = text_.substr(begin, end - begin);
    std::string plain;
    if (escapes && !unescape(raw, plain)) fail_at(at_, "the string has an escape that is not known");
    at_ = end + 1;
    return escapes ? std::string_view(made_.emplace_back(std::move(plain))) : raw;
  }

  void word(TextField& f) {
    const bool minus = take('-');
    skip_space();
    const size_t begin = at_;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      const bool after_e = at_ > begin && text_[begin] <= '9' && (text_[at_ - 1] == 'e' || text_[at_ - 1] == 'E');
      const bool exponent_sign = after_e && (c == '-' || c == '+');
      if (!is_word_char(c) && c != '.' && !exponent_sign) break;
      ++at_;
    }
    if (at_ == begin) fail_at(at_, "a value is expected after " + quote(f.name) + ", not " + shown());
    f.text = text_.substr(begin, at_ - begin);
    if (!minus) return;
    const bool adjacent = begin > 0 && text_[begin - 1] == '-';
    f.text = adjacent ? text_.substr(begin - 1, at_ - begin + 1)
                      : std::string_view(made_.emplace_back("-" + std::string(f.text)));
  }

  std::string_view text_;
  std::deque<std::string>& made_;
  size_t at_ = 0, line_start_ = 0;
  uint32_t line_ = 1;
  int64_t count_ = 0;
};

TextDocument::TextDocument(std::string text) : text_(std::make_unique<const std::string>(std::move(text))) {
  TextParser(*text_, made_).read(root_);
}

std::optional<int64_t> TextField::as_int() const {
  if (kind != Kind::kWord) return std::nullopt;
  std::string_view t = text;
  const bool minus = t.starts_with('-');
  if (minus) t.remove_prefix(1);
  int base = 10;
  if (t.starts_with("0x") || t.starts_with("0X")) {
    base = 16;
    t.remove_prefix(2);
  } else if (t.size() > 1 && t[0] == '0') {
    base = 8;
    t.remove_prefix(1);
  }
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(t.data(), t.data() + t.size(), value, base);
  if (error != std::errc() || end != t.data() + t.size()) return std::nullopt;
  const uint64_t max = uint64_t(INT64_MAX) + (minus ? 1 : 0);
  if (value > max) return std::nullopt;
  return minus ? int64_t(0 - value) : int64_t(value);
}

std::optional<double> TextField::as_double() const {
  if (kind != Kind::kWord) return std::nullopt;
  if (const auto integer = as_int()) {
    // The sign of -0 is a float's own.
    if (*integer != 0 || !text.starts_with('-')) return double(*integer);
    return -0.0;
  }
  std::string_view t = text;
  const bool minus = t.starts_with('-');
  if (minus) t.remove_prefix(1);
  const std::string small = lower(t);
  if (small == "inf" || small == "infinity")
    return minus ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
  if (small == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (small.ends_with('f')) t.remove_suffix(1);
  if (t.starts_with('-') || t.empty() || lower(t) == "inf" || lower(t) == "nan") return std::nullopt;
  const auto value = parse_double(t);
  if (!value) return std::nullopt;
  return minus ? -*value : *value;
}

std::optional<bool> TextField::as_bool() const {
  if (kind != Kind::kWord) return std::nullopt;
  if (text == "true" || text == "True" || text == "t" || text == "1") return true;
  if (text == "false" || text == "False" || text == "f" || text == "0") return false;
  return std::nullopt;
}

const TextField* TextField::find(std::string_view field) const {
  for (auto it = fields.rbegin(); it != fields.rend(); ++it)
    if (it->name == field) return &*it;
  return nullptr;
}

std::string TextField::place() const { return position(line, column); }

}  // namespace sinter
