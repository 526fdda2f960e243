// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/number_text.h"

#include <charconv>
#include <cmath>

#include "base/text.h"
#include "ir/element.h"

namespace sinter {
namespace {

// "d.ddde±xx" with the fewest digits.
std::string scientific(double v, DataType type) {
  char buffer[64];
  const auto text = [&](auto result) { return std::string(buffer, result.ptr); };
  if (type == DataType::kFloat64) return text(std::to_chars(buffer, buffer + 64, v, std::chars_format::scientific));
  if (type == DataType::kFloat32)
    return text(std::to_chars(buffer, buffer + 64, float(v), std::chars_format::scientific));
  for (int digits = 0; digits < 17; ++digits) {  // narrow types: ever more digits until it is the same number
    std::string t = text(std::to_chars(buffer, buffer + 64, v, std::chars_format::scientific, digits));
    double back = 0, rounded = 0;
    std::from_chars(t.data(), t.data() + t.size(), back);
    alignas(8) std::byte element[8] = {};
    store_f64(type, element, 0, 1, &back);
    load_f64(type, element, 0, 1, &rounded);
    if (rounded == v) return t;
  }
  return text(std::to_chars(buffer, buffer + 64, v, std::chars_format::scientific));
}

}  // namespace

std::string float_text(double v, DataType type) {
  if (std::isnan(v)) return "nan";
  if (std::isinf(v)) return v > 0 ? "inf" : "-inf";
  if (v == 0) return std::signbit(v) ? "-0.0" : "0.0";
  const std::string s = scientific(v, type);
  const size_t e = s.find('e');
  const int exponent = std::stoi(s.substr(e + 1));
  if (exponent < -4 || exponent >= 16) return s;
  std::string digits;
  for (char c : s.substr(0, e))
    if (c >= '0' && c <= '9') digits += c;
  std::string out;
  if (exponent < 0) {
    out = "0." + std::string(size_t(-exponent - 1), '0') + digits;
  } else {
    const size_t whole = size_t(exponent) + 1;
    if (digits.size() < whole) digits.append(whole - digits.size(), '0');
    out = digits.substr(0, whole) + "." + (digits.size() > whole ? digits.substr(whole) : "0");
  }
  return s[0] == '-' ? "-" + out : out;
}

std::optional<double> parse_float_text(std::string_view text, DataType type) {
  text = trim(text);
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-') || text.starts_with('+')) return std::nullopt;
  }
  double v = 0;
  std::from_chars_result r{};
  const char* end = text.data() + text.size();
  if (type == DataType::kFloat32) {
    float f = 0;
    r = std::from_chars(text.data(), end, f);
    v = f;
  } else {
    r = std::from_chars(text.data(), end, v);
  }
  if (r.ec == std::errc::result_out_of_range && r.ptr == end) {  // too large or too small: rounded
    const size_t e = text.find_first_of("eE");
    const bool tiny = e != text.npos && e + 1 < text.size() && text[e + 1] == '-';
    const double size = tiny ? 0.0 : INFINITY;
    return text[0] == '-' ? -size : size;
  }
  if (r.ec != std::errc() || r.ptr != end || text.empty()) return std::nullopt;
  return v;
}

}  // namespace sinter
