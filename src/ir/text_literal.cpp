// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ir/text_literal.h"

#include <algorithm>

#include "base/text.h"

namespace sinter {
namespace {
bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }
bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
}  // namespace

std::string string_literal(std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string s = "\"";
  for (char c : text) {
    const auto u = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      (s += '\\') += c;
    else if (c == '\n')
      s += "\\n";
    else if (c == '\t')
      s += "\\t";
    else if (c == '\r')
      s += "\\r";
    else if (u < 0x20 || u == 0x7F)
      ((s += "\\x") += kHex[u >> 4]) += kHex[u & 15];
    else
      s += c;
  }
  return s + "\"";
}

std::string float_literal(double v) {
  std::string s = to_text(v);
  if (v == v && s.find_first_not_of("-0123456789") == std::string::npos) s += ".0";
  if (v != v) s = "nan";  // to_text may print its sign
  return s;
}

bool is_name_char(char c) noexcept {
  return is_ascii_letter(c) || is_ascii_digit(c) || c == '_' || c == '.' || c == '/' || c == ':';
}

std::string value_name_literal(std::string_view name) {
  const bool bare = !name.empty() && name.back() != ':' && std::all_of(name.begin(), name.end(), is_name_char);
  return bare ? "%" + std::string(name) : "%" + string_literal(name);
}

bool is_made_up_name(std::string_view name) noexcept {
  return name.size() > 1 && name[0] == 'v' && std::all_of(name.begin() + 1, name.end(), is_ascii_digit);
}

std::string word_literal(std::string_view word) {
  const bool bare = !word.empty() && !is_ascii_digit(word[0]) && word[0] != '.' &&
                    std::all_of(word.begin(), word.end(),
                                [](char c) { return is_ascii_letter(c) || is_ascii_digit(c) || c == '_' || c == '.'; });
  return bare ? std::string(word) : string_literal(word);
}

}  // namespace sinter
