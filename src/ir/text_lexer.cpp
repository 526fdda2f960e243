// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ir/text_lexer.h"

#include "base/text.h"
#include "ir/text_literal.h"
#include "sinter/error.h"

namespace sinter {
namespace {

constexpr const char* kTextRemedy = "correct the text of the graph, or print it again";

bool is_lexer_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word_char(char c) { return is_name_char(c) && c != '/' && c != ':'; }
int hex_digit(char c) {
  if (is_lexer_digit(c)) return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

}  // namespace

std::string TextLexer::place(size_t offset) const {
  size_t line = 1, start = 0;
  for (size_t i = 0; i < offset && i < text_.size(); ++i)
    if (text_[i] == '\n') ++line, start = i + 1;
  return "line " + std::to_string(line) + ", column " + std::to_string(offset - start + 1);
}

void TextLexer::fail_at(size_t offset, const std::string& message) const {
  fail(ErrorCode::kInvalidModel, place(offset) + ": " + message, kTextRemedy);
}

void TextLexer::skip() {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
      ++at_;
    else if (text_.substr(at_, 2) == "//")
      at_ = std::min(text_.find('\n', at_), text_.size());
    else
      return;
  }
}

size_t TextLexer::offset() {
  skip();
  return at_;
}
bool TextLexer::at_end() { return offset() >= text_.size(); }
char TextLexer::peek() { return at_end() ? '\0' : text_[at_]; }

bool TextLexer::take(std::string_view punctuation) {
  skip();
  if (text_.substr(at_, punctuation.size()) != punctuation) return false;
  at_ += punctuation.size();
  return true;
}

void TextLexer::expect(std::string_view punctuation) {
  if (take(punctuation)) return;
  std::string found = at_end() ? "the end" : quote(text_.substr(at_, 1));
  fail_here("expected " + quote(punctuation) + ", found " + found);
}

bool TextLexer::peek_word(std::string_view word) {
  skip();
  if (text_.substr(at_, word.size()) != word) return false;
  const size_t end = at_ + word.size();
  return end >= text_.size() || !is_word_char(text_[end]);
}

bool TextLexer::take_word(std::string_view word) {
  if (!peek_word(word)) return false;
  at_ += word.size();
  return true;
}

std::string TextLexer::word() {
  skip();
  const size_t begin = at_;
  while (at_ < text_.size() && is_word_char(text_[at_])) ++at_;
  if (at_ == begin || is_lexer_digit(text_[begin]) || text_[begin] == '.') fail_at(begin, "expected a word");
  return std::string(text_.substr(begin, at_ - begin));
}

std::string TextLexer::word_or_string() { return peek() == '"' ? string() : word(); }

std::string TextLexer::string() {
  expect("\"");
  const size_t begin = at_ - 1;
  std::string s;
  while (true) {
    if (at_ >= text_.size() || text_[at_] == '\n') fail_at(begin, "a string without end");
    const char c = text_[at_++];
    if (c == '"') return s;
    if (c != '\\') {
      s += c;
      continue;
    }
    const char e = at_ < text_.size() ? text_[at_++] : '\0';
    if (e == '"' || e == '\\')
      s += e;
    else if (e == 'n')
      s += '\n';
    else if (e == 't')
      s += '\t';
    else if (e == 'r')
      s += '\r';
    else if (e == 'x' && at_ + 1 < text_.size() && hex_digit(text_[at_]) >= 0 && hex_digit(text_[at_ + 1]) >= 0) {
      s += char(hex_digit(text_[at_]) * 16 + hex_digit(text_[at_ + 1]));
      at_ += 2;
    } else {
      fail_at(at_ - 1, "an unknown escape in a string");
    }
  }
}

std::string TextLexer::value_name(bool& quoted) {
  expect("%");
  quoted = at_ < text_.size() && text_[at_] == '"';
  if (quoted) return string();
  const size_t begin = at_;
  while (at_ < text_.size() && is_name_char(text_[at_])) {
    // "%x: f32[]": a colon belongs to the name only if the name goes on.
    if (text_[at_] == ':' && (at_ + 1 >= text_.size() || !is_name_char(text_[at_ + 1]))) break;
    ++at_;
  }
  if (at_ == begin) fail_at(begin, "expected a value's name after %");
  return std::string(text_.substr(begin, at_ - begin));
}

std::string_view TextLexer::number_text() {
  skip();
  const size_t begin = at_;
  if (at_ < text_.size() && text_[at_] == '-') ++at_;
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == '.' && text_.substr(at_, 2) == "..") break;
    const bool exponent_sign =
        (c == '+' || c == '-') && at_ > begin && (text_[at_ - 1] == 'e' || text_[at_ - 1] == 'E');
    if (!is_word_char(c) && !exponent_sign) break;
    ++at_;
  }
  return text_.substr(begin, at_ - begin);
}

int64_t TextLexer::integer() {
  const size_t begin = offset();
  const auto v = parse_int64(number_text());
  if (!v) fail_at(begin, "expected an integer");
  return *v;
}

Dim TextLexer::dim() {
  const size_t begin = offset();
  int depth = 0;
  for (; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (c == '(')
      ++depth;
    else if (c == ')' && depth-- == 0)
      break;
    else if (depth == 0 && (c == ',' || c == ']' || c == '>' || c == '}'))
      break;
    else if (c == '\n')
      break;
  }
  const auto text = trim(text_.substr(begin, at_ - begin));
  auto d = parse_dim(text);
  if (!d) fail_at(begin, "not a dim: " + quote(text));
  return *d;
}

}  // namespace sinter
