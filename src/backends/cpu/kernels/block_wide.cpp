// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Loops over doubles, integers and booleans, made from the very functions that define the ops (ir/scalar.h): these
// lanes are for exactness, not for speed.
#include <algorithm>

#include "backends/cpu/kernels/block_functions.h"
#include "ir/scalar_number.h"

namespace sinter::cpu {
namespace {

/// Wrapping arithmetic without undefined overflow.
template <class T>
T wide_add(T a, T b) {
  if constexpr (std::is_integral_v<T>) return T(uint64_t(a) + uint64_t(b));
  else return a + b;
}
template <class T>
T wide_sub(T a, T b) {
  if constexpr (std::is_integral_v<T>) return T(uint64_t(a) - uint64_t(b));
  else return a - b;
}
template <class T>
T wide_mul(T a, T b) {
  if constexpr (std::is_integral_v<T>) return T(uint64_t(a) * uint64_t(b));
  else return a * b;
}
template <class T>
T wide_neg(T a) {
  if constexpr (std::is_integral_v<T>) return T(0 - uint64_t(a));
  else return -a;
}

/// The loop around a captureless lambda.
template <class R, class A, class F>
BlockFunction wide_loop1(F) {
  return [](void* r, const void* a, const void*, const void*, int64_t n) {
    for (int64_t i = 0; i < n; ++i) static_cast<R*>(r)[i] = F{}(static_cast<const A*>(a)[i]);
  };
}
template <class R, class A, class F>
BlockFunction wide_loop2(F) {
  return [](void* r, const void* a, const void* b, const void*, int64_t n) {
    for (int64_t i = 0; i < n; ++i)
      static_cast<R*>(r)[i] = F{}(static_cast<const A*>(a)[i], static_cast<const A*>(b)[i]);
  };
}
template <class T>
void wide_select(void* r, const void* a, const void* b, const void* c, int64_t n) {
  for (int64_t i = 0; i < n; ++i)
    static_cast<T*>(r)[i] =
        static_cast<const int32_t*>(a)[i] != 0 ? static_cast<const T*>(b)[i] : static_cast<const T*>(c)[i];
}

#define SINTER_UNARY(op, T, expression) \
  case ScalarOp::op: return wide_loop1<T, T>([](T a) -> T { return expression; });
#define SINTER_BINARY(op, T, expression) \
  case ScalarOp::op: return wide_loop2<T, T>([](T a, T b) -> T { return expression; });
#define SINTER_COMPARE(op, T, expression) \
  case ScalarOp::op: return wide_loop2<int32_t, T>([](T a, T b) -> int32_t { return expression; });

BlockFunction wide_f64(ScalarOp op) {
  switch (op) {
    SINTER_UNARY(kExp, double, std::exp(a)) SINTER_UNARY(kLog, double, std::log(a))
    SINTER_UNARY(kSqrt, double, std::sqrt(a)) SINTER_UNARY(kErf, double, std::erf(a))
    SINTER_UNARY(kSin, double, std::sin(a)) SINTER_UNARY(kCos, double, std::cos(a))
    SINTER_UNARY(kTan, double, std::tan(a)) SINTER_UNARY(kAsin, double, std::asin(a))
    SINTER_UNARY(kAcos, double, std::acos(a)) SINTER_UNARY(kAtan, double, std::atan(a))
    SINTER_UNARY(kSinh, double, std::sinh(a)) SINTER_UNARY(kCosh, double, std::cosh(a))
    SINTER_UNARY(kTanh, double, std::tanh(a)) SINTER_UNARY(kAsinh, double, std::asinh(a))
    SINTER_UNARY(kAcosh, double, std::acosh(a)) SINTER_UNARY(kAtanh, double, std::atanh(a))
    SINTER_UNARY(kFloor, double, std::floor(a)) SINTER_UNARY(kCeil, double, std::ceil(a))
    SINTER_UNARY(kRoundEven, double, scalar::round_even(a)) SINTER_UNARY(kTrunc, double, std::trunc(a))
    SINTER_UNARY(kRecip, double, scalar::recip(a)) SINTER_UNARY(kRsqrt, double, scalar::rsqrt(a))
    SINTER_UNARY(kLog1p, double, std::log1p(a)) SINTER_UNARY(kExpm1, double, std::expm1(a))
    SINTER_BINARY(kAtan2, double, std::atan2(a, b))
    default: return nullptr;
  }
}

template <class T>
BlockFunction wide_numbers(ScalarOp op) {
  switch (op) {
    SINTER_UNARY(kNeg, T, wide_neg(a)) SINTER_UNARY(kAbs, T, scalar::abs(a)) SINTER_UNARY(kSign, T, scalar::sign(a))
    SINTER_BINARY(kAdd, T, wide_add(a, b)) SINTER_BINARY(kSub, T, wide_sub(a, b)) SINTER_BINARY(kMul, T, wide_mul(a, b))
    SINTER_BINARY(kDiv, T, scalar::div(a, b)) SINTER_BINARY(kMod, T, scalar::mod(a, b))
    SINTER_BINARY(kFmod, T, scalar::fmod(a, b)) SINTER_BINARY(kPow, T, scalar::pow(a, b))
    SINTER_BINARY(kMin, T, scalar::min(a, b)) SINTER_BINARY(kMax, T, scalar::max(a, b))
    default: return nullptr;
  }
}

template <class T>
BlockFunction wide_bits(ScalarOp op) {
  switch (op) {
    SINTER_BINARY(kBitAnd, T, scalar::bit_and(a, b)) SINTER_BINARY(kBitOr, T, scalar::bit_or(a, b))
    SINTER_BINARY(kBitXor, T, scalar::bit_xor(a, b)) SINTER_UNARY(kBitNot, T, scalar::bit_not(a))
    SINTER_BINARY(kShiftLeft, T, scalar::shift_left(a, b)) SINTER_BINARY(kShiftRight, T, scalar::shift_right(a, b))
    default: return nullptr;
  }
}

template <class T>
BlockFunction wide_compare(ScalarOp op) {
  switch (op) {
    SINTER_COMPARE(kLess, T, a < b) SINTER_COMPARE(kLessEqual, T, a <= b) SINTER_COMPARE(kEqual, T, a == b)
    case ScalarOp::kIsNan: return wide_loop1<int32_t, T>([](T a) -> int32_t { return a != a; });
    default: return nullptr;
  }
}

BlockFunction wide_bool(ScalarOp op) {
  switch (op) {
    SINTER_BINARY(kAnd, int32_t, a & b) SINTER_BINARY(kOr, int32_t, a | b) SINTER_BINARY(kXor, int32_t, a ^ b)
    SINTER_UNARY(kNot, int32_t, a ^ 1)
    case ScalarOp::kSelect: return &wide_select<int32_t>;
    default: return wide_compare<int32_t>(op);
  }
}

template <class T>
BlockFunction wide_same(ScalarOp op) {
  if (op == ScalarOp::kSelect) return &wide_select<T>;
  if (const BlockFunction f = wide_numbers<T>(op)) return f;
  if constexpr (std::is_integral_v<T>) return wide_bits<T>(op);
  else return wide_f64(op);
}

float i64_to_f32(int64_t a) { return float(a); }
float u64_to_f32(uint64_t a) { return float(a); }

}  // namespace

BlockFunction find_wide_function(ScalarOp op, Lane operand, Lane result) noexcept {
  if (operand == Lane::kBool) return result == Lane::kBool ? wide_bool(op) : nullptr;
  const bool compares = result == Lane::kBool;
  if (!compares && result != operand) return nullptr;
  switch (operand) {
    case Lane::kF64: return compares ? wide_compare<double>(op) : wide_same<double>(op);
    case Lane::kI64: return compares ? wide_compare<int64_t>(op) : wide_same<int64_t>(op);
    case Lane::kU64: return compares ? wide_compare<uint64_t>(op) : wide_same<uint64_t>(op);
    default: return nullptr;
  }
}

BlockFunction find_clamp_function(Lane lane, DataType to) noexcept {
#define SINTER_CLAMP(type, lane_of, T, low, high)      \
  case DataType::type:                                 \
    if (lane != Lane::lane_of) return nullptr;         \
    return wide_loop1<T, T>([](T a) -> T { return std::clamp<T>(a, low, high); });
  switch (to) {
    SINTER_CLAMP(kInt2, kI64, int64_t, -2, 1)
    SINTER_CLAMP(kInt4, kI64, int64_t, -8, 7)
    SINTER_CLAMP(kInt8, kI64, int64_t, INT8_MIN, INT8_MAX)
    SINTER_CLAMP(kInt16, kI64, int64_t, INT16_MIN, INT16_MAX)
    SINTER_CLAMP(kInt32, kI64, int64_t, INT32_MIN, INT32_MAX)
    SINTER_CLAMP(kUInt2, kU64, uint64_t, 0, 3)
    SINTER_CLAMP(kUInt4, kU64, uint64_t, 0, 15)
    SINTER_CLAMP(kUInt8, kU64, uint64_t, 0, UINT8_MAX)
    SINTER_CLAMP(kUInt16, kU64, uint64_t, 0, UINT16_MAX)
    SINTER_CLAMP(kUInt32, kU64, uint64_t, 0, UINT32_MAX)
    default: return nullptr;
  }
#undef SINTER_CLAMP
}

BlockFunction find_cast_function(Lane from, Lane to) noexcept {
#define SINTER_CAST(from_lane, to_lane, A, R, expression) \
  if (from == Lane::from_lane && to == Lane::to_lane) return wide_loop1<R, A>([](A a) -> R { return expression; });
  if (from == Lane::kBool && to == Lane::kF32) return block_table().bool_to_f32;
  if (from == Lane::kF32 && to == Lane::kBool) return block_table().f32_to_bool;
  SINTER_CAST(kF32, kI64, float, int64_t, saturate_to_i64(a))
  SINTER_CAST(kF32, kU64, float, uint64_t, saturate_to_u64(a))
  SINTER_CAST(kF64, kI64, double, int64_t, saturate_to_i64(a))
  SINTER_CAST(kF64, kU64, double, uint64_t, saturate_to_u64(a))
  SINTER_CAST(kF64, kBool, double, int32_t, a != 0)
  SINTER_CAST(kI64, kF32, int64_t, float, i64_to_f32(a))
  SINTER_CAST(kI64, kF64, int64_t, double, double(a))
  SINTER_CAST(kI64, kU64, int64_t, uint64_t, uint64_t(a))
  SINTER_CAST(kI64, kBool, int64_t, int32_t, a != 0)
  SINTER_CAST(kU64, kF32, uint64_t, float, u64_to_f32(a))
  SINTER_CAST(kU64, kF64, uint64_t, double, double(a))
  SINTER_CAST(kU64, kI64, uint64_t, int64_t, int64_t(a))
  SINTER_CAST(kU64, kBool, uint64_t, int32_t, a != 0)
  SINTER_CAST(kBool, kF64, int32_t, double, a)
  SINTER_CAST(kBool, kI64, int32_t, int64_t, a)
  SINTER_CAST(kBool, kU64, int32_t, uint64_t, uint64_t(a))
#undef SINTER_CAST
  return nullptr;
}

#undef SINTER_UNARY
#undef SINTER_BINARY
#undef SINTER_COMPARE

}  // namespace sinter::cpu
