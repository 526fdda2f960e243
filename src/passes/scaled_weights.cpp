// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/scaled_weights.h"

#include <algorithm>
#include <cmath>

#include "base/large_bytes.h"
#include "ir/element.h"

namespace sinter {

std::optional<Weights> scale_weights(const Weights& weights, const std::vector<double>& factors, int64_t inner) {
  constexpr int64_t kChunk = 4096;  // a multiple of 8: chunks of packed types start at whole bytes
  std::vector<std::byte> bytes = large_bytes(weights.bytes().size());
  double old[kChunk], scaled[kChunk];
  for (int64_t begin = 0; begin < weights.count(); begin += kChunk) {
    const int64_t n = std::min(kChunk, weights.count() - begin);
    load_f64(weights.dtype(), weights.bytes().data(), begin, n, old);
    for (int64_t k = 0; k < n;) {  // run by run of one factor: a division per element takes longer than the rest
      const int64_t row = (begin + k) / inner, end = std::min(n, (row + 1) * inner - begin);
      const double factor = factors[size_t(row) % factors.size()];
      for (; k < end; ++k) scaled[k] = old[k] * factor;
    }
    store_f64(weights.dtype(), bytes.data(), begin, n, scaled);
    load_f64(weights.dtype(), bytes.data(), begin, n, scaled);
    for (int64_t k = 0; k < n; ++k)
      if (std::isfinite(old[k]) && !std::isfinite(scaled[k])) return std::nullopt;
  }
  return Weights::own(weights.dtype(), weights.dims(), std::move(bytes));
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
