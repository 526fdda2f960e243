// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Reads the text of a Dim: a recursive descent, bounded in depth and length.
//   sum = ['-'] product {('+' | '-') product}     product = factor {('*' | '/' | '%') factor}
//   factor = integer | symbol | '-' factor | '(' sum ')' | ("floor" | "mod" | "min" | "max") '(' sum ',' sum ')'
#include <cctype>

#include "base/limits.h"
#include "ir/dim.h"
#include "sinter/error.h"

namespace sinter {
namespace {

class DimReader {
 public:
  explicit DimReader(std::string_view text) : text_(text) {}

  std::optional<Dim> read() {
    auto d = sum(0);
    skip();
    return at_ == text_.size() ? d : std::nullopt;
  }

 private:
  void skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }
  bool take(char c) {
    skip();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  static bool is_word(char c) {
    return is_digit(c) || c == '_' || c == '.' || std::isalpha(static_cast<unsigned char>(c));
  }

  std::optional<Dim> sum(int depth) {
    if (depth > limits::kMaxNesting) return std::nullopt;
    bool negative = take('-');
    std::optional<Dim> total;
    while (true) {
      auto p = product(depth, negative);
      if (!p) return std::nullopt;
      total = total ? *total + *p : *p;
      if (take('+'))
        negative = false;
      else if (take('-'))
        negative = true;
      else
        return total;
    }
  }

  std::optional<Dim> product(int depth, bool negative) {
    // The magnitude of INT64_MIN is no int64 itself.
    constexpr std::string_view kMinMagnitude = "9223372036854775808";
    skip();
    std::optional<Dim> d;
    if (negative && text_.substr(at_).starts_with(kMinMagnitude)) {
      at_ += kMinMagnitude.size();
      d = Dim(INT64_MIN);
      negative = false;
    } else {
      d = factor(depth);
    }
    while (d) {
      const char op = take('*') ? '*' : take('/') ? '/' : take('%') ? '%' : '\0';
      if (op == '\0') break;
      const auto e = factor(depth);
      if (!e) return std::nullopt;
      d = op == '*' ? *d * *e : op == '/' ? floor_div(*d, *e) : mod(*d, *e);
    }
    return d && negative ? Dim(0) - *d : d;
  }

  std::optional<Dim> factor(int depth) {
    if (depth > limits::kMaxNesting) return std::nullopt;
    if (take('-')) {
      auto d = factor(depth + 1);
      return d ? std::optional(Dim(0) - *d) : std::nullopt;
    }
    if (take('(')) {
      auto d = sum(depth + 1);
      return d && take(')') ? d : std::nullopt;
    }
    if (at_ >= text_.size()) return std::nullopt;
    return is_digit(text_[at_]) ? integer() : word(depth);
  }

  std::optional<Dim> integer() {
    int64_t v = 0;
    for (; at_ < text_.size() && is_digit(text_[at_]); ++at_)
      if (__builtin_mul_overflow(v, 10, &v) || __builtin_add_overflow(v, text_[at_] - '0', &v)) return std::nullopt;
    return Dim(v);
  }

  std::optional<Dim> word(int depth) {
    const size_t begin = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    const std::string name(text_.substr(begin, at_ - begin));
    if (name.empty()) return std::nullopt;
    const bool function = name == "floor" || name == "mod" || name == "min" || name == "max";
    if (!function) return Dim::symbol(name);
    if (!take('(')) return std::nullopt;
    const auto a = sum(depth + 1);
    if (!a || !take(',')) return std::nullopt;
    const auto b = sum(depth + 1);
    if (!b || !take(')')) return std::nullopt;
    return name == "floor" ? floor_div(*a, *b)
           : name == "mod" ? mod(*a, *b)
           : name == "min" ? min(*a, *b)
                           : max(*a, *b);
  }

  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace

std::optional<Dim> parse_dim(std::string_view text) {
  if (text.size() > limits::kMaxDimText) return std::nullopt;
  try {
    return DimReader(text).read();
  } catch (const Error&) {  // overflow, a division by zero, or an expansion beyond the limits
    return std::nullopt;
  }
}

}  // namespace sinter
