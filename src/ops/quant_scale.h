// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// How the scales and zero points of Quantize and Dequantize lie over a tensor: one for all, one per index of `axis`, or
// one per block of `block_size` elements along `axis`.
#pragma once
#include <vector>

#include "ir/infer.h"
#include "ir/reference.h"

namespace sinter {

/// Checks inputs 1 (scale, float) and 2 (optional zero point of dtype `quantized`) against input 0.
void require_quant_scale(InferContext& ctx, int64_t axis, int64_t block_size, DataType quantized);
/// For every element of `dims`, the index of its scale.
std::vector<int64_t> quant_scale_indices(const Dims& dims, const Dims& scale, int64_t axis, int64_t block_size);
/// Element types that Quantize gives and Dequantize takes: 8 and 16-bit and narrower integers, f8, f4.
bool is_quantized_type(DataType type);

}  // namespace sinter
