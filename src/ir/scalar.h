// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The meaning of pointwise ops. A pointwise op is written once as a functor template over T; with T = double, int64_t
// or uint64_t it *is* the reference, and with T = ScalarExpr it records a ScalarProgram: a small list of primitive
// instructions from which the CPU backend runs vector loops, the CUDA backend prints source text, and the plan stores
// a recipe. Functors use + - * (also unary -), the comparisons, and the named functions below, nothing else.
#pragma once
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sinter {

/// Primitive instructions. The numbers are stored in plans: append only.
enum class ScalarOp : uint8_t {
  kInput = 0,  // a = index of the program's input
  kConst = 1,  // imm
  kAdd = 2,
  kSub = 3,
  kMul = 4,
  kDiv = 5,   // floats: IEEE; integers truncate towards zero, x / 0 = 0
  kMod = 6,   // sign of the divisor (Python); integers: x % 0 = 0
  kFmod = 7,  // sign of the dividend (C); integers: x % 0 = 0
  kPow = 8,
  kMin = 9,
  kMax = 10,  // NaN if either is NaN
  kLess = 11,
  kLessEqual = 12,
  kEqual = 13,
  kAnd = 14,
  kOr = 15,
  kXor = 16,
  kNot = 17,     // logical, on booleans
  kSelect = 18,  // a ? b : c
  kNeg = 19,
  kAbs = 20,
  kSign = 21,
  kExp = 22,
  kLog = 23,
  kSqrt = 24,
  kErf = 25,
  kSin = 26,
  kCos = 27,
  kTan = 28,
  kAsin = 29,
  kAcos = 30,
  kAtan = 31,
  kSinh = 32,
  kCosh = 33,
  kTanh = 34,
  kAsinh = 35,
  kAcosh = 36,
  kAtanh = 37,
  kFloor = 38,
  kCeil = 39,
  kRoundEven = 40,
  kTrunc = 41,
  kIsNan = 42,
  kBitAnd = 43,
  kBitOr = 44,
  kBitXor = 45,
  kBitNot = 46,
  kShiftLeft = 47,
  kShiftRight = 48,
  kCast = 49,  // to the class of the instruction, from the class of a
  kRecip = 50,
  kRsqrt = 51,
  kLog1p = 52,
  kExpm1 = 53,
  kAtan2 = 54,
  kNarrow = 55,  // rounds a to the dtype in `imm` (DataType number) and widens again: the value a store would leave
};
inline constexpr int kNumScalarOps = 56;
std::string_view to_string(ScalarOp op) noexcept;
/// 0 for kInput and kConst, else 1 to 3.
int arity(ScalarOp op) noexcept;

/// The class a value is computed in. kFloat is f32 on fast backends and f64 where an input or output is f64.
enum class ScalarClass : uint8_t { kFloat = 0, kInt = 1, kUInt = 2, kBool = 3 };

struct ScalarInstr {
  ScalarOp op;
  ScalarClass cls;                 // class of the result
  int32_t a = -1, b = -1, c = -1;  // earlier instructions (kInput: a = input index)
  double imm = 0;                  // of kConst for kFloat/kBool, and of kNarrow
  int64_t imm_int = 0;             // of kConst for kInt/kUInt
  bool operator==(const ScalarInstr&) const = default;
};

/// A straight-line program. Equal subexpressions are shared; instructions only refer to earlier ones.
struct ScalarProgram {
  std::vector<ScalarClass> inputs;
  std::vector<ScalarInstr> code;
  std::vector<int32_t> outputs;  // instruction of each result
  bool operator==(const ScalarProgram&) const = default;

  /// Appends (or finds) an instruction and returns its index.
  int32_t add(const ScalarInstr& instr);
  int32_t add_input(ScalarClass cls);
  /// Index of `value` converted to class `cls`.
  int32_t cast(int32_t value, ScalarClass cls);
  /// Splices `other` in, its inputs replaced by `args`; returns the indices of its outputs.
  std::vector<int32_t> append(const ScalarProgram& other, std::span<const int32_t> args);
  /// Drops instructions that no output needs; inputs stay.
  void prune();
  /// One line per instruction; for tests and `sinter inspect`.
  std::string to_string() const;
};

/// A handle to one instruction of the program being recorded.
class ScalarExpr {
 public:
  ScalarExpr() = default;
  ScalarExpr(double v) : is_literal_(true), literal_(v) {}  // NOLINT: literals mix freely with expressions
  ScalarExpr(ScalarProgram* p, int32_t id) : program_(p), id_(id) {}
  static ScalarExpr make(ScalarOp op, const ScalarExpr& a);
  static ScalarExpr make(ScalarOp op, const ScalarExpr& a, const ScalarExpr& b);
  static ScalarExpr make(ScalarOp op, const ScalarExpr& a, const ScalarExpr& b, const ScalarExpr& c);
  ScalarProgram* program() const { return program_; }
  /// The instruction; a literal is added to `p` as a constant of class `cls`.
  int32_t id(ScalarProgram* p, ScalarClass cls) const;
  bool empty() const { return !program_ && !is_literal_; }
  bool is_literal() const { return is_literal_; }
  double literal() const { return literal_; }

 private:
  ScalarProgram* program_ = nullptr;
  int32_t id_ = -1;
  bool is_literal_ = false;
  double literal_ = 0;
};

// ---- the functions a functor may use, for numbers ... ----
namespace scalar {
template <class T>
concept Number = std::is_same_v<T, double> || std::is_same_v<T, int64_t> || std::is_same_v<T, uint64_t>;

template <Number T>
T select(bool c, T a, T b) {
  return c ? a : b;
}
template <Number T>
T select(T c, T a, T b) {
  return c != T(0) ? a : b;
}
template <Number T>
bool is_nan(T a) {
  return a != a;
}
template <Number T>
T min(T a, T b) {
  return is_nan(a) ? a : is_nan(b) ? b : b < a ? b : a;
}
template <Number T>
T max(T a, T b) {
  return is_nan(a) ? a : is_nan(b) ? b : a < b ? b : a;
}
template <Number T>
T abs(T a) {
  return a < T(0) ? T(0) - a : std::is_same_v<T, double> ? T(std::fabs(double(a))) : a;
}
template <>
inline int64_t abs(int64_t a) {
  return a < 0 ? int64_t(-uint64_t(a)) : a;
}
template <>
inline uint64_t abs(uint64_t a) {
  return a;
}
template <Number T>
T sign(T a) {
  return is_nan(a) ? a : T(T(0) < a) - T(a < T(0));
}
double div(double a, double b);
int64_t div(int64_t a, int64_t b);
uint64_t div(uint64_t a, uint64_t b);
double mod(double a, double b);
int64_t mod(int64_t a, int64_t b);
uint64_t mod(uint64_t a, uint64_t b);
double fmod(double a, double b);
int64_t fmod(int64_t a, int64_t b);
uint64_t fmod(uint64_t a, uint64_t b);
double pow(double a, double b);
int64_t pow(int64_t a, int64_t b);
uint64_t pow(uint64_t a, uint64_t b);
double round_even(double a);
inline double exp(double a) { return std::exp(a); }
inline double log(double a) { return std::log(a); }
inline double log1p(double a) { return std::log1p(a); }
inline double expm1(double a) { return std::expm1(a); }
inline double sqrt(double a) { return std::sqrt(a); }
inline double rsqrt(double a) { return 1.0 / std::sqrt(a); }
inline double recip(double a) { return 1.0 / a; }
inline double erf(double a) { return std::erf(a); }
inline double sin(double a) { return std::sin(a); }
inline double cos(double a) { return std::cos(a); }
inline double tan(double a) { return std::tan(a); }
inline double asin(double a) { return std::asin(a); }
inline double acos(double a) { return std::acos(a); }
inline double atan(double a) { return std::atan(a); }
inline double sinh(double a) { return std::sinh(a); }
inline double cosh(double a) { return std::cosh(a); }
inline double tanh(double a) { return std::tanh(a); }
inline double asinh(double a) { return std::asinh(a); }
inline double acosh(double a) { return std::acosh(a); }
inline double atanh(double a) { return std::atanh(a); }
inline double floor(double a) { return std::floor(a); }
inline double ceil(double a) { return std::ceil(a); }
inline double trunc(double a) { return std::trunc(a); }
inline double atan2(double a, double b) { return std::atan2(a, b); }
// Integers wrap. The operators do the same to doubles and expressions, but overflow of int64_t is undefined in C++.
inline double add(double a, double b) { return a + b; }
inline int64_t add(int64_t a, int64_t b) { return int64_t(uint64_t(a) + uint64_t(b)); }
inline uint64_t add(uint64_t a, uint64_t b) { return a + b; }
inline double sub(double a, double b) { return a - b; }
inline int64_t sub(int64_t a, int64_t b) { return int64_t(uint64_t(a) - uint64_t(b)); }
inline uint64_t sub(uint64_t a, uint64_t b) { return a - b; }
inline double mul(double a, double b) { return a * b; }
inline int64_t mul(int64_t a, int64_t b) { return int64_t(uint64_t(a) * uint64_t(b)); }
inline uint64_t mul(uint64_t a, uint64_t b) { return a * b; }
inline double neg(double a) { return -a; }
inline int64_t neg(int64_t a) { return int64_t(-uint64_t(a)); }
inline uint64_t neg(uint64_t a) { return -a; }
/// An attribute as an operand: saturated and truncated for the integer classes, a literal for expressions.
template <class T>
T limit(double v) {
  return T(v);
}
template <>
inline int64_t limit<int64_t>(double v) {
  return v >= 0x1p63 ? INT64_MAX : v < -0x1p63 ? INT64_MIN : v == v ? int64_t(v) : 0;
}
template <>
inline uint64_t limit<uint64_t>(double v) {
  return v >= 0x1p64 ? UINT64_MAX : v > 0 ? uint64_t(v) : 0;
}
template <Number T>
T logical_and(T a, T b) {
  return T(a != T(0) && b != T(0));
}
template <Number T>
T logical_or(T a, T b) {
  return T(a != T(0) || b != T(0));
}
template <Number T>
T logical_xor(T a, T b) {
  return T((a != T(0)) != (b != T(0)));
}
template <Number T>
T logical_not(T a) {
  return T(a == T(0));
}
template <Number T>
T bit_and(T a, T b) {
  return T(uint64_t(a) & uint64_t(b));
}
template <Number T>
T bit_or(T a, T b) {
  return T(uint64_t(a) | uint64_t(b));
}
template <Number T>
T bit_xor(T a, T b) {
  return T(uint64_t(a) ^ uint64_t(b));
}
template <Number T>
T bit_not(T a) {
  return T(~uint64_t(a));
}
template <Number T>
T shift_left(T a, T b) {
  return uint64_t(b) > 63 ? T(0) : T(uint64_t(a) << uint64_t(b));
}
/// Arithmetic where T is signed. An amount that is negative or beyond the width leaves only copies of the sign.
template <Number T>
T shift_right(T a, T b) {
  const bool beyond = uint64_t(b) > 63;
  if constexpr (std::is_integral_v<T> && std::is_signed_v<T>)
    return T(int64_t(a) >> (beyond ? 63 : int64_t(b)));
  else
    return beyond ? T(0) : T(uint64_t(a) >> uint64_t(b));
}

// ---- ... and the same for expressions ----
#define SINTER_SCALAR_UNARY(fn, op) \
  inline ScalarExpr fn(const ScalarExpr& a) { return ScalarExpr::make(ScalarOp::op, a); }
#define SINTER_SCALAR_BINARY(fn, op) \
  inline ScalarExpr fn(const ScalarExpr& a, const ScalarExpr& b) { return ScalarExpr::make(ScalarOp::op, a, b); }
SINTER_SCALAR_UNARY(is_nan, kIsNan)
SINTER_SCALAR_UNARY(abs, kAbs)
SINTER_SCALAR_UNARY(sign, kSign)
SINTER_SCALAR_UNARY(exp, kExp)
SINTER_SCALAR_UNARY(log, kLog)
SINTER_SCALAR_UNARY(log1p, kLog1p)
SINTER_SCALAR_UNARY(expm1, kExpm1)
SINTER_SCALAR_UNARY(sqrt, kSqrt)
SINTER_SCALAR_UNARY(rsqrt, kRsqrt)
SINTER_SCALAR_UNARY(recip, kRecip)
SINTER_SCALAR_UNARY(erf, kErf)
SINTER_SCALAR_UNARY(sin, kSin)
SINTER_SCALAR_UNARY(cos, kCos)
SINTER_SCALAR_UNARY(tan, kTan)
SINTER_SCALAR_UNARY(asin, kAsin)
SINTER_SCALAR_UNARY(acos, kAcos)
SINTER_SCALAR_UNARY(atan, kAtan)
SINTER_SCALAR_UNARY(sinh, kSinh)
SINTER_SCALAR_UNARY(cosh, kCosh)
SINTER_SCALAR_UNARY(tanh, kTanh)
SINTER_SCALAR_UNARY(asinh, kAsinh)
SINTER_SCALAR_UNARY(acosh, kAcosh)
SINTER_SCALAR_UNARY(atanh, kAtanh)
SINTER_SCALAR_UNARY(floor, kFloor)
SINTER_SCALAR_UNARY(ceil, kCeil)
SINTER_SCALAR_UNARY(round_even, kRoundEven)
SINTER_SCALAR_UNARY(trunc, kTrunc)
SINTER_SCALAR_UNARY(logical_not, kNot)
SINTER_SCALAR_UNARY(bit_not, kBitNot)
SINTER_SCALAR_BINARY(div, kDiv)
SINTER_SCALAR_BINARY(mod, kMod)
SINTER_SCALAR_BINARY(fmod, kFmod)
SINTER_SCALAR_BINARY(pow, kPow)
SINTER_SCALAR_BINARY(min, kMin)
SINTER_SCALAR_BINARY(max, kMax)
SINTER_SCALAR_BINARY(atan2, kAtan2)
SINTER_SCALAR_BINARY(logical_and, kAnd)
SINTER_SCALAR_BINARY(logical_or, kOr)
SINTER_SCALAR_BINARY(logical_xor, kXor)
SINTER_SCALAR_BINARY(bit_and, kBitAnd)
SINTER_SCALAR_BINARY(bit_or, kBitOr)
SINTER_SCALAR_BINARY(bit_xor, kBitXor)
SINTER_SCALAR_BINARY(shift_left, kShiftLeft)
SINTER_SCALAR_BINARY(shift_right, kShiftRight)
#undef SINTER_SCALAR_UNARY
#undef SINTER_SCALAR_BINARY
inline ScalarExpr select(const ScalarExpr& c, const ScalarExpr& a, const ScalarExpr& b) {
  return ScalarExpr::make(ScalarOp::kSelect, c, a, b);
}
}  // namespace scalar

inline ScalarExpr operator+(const ScalarExpr& a, const ScalarExpr& b) { return ScalarExpr::make(ScalarOp::kAdd, a, b); }
inline ScalarExpr operator-(const ScalarExpr& a, const ScalarExpr& b) { return ScalarExpr::make(ScalarOp::kSub, a, b); }
inline ScalarExpr operator*(const ScalarExpr& a, const ScalarExpr& b) { return ScalarExpr::make(ScalarOp::kMul, a, b); }
inline ScalarExpr operator-(const ScalarExpr& a) { return ScalarExpr::make(ScalarOp::kNeg, a); }
inline ScalarExpr operator<(const ScalarExpr& a, const ScalarExpr& b) {
  return ScalarExpr::make(ScalarOp::kLess, a, b);
}
inline ScalarExpr operator<=(const ScalarExpr& a, const ScalarExpr& b) {
  return ScalarExpr::make(ScalarOp::kLessEqual, a, b);
}
inline ScalarExpr operator>(const ScalarExpr& a, const ScalarExpr& b) { return b < a; }
inline ScalarExpr operator>=(const ScalarExpr& a, const ScalarExpr& b) { return b <= a; }
inline ScalarExpr operator==(const ScalarExpr& a, const ScalarExpr& b) {
  return ScalarExpr::make(ScalarOp::kEqual, a, b);
}
inline ScalarExpr operator!=(const ScalarExpr& a, const ScalarExpr& b) { return scalar::logical_not(a == b); }

namespace scalar {
inline ScalarExpr add(const ScalarExpr& a, const ScalarExpr& b) { return a + b; }
inline ScalarExpr sub(const ScalarExpr& a, const ScalarExpr& b) { return a - b; }
inline ScalarExpr mul(const ScalarExpr& a, const ScalarExpr& b) { return a * b; }
inline ScalarExpr neg(const ScalarExpr& a) { return -a; }
}  // namespace scalar

}  // namespace sinter
