// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/protobuf/text_string.h"

#include <cstdint>

namespace sinter {
namespace {

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 99;
}

/// Up to `max` digits from `at` on; false if there are fewer than `min`.
bool take_digits(std::string_view raw, size_t& at, int base, int min, int max, uint32_t& value) {
  value = 0;
  int count = 0;
  for (; count < max && at < raw.size() && digit_of(raw[at]) < base; ++count, ++at)
    value = value * uint32_t(base) + uint32_t(digit_of(raw[at]));
  return count >= min;
}

bool append_utf8(std::string& out, uint32_t c) {
  if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) return false;
  if (c < 0x80) {
    out += char(c);
  } else if (c < 0x800) {
    out += char(0xC0 | (c >> 6));
    out += char(0x80 | (c & 63));
  } else if (c < 0x10000) {
    out += char(0xE0 | (c >> 12));
    out += char(0x80 | ((c >> 6) & 63));
    out += char(0x80 | (c & 63));
  } else {
    out += char(0xF0 | (c >> 18));
    out += char(0x80 | ((c >> 12) & 63));
    out += char(0x80 | ((c >> 6) & 63));
    out += char(0x80 | (c & 63));
  }
  return true;
}

bool append_numeric(std::string_view raw, size_t& at, char kind, std::string& plain) {
  uint32_t value = 0;
  if (kind == 'x' || kind == 'X') {
    if (!take_digits(raw, at, 16, 1, 2, value)) return false;
    plain += char(value);
    return true;
  }
  const int digits = kind == 'u' ? 4 : 8;
  return take_digits(raw, at, 16, digits, digits, value) && append_utf8(plain, value);
}

}  // namespace

bool unescape(std::string_view raw, std::string& plain) {
  static constexpr std::string_view kLetters = "abfnrtv\\'\"?", kMeanings = "\a\b\f\n\r\t\v\\'\"?";
  plain.clear();
  for (size_t at = 0; at < raw.size();) {
    if (raw[at] != '\\') {
      plain += raw[at++];
      continue;
    }
    if (++at >= raw.size()) return false;
    const char c = raw[at];
    if (c >= '0' && c <= '7') {
      uint32_t value = 0;
      take_digits(raw, at, 8, 1, 3, value);
      if (value > 255) return false;
      plain += char(value);
      continue;
    }
    ++at;
    if (const size_t letter = kLetters.find(c); letter != std::string_view::npos) {
      plain += kMeanings[letter];
    } else if (c != 'x' && c != 'X' && c != 'u' && c != 'U') {
      return false;
    } else if (!append_numeric(raw, at, c, plain)) {
      return false;
    }
  }
  return true;
}

}  // namespace sinter
