// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The window of a convolution or pooling over the dims behind batch and channels, as all formats have it. SAME padding
// (TensorFlow's, ONNX's auto_pad) makes pads that only the run knows where extents are symbolic.
#pragma once
#include "import/node_builder.h"

namespace sinter {

struct SpatialWindow {
  Ints kernel, strides, dilations;  ///< one entry per spatial dim
  SymDims begin, end;               ///< pads, symbolic only for SAME on symbolic extents with a stride above 1

  bool has_const_pads() const;
  static Ints ints(const SymDims& dims);  ///< of constant dims
  /// Appends the pads of spatial dim i, of this extent: as little as gives a window for every `stride` elements; of an
  /// odd number the larger half at the end or at the begin.
  void pad_same(const Dim& extent, size_t i, bool more_at_end = true);
  /// Pads that only the run knows become a Pad of x ([N, C, spatial...]), and none are left; `fill` is what it adds, or
  /// kNoValue for zeros. Other pads stay: gives x.
  ValueId pad_in_front(const NodeBuilder& make, ValueId x, ValueId fill = kNoValue);
};

/// What never is the largest element: the fill of a maximum.
Weights lowest_of(DataType type);

}  // namespace sinter
