// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "latency.h"

#include <algorithm>
#include <numeric>

namespace sinter::cli {

double percentile(const std::vector<double>& sorted, double part) {
  if (sorted.empty()) return 0;
  const double at = std::clamp(part, 0.0, 1.0) * double(sorted.size() - 1);
  const auto low = size_t(at);
  const size_t high = std::min(low + 1, sorted.size() - 1);
  return sorted[low] + (at - double(low)) * (sorted[high] - sorted[low]);
}

Latency summarize(std::vector<double> ms) {
  if (ms.empty()) return {};
  std::sort(ms.begin(), ms.end());
  Latency out;
  out.min = ms.front();
  out.mean = std::accumulate(ms.begin(), ms.end(), 0.0) / double(ms.size());
  out.median = percentile(ms, 0.5);
  out.p90 = percentile(ms, 0.90);
  out.p95 = percentile(ms, 0.95);
  out.p99 = percentile(ms, 0.99);
  out.max = ms.back();
  return out;
}

}  // namespace sinter::cli
