// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Fast Fourier transforms of any length, in O(n log n): Stockham's autosort with the factors 4, 2, 3, 5, 7, and
// Bluestein's chirp (1970) for lengths with other factors, which makes a convolution of length 2^k of it.
#pragma once
#include <cstdint>

namespace sinter::cpu {

struct Complex {
  double re = 0, im = 0;
};

class Fft {
 public:
  /// Complex numbers of memory for tables, and of scratch for one line, that suffice for every length up to n.
  static constexpr int64_t table_size(int64_t n) { return 13 * n + 64; }
  static constexpr int64_t scratch_size(int64_t n) { return 9 * n + 64; }

  /// Fills the tables for lines of n >= 1 elements.
  Fft(int64_t n, Complex* tables) noexcept;
  /// Transforms a line in place: X[k] = sum of x[j] * exp(-2 pi i j k / n). Several threads may run at once, each with
  /// a scratch of its own.
  void run(Complex* line, Complex* scratch) const noexcept;

 private:
  void fill_chirp(Complex* tables) noexcept;
  void run_smooth(Complex* line, Complex* scratch, bool inverse) const noexcept;

  int64_t n_ = 1;       // length of a line
  int64_t length_ = 1;  // of the transforms by factors: n_, or the power of two of the convolution
  int factors_[64];
  int num_factors_ = 0;
  bool chirp_ = false;
  const Complex* unit_ = nullptr;    // exp(-2 pi i k / length_)
  const Complex* phase_ = nullptr;   // exp(-pi i k^2 / n_)
  const Complex* filter_ = nullptr;  // transform of the conjugate phases, divided by length_
};

}  // namespace sinter::cpu
