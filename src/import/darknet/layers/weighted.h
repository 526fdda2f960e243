// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What convolutions of all kinds and connected layers share.
#pragma once
#include "import/darknet/layer_context.h"

namespace sinter::darknet {

/// A convolution's numbers, in the order of the file: biases, perhaps scales, means and variances, then the weights.
/// `fan_in`: products per element of the result.
LayerParameters take_convolution(LayerContext& ctx, int64_t filters, const Dims& weights, int64_t fan_in,
                                 bool normalizes);
/// Batch normalization with these numbers. Darknet adds .00001 to the variance (its first version added .000001 to the
/// root instead).
ValueId batch_normalized(const LayerContext& ctx, ValueId v, const LayerParameters& p);
/// Rows become columns: a tensor of rank 2.
Weights transposed(const Weights& matrix);
/// Blurs each channel and then takes every stride_x-th, stride_y-th element: `kind` 2 with a window of 2 x 2, else 3
/// x 3.
ValueId blurred(const LayerContext& ctx, ValueId v, int64_t kind, int64_t stride_y, int64_t stride_x);

}  // namespace sinter::darknet
