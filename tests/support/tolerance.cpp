// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "support/tolerance.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace sinter::test {

Tolerance tolerance_for(DataType dtype, int64_t reduction) {
  const double growth = std::sqrt(double(std::max<int64_t>(1, reduction)));
  switch (dtype) {
    case DataType::kFloat64:
      return {1e-12 * growth, 1e-11 * growth};
    case DataType::kFloat32:
      return {2e-6 * growth, 1e-5 * growth};
    case DataType::kFloat16:
      return {2e-3, 4e-3};
    case DataType::kBFloat16:
      return {1e-2, 2e-2};
    case DataType::kFloat8E5M2:
    case DataType::kFloat8E5M2FNUZ:
      return {0.15, 0.3};
    default:
      return is_float(dtype) ? Tolerance{0.08, 0.15} : Tolerance{0, 0};
  }
}

std::string difference(const HostTensor& got, const HostTensor& expected, int64_t reduction) {
  if (got.dtype != expected.dtype || got.dims != expected.dims || got.kind != expected.kind ||
      got.items.size() != expected.items.size())
    return "got " + describe(got) + ", expected " + describe(expected);
  for (size_t i = 0; i < got.items.size(); ++i)
    if (auto d = difference(HostObject(*got.items[i]), HostObject(*expected.items[i]), reduction); !d.empty())
      return "item " + std::to_string(i) + ": " + d;
  if (!got.is_tensor()) return {};
  if (got.dtype == DataType::kString) return got.strings == expected.strings ? "" : "strings differ";
  if (got.bytes == expected.bytes) return {};
  if (!is_float(got.dtype)) {
    const auto a = got.to_ints(), b = expected.to_ints();
    for (size_t i = 0; i < a.size(); ++i)
      if (a[i] != b[i])
        return "element " + std::to_string(i) + ": got " + std::to_string(a[i]) + ", expected " + std::to_string(b[i]);
    return {};
  }
  const auto a = got.to_doubles(), b = expected.to_doubles();
  double err2 = 0, sum2 = 0, worst = 0, top = 0;
  size_t at = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    char text[128];
    if (std::isnan(a[i]) != std::isnan(b[i]) || (std::isinf(b[i]) && a[i] != b[i]) ||
        (std::isinf(a[i]) && !std::isinf(b[i]))) {
      std::snprintf(text, sizeof text, "element %zu: got %g, expected %g", i, a[i], b[i]);
      return text;
    }
    if (!std::isfinite(b[i])) continue;
    const double e = std::fabs(a[i] - b[i]);
    err2 += e * e;
    sum2 += b[i] * b[i];
    top = std::max(top, std::fabs(b[i]));
    if (e > worst) {
      worst = e;
      at = i;
    }
  }
  const Tolerance t = tolerance_for(got.dtype, reduction);
  const double norm = sum2 > 0 ? std::sqrt(err2 / sum2) : std::sqrt(err2), rel = worst / std::max(top, 1e-30);
  if (norm <= t.norm && rel <= t.worst) return {};
  // Results that are all tiny next to what they were computed from: cancellation, judged absolutely.
  if (worst < 1e-7 && got.dtype != DataType::kFloat64) return {};
  char text[256];
  std::snprintf(text, sizeof text,
                "element %zu: got %.9g, expected %.9g (norm %.3g of %.3g allowed, worst %.3g of %.3g allowed)", at,
                a[at], b[at], norm, t.norm, rel, t.worst);
  return text;
}

}  // namespace sinter::test
