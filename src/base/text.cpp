// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace sinter {
namespace {

// Length of the well-formed UTF-8 sequence at the start of `text` and its code point; length 0 if it is malformed.
struct CodePoint {
  size_t length = 0;
  uint32_t value = 0;
};

CodePoint decode_utf8(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const uint32_t first = byte(0);
  if (first < 0x80) return {1, first};
  const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return {};
  uint32_t value = first & (0xFFu >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    value = value << 6 | (byte(i) & 0x3F);
  }
  constexpr std::array<uint32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};  // shortest form only
  if (value < kLeast[length] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) return {};
  return {length, value};
}

bool is_printable(uint32_t c) {
  const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
  const bool bidirectional = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F;
  return !control && !bidirectional;
}

void append_escaped(std::string& out, std::string_view bytes) {
  constexpr std::string_view kHex = "0123456789abcdef";
  for (const char c : bytes) {
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else {
      const auto u = static_cast<unsigned char>(c);
      out += "\\x";
      out += kHex[u >> 4];
      out += kHex[u & 15];
    }
  }
}

template <class String>
std::string join_strings(std::span<const String> parts, std::string_view separator) {
  std::string out;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += separator;
    out += parts[i];
  }
  return out;
}

template <class Number>
std::optional<Number> parse_whole(std::string_view text) noexcept {
  Number value{};
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  if (result.ec != std::errc() || result.ptr != end) return std::nullopt;
  return value;
}

}  // namespace

std::string escape_for_message(std::string_view text, size_t max) {
  std::string out;
  out.reserve(std::min(text.size(), max) + 8);
  for (size_t at = 0; at < text.size();) {
    if (out.size() >= max) return out + "... (" + std::to_string(text.size()) + " bytes)";
    const CodePoint c = decode_utf8(text.substr(at, 4));
    const std::string_view bytes = text.substr(at, std::max<size_t>(c.length, 1));
    if (c.length > 0 && is_printable(c.value)) {
      out += bytes;
    } else {
      append_escaped(out, bytes);
    }
    at += bytes.size();
  }
  return out;
}

std::string quote(std::string_view name) { return '"' + escape_for_message(name) + '"'; }

int edit_distance(std::string_view a, std::string_view b) {
  a = a.substr(0, limits::kMaxSpelling);
  b = b.substr(0, limits::kMaxSpelling);
  // Three rows of the usual table: row i holds the distances of a's first i bytes to every prefix of b.
  using Row = std::array<int, limits::kMaxSpelling + 1>;
  Row before{}, previous{}, current{};
  for (size_t j = 0; j <= b.size(); ++j) current[j] = static_cast<int>(j);
  for (size_t i = 1; i <= a.size(); ++i) {
    before = previous;
    previous = current;
    current[0] = static_cast<int>(i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const int replaced = previous[j - 1] + (a[i - 1] != b[j - 1] ? 1 : 0);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) current[j] = std::min(current[j], before[j - 2] + 1);
    }
  }
  return current[b.size()];
}

std::string_view closest(std::string_view name, std::span<const std::string_view> candidates) {
  std::string_view best;
  int best_distance =
      static_cast<int>(std::min(name.size(), limits::kMaxSpelling)) / 3 + 1;  // one typo in three letters
  for (const std::string_view candidate : candidates) {
    const int distance = edit_distance(name, candidate);
    if (distance > best_distance || (distance == best_distance && !best.empty())) continue;
    if (distance >= static_cast<int>(candidate.size())) continue;  // nothing in common
    best = candidate;
    best_distance = distance;
  }
  return best;
}

std::string did_you_mean(std::string_view name, std::span<const std::string_view> candidates) {
  const std::string_view best = closest(name, candidates);
  return best.empty() ? std::string() : "did you mean " + quote(best) + "?";
}

std::string did_you_mean(std::string_view name, std::span<const std::string> candidates) {
  const std::vector<std::string_view> views(candidates.begin(), candidates.end());
  return did_you_mean(name, std::span<const std::string_view>(views));
}

std::optional<int64_t> parse_int64(std::string_view text) noexcept { return parse_whole<int64_t>(text); }

std::optional<double> parse_double(std::string_view text) noexcept { return parse_whole<double>(text); }

std::string to_text(double value) {
  std::array<char, 32> buffer;  // the shortest form of any double has at most 24 characters
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), result.ptr};
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  return join_strings(parts, separator);
}

std::string join(std::span<const std::string_view> parts, std::string_view separator) {
  return join_strings(parts, separator);
}

std::string join(std::span<const int64_t> parts, std::string_view separator) {
  std::string out;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += separator;
    out += std::to_string(parts[i]);
  }
  return out;
}

std::string_view trim(std::string_view text) noexcept {
  constexpr std::string_view kSpace = " \t\r\n";
  const size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

}  // namespace sinter
