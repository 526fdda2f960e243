// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Vector loops over short runs of floats, once for each instruction set. A plain table of C functions: the files that
// fill it are compiled for their own instruction set and may include C headers only (cmake/sinter_folder.cmake says
// why).
//
// Lanes: a float block is float[n]; a bool block is int32_t[n] of 0 and 1.
#pragma once
#include <stdint.h>

namespace sinter::cpu {

/// r[i] = f(a[i], b[i], c[i]) for i < n. r overlaps no operand; operands may be equal. Functions indexed by ScalarOp
/// need n to be a multiple of kBlockUnit, so that every element goes through the same instructions.
using BlockFunction = void (*)(void* r, const void* a, const void* b, const void* c, int64_t n);
inline constexpr int64_t kBlockUnit = 16;
inline constexpr int kBlockOps = 56;  // kNumScalarOps

/// One tap row of a depthwise convolution and the like: sums of n outputs over `taps` inputs.
struct DepthwiseRow {
  const float* const* rows;  // of each tap: where its first input lies; readable for n rounded up to kBlockUnit
  const float* weights;      // of each tap
  int64_t taps;
  float bias, low, high;  // the result is clipped to [low, high]; NaN stays
  float* out;             // n rounded up to kBlockUnit floats
  int64_t n;
};

struct BlockTable {
  BlockFunction f32[kBlockOps];          // float -> float, by ScalarOp; null where there is none
  BlockFunction f32_compare[kBlockOps];  // float -> bool: less, less_equal, equal, is_nan
  BlockFunction f32_select;              // a: bool, b, c: float
  BlockFunction bool_to_f32, f32_to_bool;
  BlockFunction narrow_f16, narrow_bf16;  // rounded to the dtype and widened again
  // Conversions of exactly n elements, any n, any alignment.
  BlockFunction f16_to_f32, bf16_to_f32, f32_to_f16, f32_to_bf16;
  BlockFunction i8_to_f32, u8_to_f32, i32_to_f32;
  // r = saturate(round(a / b) + c) as the integer type, and r = (a - c) * b of it: b scales, c zero points. Exactly n.
  BlockFunction quantize_i8, quantize_u8, quantize_i16, quantize_u16;
  BlockFunction dequantize_i8, dequantize_u8, dequantize_i16, dequantize_u16;

  // Reductions of n floats, any n. The order of the sums depends on n alone and is the same on all instruction sets.
  float (*sum)(const float* a, int64_t n);
  float (*sum_squares)(const float* a, float center, int64_t n);  // of a[i] - center
  float (*max)(const float* a, int64_t n);                        // NaN if there is one; -inf for n = 0
  float (*exp_sum)(float* r, const float* a, float shift, int64_t n);  // r = exp(a - shift), r == a allowed; its sum
  void (*scale)(float* r, const float* a, float factor, int64_t n);    // r == a allowed
  void (*normalize)(float* r, const float* a, float center, float factor, const float* scale, const float* bias,
                    int64_t n);  // (a - center) * factor [* scale] [+ bias]
  void (*add_to)(float* r, const float* a, int64_t n);                 // r += a
  void (*max_to)(float* r, const float* a, int64_t n);                 // r = max(r, a), NaN if either is
  void (*split_pairs)(float* even, float* odd, const float* a,
                      int64_t n);  // even[i] = a[2i], odd[i] = a[2i + 1], i < n
  void (*depthwise)(const DepthwiseRow* row);
};

const BlockTable* block_table_scalar();
const BlockTable* block_table_avx2();
const BlockTable* block_table_avx512();

/// The table of effective_isa().
const BlockTable& block_table();

}  // namespace sinter::cpu
