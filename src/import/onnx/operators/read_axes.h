// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Axes that only the run knows. Which dims they choose is written as arithmetic over their values, so that the rank and
// all sizes are known as usual, and no op but the one that works along the axes needs to know.
#pragma once
#include "import/onnx/node_context.h"

namespace sinter::onnx {

/// Per dim 1 where one of the axes (each in [-rank, rank), no two the same: checked by the run) is it, else 0.
SymDims chosen_dims(NodeContext& ctx, const SymDims& axes, int rank);
/// The dims that are not chosen, of which there are `count`.
SymDims unchosen_dims(NodeContext& ctx, const SymDims& dims, const SymDims& chosen, size_t count);
/// Of a result with more dims: 1 where a dim is chosen, the given ones in order elsewhere.
SymDims spread_dims(NodeContext& ctx, const SymDims& dims, const SymDims& chosen);
/// Per dim the value of the axis that is it, else `otherwise` (one per dim). `axes` and `values` are of one length.
SymDims values_per_dim(NodeContext& ctx, const SymDims& axes, const SymDims& values, const SymDims& otherwise);

}  // namespace sinter::onnx
