// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Stored element types as C++ types, for kernels whose loops are written once for all of them.
#pragma once
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "backend/kernel.h"
#include "base/float_types.h"

namespace sinter::cpu {

struct StoredHalf {
  uint16_t bits;
};
struct StoredBFloat {
  uint16_t bits;
};
struct StoredBool {
  uint8_t value;
};

/// What an element is computed in: Acc for comparing, Sum for adding up (integers wrap in uint64_t).
template <class T>
struct Element {
  using Acc =
      std::conditional_t<std::is_floating_point_v<T>, T, std::conditional_t<std::is_signed_v<T>, int64_t, uint64_t>>;
  using Sum = std::conditional_t<std::is_floating_point_v<T>, double, uint64_t>;
  static Acc load(T x) { return Acc(x); }
  static T store(Acc x) { return T(x); }
  static T store_sum(Sum x) { return T(x); }
  static constexpr Acc lowest() {
    if constexpr (std::is_floating_point_v<T>) return -std::numeric_limits<T>::infinity();
    else return std::numeric_limits<T>::lowest();
  }
  static constexpr Acc highest() {
    if constexpr (std::is_floating_point_v<T>) return std::numeric_limits<T>::infinity();
    else return std::numeric_limits<T>::max();
  }
};
template <class T, float (*kWiden)(uint16_t), uint16_t (*kNarrow)(float)>
struct Element16 {
  using Acc = float;
  using Sum = double;
  static Acc load(T x) { return kWiden(x.bits); }
  static T store(Acc x) { return {kNarrow(x)}; }
  static T store_sum(Sum x) { return {kNarrow(float(x))}; }
  static constexpr Acc lowest() { return -std::numeric_limits<float>::infinity(); }
  static constexpr Acc highest() { return std::numeric_limits<float>::infinity(); }
};
template <>
struct Element<StoredHalf> : Element16<StoredHalf, half_to_float, float_to_half> {};
template <>
struct Element<StoredBFloat> : Element16<StoredBFloat, bfloat16_to_float, float_to_bfloat16> {};
template <>
struct Element<StoredBool> {
  using Acc = uint64_t;
  using Sum = uint64_t;
  static Acc load(StoredBool x) { return x.value != 0; }
  static StoredBool store(Acc x) { return {uint8_t(x != 0)}; }
  static StoredBool store_sum(Sum x) { return store(x); }
  static constexpr Acc lowest() { return 0; }
  static constexpr Acc highest() { return 1; }
};

/// Calls f(T{}) with the type that stores the dtype; false if there is none (complex, packed, 8-bit floats, strings).
template <class F>
bool dispatch_element(DataType type, F&& f) {
  switch (type) {
    case DataType::kFloat32: f(float{}); return true;
    case DataType::kFloat16: f(StoredHalf{}); return true;
    case DataType::kBFloat16: f(StoredBFloat{}); return true;
    case DataType::kFloat64: f(double{}); return true;
    case DataType::kInt8: f(int8_t{}); return true;
    case DataType::kInt16: f(int16_t{}); return true;
    case DataType::kInt32: f(int32_t{}); return true;
    case DataType::kInt64: f(int64_t{}); return true;
    case DataType::kUInt8: f(uint8_t{}); return true;
    case DataType::kUInt16: f(uint16_t{}); return true;
    case DataType::kUInt32: f(uint32_t{}); return true;
    case DataType::kUInt64: f(uint64_t{}); return true;
    case DataType::kBool: f(StoredBool{}); return true;
    default: return false;
  }
}
inline bool has_element(DataType type) {
  return dispatch_element(type, [](auto) {});
}

template <class A>
bool element_is_nan(A a) { return a != a; }
/// NaN if either is.
template <class A>
A element_max(A a, A b) { return a < b || b != b ? b : a; }
template <class A>
A element_min(A a, A b) { return b < a || b != b ? b : a; }

/// Bytes of one element that moves as a whole; 0 for packed types and strings.
inline int64_t moved_bytes(DataType type) {
  if (type == DataType::kInvalid || type == DataType::kString || int(type) >= kNumDataTypes) return 0;
  const int bits = bits_of(type);
  return bits % 8 == 0 ? bits / 8 : 0;
}

/// dims as outer x n x inner around an axis of [0, rank).
struct AxisDims {
  int64_t outer = 1, n = 1, inner = 1;
  AxisDims(std::span<const int64_t> dims, int64_t axis) {
    for (int64_t d = 0; d < int64_t(dims.size()); ++d) (d < axis ? outer : d == axis ? n : inner) *= dims[size_t(d)];
  }
};

/// Makes a negative axis count from the end; -1 if it is out of range.
inline int64_t find_axis(int64_t axis, int64_t rank) {
  if (axis < 0) axis += rank;
  return axis >= 0 && axis < rank ? axis : -1;
}

/// Element i of an integer tensor (i32 or i64); the caller knows that it is there.
inline int64_t integer_at(const TensorArg& t, int64_t i) {
  return t.dtype == DataType::kInt32 ? t.as<const int32_t>()[i] : t.as<const int64_t>()[i];
}
inline bool is_index_type(DataType type) { return type == DataType::kInt32 || type == DataType::kInt64; }

/// Makes an index into a dim of n elements non-negative; false if it is outside.
inline bool wrap_index(int64_t& i, int64_t n) {
  if (i < 0) i += n;
  return i >= 0 && i < n;
}

}  // namespace sinter::cpu
