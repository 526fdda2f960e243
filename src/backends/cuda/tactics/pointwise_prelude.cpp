// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Device functions with the meaning that ir/scalar.h gives to the primitive instructions. 16-bit floats are converted
// by PTX instructions, not by cuda_fp16.h: NVRTC's Python package has no headers.
#include "backends/cuda/tactics/pointwise_source.h"

namespace sinter::cuda {

const char* const kPointwisePrelude = R"cuda(
typedef long long i64;
typedef unsigned long long u64;
#define SINTER_FN static __device__ __forceinline__

// ---- elements as they lie in memory ----
struct f16 { unsigned short bits; };
struct bf16 { unsigned short bits; };
struct b8 { unsigned char bits; };
template <class T, int N> struct alignas(sizeof(T) * N < 16 ? sizeof(T) * N : 16) Pack { T v[N]; };

template <class C, class T> SINTER_FN C widen(T v) { return (C)v; }
template <class C> SINTER_FN C widen(f16 v) {
  float f;
  asm("cvt.f32.f16 %0, %1;" : "=f"(f) : "h"(v.bits));
  return (C)f;
}
template <class C> SINTER_FN C widen(bf16 v) { return (C)__uint_as_float((unsigned)v.bits << 16); }
template <class C> SINTER_FN C widen(b8 v) { return (C)(v.bits != 0); }

// Floats to integers: towards zero, saturated, NaN gives 0. The hardware saturates.
SINTER_FN i64 to_i64(float v) { return v != v ? 0 : __float2ll_rz(v); }
SINTER_FN i64 to_i64(double v) { return v != v ? 0 : __double2ll_rz(v); }
SINTER_FN u64 to_u64(float v) { return v != v ? 0 : __float2ull_rz(v); }
SINTER_FN u64 to_u64(double v) { return v != v ? 0 : __double2ull_rz(v); }

template <class T, class C> SINTER_FN void store(T& out, C v) { out = (T)v; }  // integers wrap
template <class C> SINTER_FN void store(b8& out, C v) { out.bits = v ? 1 : 0; }
SINTER_FN void store(f16& out, float v) { asm("cvt.rn.f16.f32 %0, %1;" : "=h"(out.bits) : "f"(v)); }
SINTER_FN void store(f16& out, double v) { asm("cvt.rn.f16.f64 %0, %1;" : "=h"(out.bits) : "d"(v)); }
SINTER_FN void store(bf16& out, float v) { asm("cvt.rn.bf16.f32 %0, %1;" : "=h"(out.bits) : "f"(v)); }
SINTER_FN void store(bf16& out, double v) {
  // Rounded to odd first, so that the second rounding gives what one alone would.
  unsigned bits = __float_as_uint(__double2float_rz(v));
  if (v == v && (double)__uint_as_float(bits) != v) bits |= 1;
  store(out, __uint_as_float(bits));
}

// What storing as T and loading again leaves; for floats stored as integers, saturated between lo and hi.
template <class T, class C> SINTER_FN C stored(C v) {
  T t;
  store(t, v);
  return widen<C>(t);
}
template <class C> SINTER_FN C stored_integer(C v, C lo, C hi) {
  return v != v ? (C)0 : v < lo ? lo : v > hi ? hi : (C)trunc(v);
}

// ---- instructions ----
template <class T> SINTER_FN T s_min(T a, T b) { return a != a ? a : b != b ? b : b < a ? b : a; }
template <class T> SINTER_FN T s_max(T a, T b) { return a != a ? a : b != b ? b : a < b ? b : a; }
template <class T> SINTER_FN T s_sign(T a) { return a != a ? a : (T)((T)((T)0 < a) - (T)(a < (T)0)); }
SINTER_FN float s_abs(float a) { return fabsf(a); }
SINTER_FN double s_abs(double a) { return fabs(a); }
SINTER_FN i64 s_abs(i64 a) { return a < 0 ? (i64)(0 - (u64)a) : a; }
SINTER_FN u64 s_abs(u64 a) { return a; }
SINTER_FN i64 s_div(i64 a, i64 b) { return b == 0 ? 0 : b == -1 ? (i64)(0 - (u64)a) : a / b; }
SINTER_FN u64 s_div(u64 a, u64 b) { return b == 0 ? 0 : a / b; }
SINTER_FN float s_fmod(float a, float b) { return fmodf(a, b); }
SINTER_FN double s_fmod(double a, double b) { return fmod(a, b); }
SINTER_FN i64 s_fmod(i64 a, i64 b) { return b == 0 || b == -1 ? 0 : a % b; }
SINTER_FN u64 s_fmod(u64 a, u64 b) { return b == 0 ? 0 : a % b; }
SINTER_FN float s_mod(float a, float b) {
  const float r = fmodf(a, b);
  return r == 0 ? copysignf(0.0f, b) : (r < 0) != (b < 0) ? r + b : r;
}
SINTER_FN double s_mod(double a, double b) {
  const double r = fmod(a, b);
  return r == 0 ? copysign(0.0, b) : (r < 0) != (b < 0) ? r + b : r;
}
SINTER_FN i64 s_mod(i64 a, i64 b) {
  const i64 r = s_fmod(a, b);
  return r != 0 && (r < 0) != (b < 0) ? r + b : r;
}
SINTER_FN u64 s_mod(u64 a, u64 b) { return s_fmod(a, b); }
SINTER_FN float s_pow(float a, float b) { return powf(a, b); }
SINTER_FN double s_pow(double a, double b) { return pow(a, b); }
SINTER_FN u64 s_pow(u64 a, u64 b) {
  u64 r = 1;
  for (; b != 0; b >>= 1, a *= a)
    if (b & 1) r *= a;
  return r;
}
SINTER_FN i64 s_pow(i64 a, i64 b) {
  if (b >= 0) return (i64)s_pow((u64)a, (u64)b);
  return a == 1 ? 1 : a == -1 ? (b % 2 == 0 ? 1 : -1) : 0;
}
template <class T> SINTER_FN T s_shift_left(T a, T b) { return (u64)b > 63 ? (T)0 : (T)((u64)a << (u64)b); }
template <class T> SINTER_FN T s_shift_right(T a, T b) {
  if ((T)-1 < (T)0) return (T)((i64)a >> ((u64)b > 63 ? 63 : (int)b));
  return (u64)b > 63 ? (T)0 : (T)((u64)a >> (u64)b);
}
)cuda";

}  // namespace sinter::cuda
