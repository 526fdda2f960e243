// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The ends of a QLinear operator, whose middle computes in floating point.
#pragma once
#include "import/onnx/node_context.h"

namespace sinter::onnx {

/// Inputs i, i + 1 and i + 2 (quantized tensor, scale, optional zero point) as a floating-point value. A scale of
/// several elements goes along `axis`.
ValueId dequantized(NodeContext& ctx, int i, int64_t axis = 1);
/// Ends the node with y quantized by inputs i (scale) and i + 1 (zero point; without one the type is input 0's).
void finish_quantized(NodeContext& ctx, ValueId y, int i, int64_t axis = 1);

}  // namespace sinter::onnx
