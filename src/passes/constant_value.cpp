// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/constant_value.h"

#include <algorithm>
#include <cmath>

#include "ir/element.h"

namespace sinter {

bool is_filled_with(const Weights& weights, double value) {
  const DataType t = weights.dtype();
  if (weights.count() == 0 || !(is_float(t) || is_integer(t))) return false;
  auto same = [value](double v) { return v == value && std::signbit(v) == std::signbit(value); };
  double first = 0;
  load_f64(t, weights.bytes().data(), 0, 1, &first);
  if (!same(first)) return false;
  const auto all = weights.to_doubles();
  return std::all_of(all.begin(), all.end(), same);
}

}  // namespace sinter
