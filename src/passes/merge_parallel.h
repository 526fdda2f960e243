// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "passes/pass.h"

namespace sinter {

/// Convolutions of one input with equal windows, and products of one input with matrices of weights (queries, keys and
/// values; gate and up projection), become one with the weights behind each other, the biases and activations that they
/// share with them, and Slices. Only where the backend wants it ("parallel_conv", "parallel_matmul"): the Slices copy.
bool merge_parallel(Graph& graph, PassContext& context);

}  // namespace sinter
