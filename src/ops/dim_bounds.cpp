// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/dim_bounds.h"

namespace sinter {

Dim bounded_min(const InferContext& ctx, const Dim& a, const Dim& b) {
  if (a == b) return a;
  const Interval d = ctx.bounds(a - b);
  return d.max <= 0 ? a : d.min >= 0 ? b : min(a, b);
}

Dim bounded_max(const InferContext& ctx, const Dim& a, const Dim& b) {
  if (a == b) return a;
  const Interval d = ctx.bounds(a - b);
  return d.min >= 0 ? a : d.max <= 0 ? b : max(a, b);
}

Dim wrap_negative(const InferContext& ctx, const Dim& index, const Dim& size) {
  const Interval b = ctx.bounds(index);
  if (b.min >= 0) return index;
  if (b.max < 0) return index + size;
  const Dim is_negative = max(Dim(0), min(Dim(1), Dim(0) - index));
  return index + size * is_negative;
}

std::optional<std::vector<int64_t>> constant_ints(const HostValue& value) {
  if (!value) return std::nullopt;
  std::vector<int64_t> out;
  for (const Dim& d : *value) {
    if (!d.is_const()) return std::nullopt;
    out.push_back(d.value());
  }
  return out;
}

}  // namespace sinter
