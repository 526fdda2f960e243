// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ir/narrow_float.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sinter {
namespace {

constexpr double kNanValue = std::numeric_limits<double>::quiet_NaN();

// A format of sign, exponent and mantissa bits with subnormals; the special codes are patched in by the caller.
NarrowFormat plain_format(int exponent_bits, int mantissa_bits, int bias, uint8_t max_code, uint8_t nan) {
  NarrowFormat f{};
  const int sign = 1 << (exponent_bits + mantissa_bits);
  for (int code = 0; code < 256; ++code) {
    const int exponent = (code & (sign - 1)) >> mantissa_bits, mantissa = code & ((1 << mantissa_bits) - 1);
    const double unit = std::ldexp(1.0, std::max(exponent, 1) - bias - mantissa_bits);
    const double v = unit * (mantissa + (exponent > 0 ? 1 << mantissa_bits : 0));
    f.value[size_t(code)] = code & sign ? -v : v;
  }
  f.max_code = max_code;
  f.sign = uint8_t(sign);
  f.nan = nan;
  f.signed_zero = true;
  return f;
}

NarrowFormat make_e4m3fn() {
  NarrowFormat f = plain_format(4, 3, 7, 0x7E, 0x7F);
  f.value[0x7F] = f.value[0xFF] = kNanValue;
  return f;
}
// The fnuz formats have one zero, and NaN where the negative zero would be.
NarrowFormat make_fnuz(int exponent_bits, int mantissa_bits, int bias) {
  NarrowFormat f = plain_format(exponent_bits, mantissa_bits, bias, 0x7F, 0x80);
  f.value[0x80] = kNanValue;
  f.signed_zero = false;
  return f;
}
NarrowFormat make_e5m2() {
  NarrowFormat f = plain_format(5, 2, 15, 0x7B, 0x7E);
  for (int sign : {0, 0x80}) {
    f.value[size_t(sign | 0x7C)] = sign ? -INFINITY : INFINITY;
    for (int code = 0x7D; code < 0x80; ++code) f.value[size_t(sign | code)] = kNanValue;
  }
  return f;
}
// Powers of two only: no sign, no zero.
NarrowFormat make_e8m0() {
  NarrowFormat f{};
  for (int code = 0; code < 255; ++code) f.value[size_t(code)] = std::ldexp(1.0, code - 127);
  f.value[255] = kNanValue;
  f.max_code = 254;
  f.nan = 255;
  return f;
}
// The format has no NaN; it is stored as -0, as other software does.
NarrowFormat make_e2m1() { return plain_format(2, 1, 1, 0x7, 0x8); }

}  // namespace

const NarrowFormat* narrow_format(DataType type) {
  static const NarrowFormat e4m3fn = make_e4m3fn(), e4m3fnuz = make_fnuz(4, 3, 8), e5m2 = make_e5m2(),
                            e5m2fnuz = make_fnuz(5, 2, 16), e8m0 = make_e8m0(), e2m1 = make_e2m1();
  switch (type) {
    case DataType::kFloat8E4M3FN:
      return &e4m3fn;
    case DataType::kFloat8E4M3FNUZ:
      return &e4m3fnuz;
    case DataType::kFloat8E5M2:
      return &e5m2;
    case DataType::kFloat8E5M2FNUZ:
      return &e5m2fnuz;
    case DataType::kFloat8E8M0:
      return &e8m0;
    case DataType::kFloat4E2M1:
      return &e2m1;
    default:
      return nullptr;
  }
}

uint8_t encode_narrow(const NarrowFormat& f, double v) {
  const bool negative = std::signbit(v);
  if (v != v || (negative && f.sign == 0 && v != 0)) return f.nan;
  const double magnitude = std::fabs(v);
  const auto begin = f.value.begin(), end = begin + f.max_code + 1;
  auto above = std::upper_bound(begin, end, magnitude);  // the first value > magnitude
  int code = int(above - begin) - 1;
  if (code < 0) {
    code = 0;
  } else if (above != end) {
    const double middle = (*above + *(above - 1)) / 2;  // exact: a few bits
    if (magnitude > middle || (magnitude == middle && (code % 2 != 0 || f.sign == 0))) ++code;
  }
  if (code == 0 && !f.signed_zero) return 0;
  return uint8_t(code | (negative ? f.sign : 0));
}

}  // namespace sinter
