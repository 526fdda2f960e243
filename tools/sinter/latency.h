// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Statistics of measured run times.
#pragma once
#include <cstddef>
#include <chrono>
#include <vector>

namespace sinter::cli {

/// Milliseconds. All 0 without samples.
struct Latency {
  double min = 0, mean = 0, median = 0, p90 = 0, p95 = 0, p99 = 0, max = 0;
};

/// Value below which `part` (0 to 1) of the sorted samples lie, interpolated between the two nearest ranks.
double percentile(const std::vector<double>& sorted, double part);
Latency summarize(std::vector<double> milliseconds);

/// Seconds of wall time since `start`.
inline double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace sinter::cli
