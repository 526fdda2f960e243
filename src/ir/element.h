// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Load/store converters between stored elements of any dtype and the four compute classes (double, int64, uint64,
// complex). One switch per call over a whole run of elements, so that nothing else needs dtype x op templates.
#pragma once
#include <complex>
#include <cstdint>

#include "sinter/types.h"

namespace sinter {

/// The compute class in which the reference evaluates elements of a dtype.
enum class ComputeClass : uint8_t { kFloat, kInt, kUInt, kComplex, kString };
ComputeClass compute_class(DataType type) noexcept;

// Elements [begin, begin + n) of the dense array `data`. Integers to double round to nearest; double to integer
// truncates towards zero and saturates (NaN gives 0); int64 to a narrower integer wraps; to bool: != 0. Narrow floats
// round to nearest even; a finite value beyond the range of an f8/f4 type saturates, beyond f16/bf16 becomes infinite.
void load_f64(DataType type, const void* data, int64_t begin, int64_t n, double* out);
void load_i64(DataType type, const void* data, int64_t begin, int64_t n, int64_t* out);
void load_u64(DataType type, const void* data, int64_t begin, int64_t n, uint64_t* out);
void load_c128(DataType type, const void* data, int64_t begin, int64_t n, std::complex<double>* out);
void store_f64(DataType type, void* data, int64_t begin, int64_t n, const double* in);
void store_i64(DataType type, void* data, int64_t begin, int64_t n, const int64_t* in);
void store_u64(DataType type, void* data, int64_t begin, int64_t n, const uint64_t* in);
void store_c128(DataType type, void* data, int64_t begin, int64_t n, const std::complex<double>* in);

}  // namespace sinter
