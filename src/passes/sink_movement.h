// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "passes/pass.h"

namespace sinter {

/// Moves Reshape, Transpose and Expand behind ops that do not care: pointwise ops whose other operands are constants or
/// moved the same way, MatMul with a matrix of weights, batches of products, Softmax and LayerNorm along the last dim,
/// Concat, Reduce, Slice and Pad. There they meet others of their kind and cancel, and what computes stands together.
bool sink_movement(Graph& graph, PassContext& context);

}  // namespace sinter
