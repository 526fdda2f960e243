// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "passes/pass.h"

namespace sinter {

/// Moves elements about as integers rather than floats: Dequantize goes down behind Reshape, Transpose, Slice, Gather,
/// Expand, Concat and maximum pooling, Quantize goes up in front of them; a Quantize that undoes a Dequantize of the
/// same scale and zero point goes away with it. One scale for the whole tensor. Where it stands around a Convolution or
/// MatMul (Q/DQ form), nothing changes.
bool propagate_quantization(Graph& graph, PassContext& context);

}  // namespace sinter
