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

Dim is_negative(const InferContext& ctx, const Dim& v) {
  const Interval b = ctx.bounds(v);
  if (b.min >= 0) return 0;
  return b.max < 0 ? Dim(1) : bounded_max(ctx, bounded_min(ctx, Dim(0) - v, 1), 0);
}

Dim magnitude(const InferContext& ctx, const Dim& v) {
  const Interval b = ctx.bounds(v);
  return b.min >= 0 ? v : b.max <= 0 ? Dim(0) - v : max(v, Dim(0) - v);
}

Dim is_equal(const InferContext& ctx, const Dim& a, const Dim& b) {
  const Dim difference = a - b;
  if (difference.is_const()) return difference == Dim(0);
  const Interval d = ctx.bounds(difference);
  if (d.min > 0 || d.max < 0) return 0;
  return bounded_max(ctx, Dim(1) - magnitude(ctx, difference), 0);
}

Dim cut_far(const InferContext& ctx, const Dim& v) {
  constexpr int64_t kFar = int64_t{1} << 40;
  return bounded_max(ctx, bounded_min(ctx, v, kFar), -kFar);
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
