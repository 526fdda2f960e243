// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// How much two boxes overlap, for NonMaxSuppression; F is the precision of the boxes.
#pragma once
#include <algorithm>

namespace sinter {

template <class F>
struct BoxEdges {
  F y0, x0, y1, x1;

  /// From two opposite corners (y, x, y, x), or a centre and extents (x, y, width, height).
  static BoxEdges of(const F* b, bool center) {
    if (center) return {b[1] - b[3] / 2, b[0] - b[2] / 2, b[1] + b[3] / 2, b[0] + b[2] / 2};
    return {std::min(b[0], b[2]), std::min(b[1], b[3]), std::max(b[0], b[2]), std::max(b[1], b[3])};
  }
};

/// Whether the intersection over the union of two boxes is more than `threshold`.
template <class F>
bool boxes_overlap(const BoxEdges<F>& a, const BoxEdges<F>& b, F threshold) {
  const F width = std::min(a.x1, b.x1) - std::max(a.x0, b.x0), height = std::min(a.y1, b.y1) - std::max(a.y0, b.y0);
  if (!(width > 0 && height > 0)) return false;
  const F both = width * height, area_a = (a.x1 - a.x0) * (a.y1 - a.y0), area_b = (b.x1 - b.x0) * (b.y1 - b.y0);
  const F either = area_a + area_b - both;
  return both > 0 && area_a > 0 && area_b > 0 && either > 0 && both / either > threshold;
}

}  // namespace sinter
