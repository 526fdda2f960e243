// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/scaled_weights.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>

#include "base/large_bytes.h"
#include "base/thread_pool.h"
#include "ir/element.h"

namespace sinter {
namespace {

constexpr int64_t kScaleChunk = 4096;  // a multiple of 8: chunks of packed types start at whole bytes
constexpr int64_t kScaleGrain = 16;    // chunks that are worth another thread

using Floats4 = float __attribute__((vector_size(16)));
using Bits4 = int32_t __attribute__((vector_size(16)));
using Doubles4 = double __attribute__((vector_size(32)));

// All ones where the exponent is: infinite or NaN.
Bits4 not_finite(Floats4 x) {
  constexpr int32_t kExponent = 0x7f800000;
  Bits4 bits;
  std::memcpy(&bits, &x, sizeof bits);
  return (bits & kExponent) == kExponent;
}

// `n` floats, at most four, of one factor; what was spoiled is added up. Model files need not align them.
void scale_floats4(const std::byte* in, std::byte* out, size_t n, double factor, Bits4& spoiled) {
  Floats4 x{};
  std::memcpy(&x, in, n * sizeof(float));
  const Floats4 y = __builtin_convertvector(__builtin_convertvector(x, Doubles4) * factor, Floats4);
  std::memcpy(out, &y, n * sizeof(float));
  spoiled |= not_finite(y) & ~not_finite(x);
}

// Floats of one factor; whether finite ones stay finite.
bool scale_floats(const std::byte* in, std::byte* out, int64_t n, double factor) {
  Bits4 spoiled{};
  for (; n >= 4; n -= 4, in += sizeof(Floats4), out += sizeof(Floats4)) scale_floats4(in, out, 4, factor, spoiled);
  Bits4 last{};
  if (n > 0) scale_floats4(in, out, size_t(n), factor, last);
  for (int i = 0; i < 4; ++i)
    if (spoiled[i] || (i < n && last[i])) return false;  // zeros times an infinite factor are no element
  return true;
}

// Elements [begin, end) of all.
struct ScaleJob {
  const Weights& weights;
  const std::vector<double>& factors;
  int64_t inner;
  std::byte* out;

  double factor_of_row(int64_t row) const { return factors[size_t(row) % factors.size()]; }
  bool run(int64_t begin, int64_t end) const {
    return weights.dtype() == DataType::kFloat32 ? run_floats(begin, end) : run_any(begin, end);
  }
  // Row by row of one factor: a division per element takes longer than the rest.
  bool run_floats(int64_t begin, int64_t end) const {
    bool ok = true;
    for (int64_t at = begin; at < end;) {
      const int64_t row = at / inner, stop = std::min(end, (row + 1) * inner);
      ok &= scale_floats(weights.bytes().data() + at * 4, out + at * 4, stop - at, factor_of_row(row));
      at = stop;
    }
    return ok;
  }
  bool run_any(int64_t begin, int64_t end) const {
    double old[kScaleChunk], scaled[kScaleChunk];
    for (; begin < end; begin += kScaleChunk) {
      const int64_t n = std::min(kScaleChunk, end - begin);
      load_f64(weights.dtype(), weights.bytes().data(), begin, n, old);
      for (int64_t k = 0; k < n;) {
        const int64_t row = (begin + k) / inner, stop = std::min(n, (row + 1) * inner - begin);
        const double factor = factor_of_row(row);
        for (; k < stop; ++k) scaled[k] = old[k] * factor;
      }
      store_f64(weights.dtype(), out, begin, n, scaled);
      load_f64(weights.dtype(), out, begin, n, scaled);
      for (int64_t k = 0; k < n; ++k)
        if (std::isfinite(old[k]) && !std::isfinite(scaled[k])) return false;
    }
    return true;
  }
};

}  // namespace

std::optional<Weights> scale_weights(const Weights& weights, const std::vector<double>& factors, int64_t inner,
                                     ThreadPool* pool) {
  LargeBytes bytes(weights.bytes().size());
  const ScaleJob job{weights, factors, inner, bytes.data()};
  std::atomic<bool> ok{true};
  const auto body = [&](int64_t begin, int64_t end) {
    if (!job.run(begin * kScaleChunk, std::min(weights.count(), end * kScaleChunk))) ok = false;
  };
  const int64_t chunks = (weights.count() + kScaleChunk - 1) / kScaleChunk;
  if (pool) {
    pool->parallel_for(chunks, kScaleGrain, body);
  } else {
    body(0, chunks);
  }
  if (!ok) return std::nullopt;
  return Weights(weights.dtype(), weights.dims(), bytes.span(), bytes.owner());
}

std::optional<Weights> finite_vector(DataType dtype, const std::vector<double>& values) {
  Weights w = Weights::of_doubles(dtype, {int64_t(values.size())}, values);
  for (double v : w.to_doubles())
    if (!std::isfinite(v)) return std::nullopt;
  return w;
}

int64_t elements_behind(const Dims& dims, int axis) {
  int64_t n = 1;
  for (size_t i = size_t(axis) + 1; i < dims.size(); ++i) n *= dims[i];
  return n;
}

}  // namespace sinter
