// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cpu/kernels/fft.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sinter::cpu {
namespace {

Complex times(Complex a, Complex b) { return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re}; }
Complex plus(Complex a, Complex b) { return {a.re + b.re, a.im + b.im}; }
Complex minus(Complex a, Complex b) { return {a.re - b.re, a.im - b.im}; }
Complex conjugate(Complex a) { return {a.re, -a.im}; }

Complex unit_at(double turns) {
  const double angle = 2 * std::numbers::pi * turns;
  return {std::cos(angle), std::sin(angle)};
}

constexpr int kLargestFactor = 7;

/// The p-point transform of t; unit[k * step] is exp(-2 pi i k / p).
void small_transform(int p, const Complex* t, const Complex* unit, int64_t step, Complex* out) {
  if (p == 2) {
    out[0] = plus(t[0], t[1]), out[1] = minus(t[0], t[1]);
    return;
  }
  if (p == 4) {
    const Complex a = plus(t[0], t[2]), b = minus(t[0], t[2]), c = plus(t[1], t[3]), d = minus(t[1], t[3]);
    out[0] = plus(a, c), out[2] = minus(a, c);
    out[1] = {b.re + d.im, b.im - d.re};
    out[3] = {b.re - d.im, b.im + d.re};
    return;
  }
  for (int s = 0; s < p; ++s) {
    Complex sum = t[0];
    for (int q = 1; q < p; ++q) sum = plus(sum, times(t[q], unit[s * q % p * step]));
    out[s] = sum;
  }
}

}  // namespace

Fft::Fft(int64_t n, Complex* tables) noexcept : n_(n), length_(n) {
  int64_t rest = n;
  for (int p : {4, 2, 3, 5, 7})
    while (rest % p == 0) factors_[num_factors_++] = p, rest /= p;
  if (rest != 1) {
    chirp_ = true;
    length_ = 1, num_factors_ = 0;
    while (length_ < 2 * n - 1) length_ *= 2;
    for (rest = length_; rest % 4 == 0; rest /= 4) factors_[num_factors_++] = 4;
    if (rest == 2) factors_[num_factors_++] = 2;
  }
  for (int64_t k = 0; k < length_; ++k) tables[k] = unit_at(-double(k) / double(length_));
  unit_ = tables;
  if (chirp_) fill_chirp(tables + length_);
}

void Fft::fill_chirp(Complex* tables) noexcept {
  Complex *phase = tables, *filter = tables + n_, *scratch = filter + length_;
  // k^2 modulo 2n, kept small so that the angle is exact.
  for (int64_t k = 0, square = 0; k < n_; square = (square + 2 * k + 1) % (2 * n_), ++k)
    phase[k] = unit_at(-double(square) / double(2 * n_));
  std::fill_n(filter, length_, Complex{});
  for (int64_t k = 0; k < n_; ++k) filter[k] = conjugate(phase[k]);
  for (int64_t k = 1; k < n_; ++k) filter[length_ - k] = conjugate(phase[k]);
  run_smooth(filter, scratch, false);
  for (int64_t k = 0; k < length_; ++k) filter[k].re /= double(length_), filter[k].im /= double(length_);
  phase_ = phase, filter_ = filter;
}

/// Stage by stage: a[j][k], j < l, k < n / l, is bin j of the transform of x[k], x[k + n / l], ...
void Fft::run_smooth(Complex* line, Complex* scratch, bool inverse) const noexcept {
  Complex *from = line, *to = scratch;
  int64_t l = 1;
  if (inverse)
    for (int64_t k = 0; k < length_; ++k) line[k] = conjugate(line[k]);
  for (int f = 0; f < num_factors_; ++f) {
    const int p = factors_[f];
    const int64_t r = length_ / (l * p);
    for (int64_t j = 0; j < l; ++j) {
      Complex twiddle[kLargestFactor];
      for (int q = 0; q < p; ++q) twiddle[q] = unit_[j * q * r];
      for (int64_t k = 0; k < r; ++k) {
        Complex t[kLargestFactor], out[kLargestFactor];
        const Complex* source = from + j * r * p + k;
        t[0] = source[0];
        for (int q = 1; q < p; ++q) t[q] = times(source[q * r], twiddle[q]);
        small_transform(p, t, unit_, length_ / p, out);
        for (int s = 0; s < p; ++s) to[(j + l * s) * r + k] = out[s];
      }
    }
    l *= p;
    std::swap(from, to);
  }
  if (from != line) std::copy_n(from, length_, line);
  if (inverse)
    for (int64_t k = 0; k < length_; ++k) line[k] = conjugate(line[k]);
}

void Fft::run(Complex* line, Complex* scratch) const noexcept {
  if (!chirp_) return run_smooth(line, scratch, false);
  Complex *work = scratch, *more = scratch + length_;
  for (int64_t k = 0; k < n_; ++k) work[k] = times(line[k], phase_[k]);
  std::fill_n(work + n_, length_ - n_, Complex{});
  run_smooth(work, more, false);
  for (int64_t k = 0; k < length_; ++k) work[k] = times(work[k], filter_[k]);
  run_smooth(work, more, true);
  for (int64_t k = 0; k < n_; ++k) line[k] = times(work[k], phase_[k]);
}

}  // namespace sinter::cpu
