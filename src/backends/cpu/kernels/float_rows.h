// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Runs of float elements of any stored dtype (f32, f16, bf16, f64) as the type a kernel computes in.
#pragma once
#include "backend/kernel.h"
#include "backends/cpu/kernels/block_functions.h"

namespace sinter::cpu {

inline bool is_plain_float(DataType t) {
  return t == DataType::kFloat32 || t == DataType::kFloat16 || t == DataType::kBFloat16 || t == DataType::kFloat64;
}

/// Elements [at, at + n) as float or double.
template <class T>
void load_floats(const TensorArg& t, int64_t at, int64_t n, T* out) noexcept {
  if (t.dtype == DataType::kFloat64) {
    const auto* from = t.as<const double>() + at;
    for (int64_t i = 0; i < n; ++i) out[i] = T(from[i]);
  } else if constexpr (std::is_same_v<T, float>) {
    load_lanes(t.dtype, Lane::kF32, t.data, at, n, out);
  } else {
    float piece[64];
    for (int64_t i = 0; i < n; i += 64) {
      const int64_t run = n - i < 64 ? n - i : 64;
      load_lanes(t.dtype, Lane::kF32, t.data, at + i, run, piece);
      for (int64_t j = 0; j < run; ++j) out[i + j] = T(piece[j]);
    }
  }
}

/// The way back.
template <class T>
void store_floats(const TensorArg& t, int64_t at, int64_t n, const T* in) noexcept {
  if (t.dtype == DataType::kFloat64) {
    auto* to = t.as<double>() + at;
    for (int64_t i = 0; i < n; ++i) to[i] = double(in[i]);
  } else if constexpr (std::is_same_v<T, float>) {
    store_lanes(t.dtype, Lane::kF32, t.data, at, n, in);
  } else {
    float piece[64];
    for (int64_t i = 0; i < n; i += 64) {
      const int64_t run = n - i < 64 ? n - i : 64;
      for (int64_t j = 0; j < run; ++j) piece[j] = float(in[i + j]);
      store_lanes(t.dtype, Lane::kF32, t.data, at + i, run, piece);
    }
  }
}

}  // namespace sinter::cpu
