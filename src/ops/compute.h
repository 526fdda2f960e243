// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// References are written once per value class, not per dtype: a generic lambda runs with double, int64_t, uint64_t, and
// for data movement also with complex numbers and strings.
#pragma once
#include <complex>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "ir/reference.h"

namespace sinter {

/// All elements of input i as V.
template <class V>
std::vector<V> load(const RefContext& ctx, int i) {
  if constexpr (std::is_same_v<V, double>) return ctx.f64(i);
  else if constexpr (std::is_same_v<V, int64_t>) return ctx.i64(i);
  else if constexpr (std::is_same_v<V, uint64_t>) return ctx.u64(i);
  else if constexpr (std::is_same_v<V, std::complex<double>>) return ctx.c128(i);
  else return {ctx.strings(i).begin(), ctx.strings(i).end()};
}

/// Calls f(V{}) for the number class of `type`; complex numbers and strings are refused in the name of `op`.
template <class F>
void with_number(RefContext& ctx, DataType type, std::string_view op, F f) {
  switch (compute_class(type)) {
    case ComputeClass::kFloat: return f(double{});
    case ComputeClass::kInt: return f(int64_t{});
    case ComputeClass::kUInt: return f(uint64_t{});
    default: ctx.fail_class(op);
  }
}

/// The same for ops that only move elements.
template <class F>
void with_element(DataType type, F f) {
  switch (compute_class(type)) {
    case ComputeClass::kFloat: return f(double{});
    case ComputeClass::kInt: return f(int64_t{});
    case ComputeClass::kUInt: return f(uint64_t{});
    case ComputeClass::kComplex: return f(std::complex<double>{});
    case ComputeClass::kString: return f(std::string{});
  }
}

/// Lowest or highest value of a dtype, as V (infinite for double).
template <class V>
V extreme_value(DataType type, bool lowest) {
  if constexpr (std::is_same_v<V, double>) {
    return lowest ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
  } else {
    const int bits = type == DataType::kBool ? 1 : bits_of(type);
    if constexpr (std::is_same_v<V, uint64_t>) return lowest ? 0 : UINT64_MAX >> (64 - bits);
    else return lowest ? INT64_MIN >> (64 - bits) : INT64_MAX >> (64 - bits);
  }
}

/// Dims seen from one axis: outer x n x inner elements.
struct AxisSplit {
  int64_t outer = 1, n = 1, inner = 1;
};
inline AxisSplit split_at(const Dims& dims, int64_t axis) {
  if (axis < 0) axis += int64_t(dims.size());
  AxisSplit s;
  for (int64_t i = 0; i < int64_t(dims.size()); ++i)
    (i < axis ? s.outer : i == axis ? s.n : s.inner) *= dims[size_t(i)];
  return s;
}

/// start + sum of index * stride for every element of `dims` in row-major order.
std::vector<int64_t> strided_indices(const Dims& dims, std::span<const int64_t> strides, int64_t start = 0);

}  // namespace sinter
