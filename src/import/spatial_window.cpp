// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/spatial_window.h"

#include <limits>

#include "ops/pad.h"

namespace sinter {
namespace {

Dim same_padding(const Dim& extent, int64_t kernel, int64_t stride, int64_t dilation) {
  const Dim window = (Dim(kernel) - 1) * Dim(dilation) + 1;
  if (stride == 1) return window - 1;
  return max((ceil_div(extent, stride) - 1) * Dim(stride) + window - extent, Dim(0));
}

}  // namespace

bool SpatialWindow::has_const_pads() const {
  for (const auto* pads : {&begin, &end})
    for (const Dim& d : *pads)
      if (!d.is_const()) return false;
  return true;
}

Ints SpatialWindow::ints(const SymDims& dims) {
  Ints out;
  for (const Dim& d : dims) out.push_back(d.value());
  return out;
}

void SpatialWindow::pad_same(const Dim& extent, size_t i, bool more_at_end) {
  const Dim total = same_padding(extent, kernel[i], strides[i], dilations[i]);
  const Dim small = floor_div(total, 2), large = total - small;
  begin.push_back(more_at_end ? small : large);
  end.push_back(more_at_end ? large : small);
}

ValueId SpatialWindow::pad_in_front(const NodeBuilder& make, ValueId x, ValueId fill) {
  if (has_const_pads()) return x;
  SymDims before(2, Dim(0)), behind(2, Dim(0));
  before.insert(before.end(), begin.begin(), begin.end());
  behind.insert(behind.end(), end.begin(), end.end());
  begin.assign(kernel.size(), Dim(0));
  end = begin;
  std::vector<ValueId> inputs{x};
  if (fill != kNoValue) inputs.insert(inputs.end(), {kNoValue, fill});
  return make.add(Pad{.begin = std::move(before), .end = std::move(behind)}, std::move(inputs));
}

Weights lowest_of(DataType type) {
  if (is_float(type)) return Weights::scalar(type, -std::numeric_limits<double>::infinity());
  const int64_t low = is_unsigned(type) ? 0 : INT64_MIN >> (64 - bits_of(type));
  return Weights::of_ints(type, {}, std::span(&low, 1));
}

}  // namespace sinter
