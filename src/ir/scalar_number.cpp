// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Number functions of pointwise ops whose integer cases need care: nothing here traps or is undefined.
#include "ir/scalar_number.h"

#include "sinter/error.h"

namespace sinter {

int64_t saturate_to_i64(double v) {
  if (v != v) return 0;
  if (v >= 0x1p63) return INT64_MAX;
  if (v < -0x1p63) return INT64_MIN;
  return int64_t(v);
}
uint64_t saturate_to_u64(double v) {
  if (!(v > 0)) return 0;
  return v >= 0x1p64 ? UINT64_MAX : uint64_t(v);
}

ScalarNumber convert_scalar(ScalarNumber v, ScalarClass from, ScalarClass to) {
  if (from == to) return v;
  const bool is_float = from == ScalarClass::kFloat;
  switch (to) {
    case ScalarClass::kFloat:
      return ScalarNumber::of(from == ScalarClass::kUInt ? double(uint64_t(v.i)) : double(v.i));
    case ScalarClass::kInt:
      return ScalarNumber::of_int(is_float ? saturate_to_i64(v.f) : v.i);
    case ScalarClass::kUInt:
      return ScalarNumber::of_int(is_float ? int64_t(saturate_to_u64(v.f)) : v.i);
    case ScalarClass::kBool:
      return ScalarNumber::of_bool(is_float ? v.f != 0 : v.i != 0);
  }
  fail(ErrorCode::kInternal, "a scalar class out of range");
}

ScalarNumber scalar_const(const ScalarInstr& n) {
  switch (n.cls) {
    case ScalarClass::kFloat:
      return ScalarNumber::of(n.imm);
    case ScalarClass::kBool:
      return ScalarNumber::of_bool(n.imm != 0);
    default:
      return ScalarNumber::of_int(n.imm_int);
  }
}

namespace scalar {

double div(double a, double b) { return a / b; }
int64_t div(int64_t a, int64_t b) {
  if (b == 0) return 0;
  return b == -1 ? int64_t(0 - uint64_t(a)) : a / b;
}
uint64_t div(uint64_t a, uint64_t b) { return b == 0 ? 0 : a / b; }

double mod(double a, double b) {
  const double r = std::fmod(a, b);
  if (r == 0) return std::copysign(0.0, b);
  return (r < 0) != (b < 0) ? r + b : r;
}
int64_t mod(int64_t a, int64_t b) {
  const int64_t r = fmod(a, b);
  return r != 0 && (r < 0) != (b < 0) ? r + b : r;
}
uint64_t mod(uint64_t a, uint64_t b) { return fmod(a, b); }

double fmod(double a, double b) { return std::fmod(a, b); }
int64_t fmod(int64_t a, int64_t b) { return b == 0 || b == -1 ? 0 : a % b; }
uint64_t fmod(uint64_t a, uint64_t b) { return b == 0 ? 0 : a % b; }

double pow(double a, double b) { return std::pow(a, b); }
uint64_t pow(uint64_t a, uint64_t b) {
  uint64_t r = 1;
  for (; b != 0; b >>= 1, a *= a)
    if (b & 1) r *= a;
  return r;
}
int64_t pow(int64_t a, int64_t b) {
  if (b >= 0) return int64_t(pow(uint64_t(a), uint64_t(b)));  // wraps as two's complement does
  // 1 / a^-b, truncated; 1 / 0 is 0 like every integer division by zero.
  if (a == 1) return 1;
  return a == -1 ? (b % 2 == 0 ? 1 : -1) : 0;
}

double round_even(double a) {
  if (std::fabs(a - std::trunc(a)) == 0.5) return std::copysign(2 * std::round(a / 2), a);
  return std::round(a);
}

}  // namespace scalar
}  // namespace sinter
