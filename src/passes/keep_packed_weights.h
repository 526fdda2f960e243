// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "passes/pass.h"

namespace sinter {

/// MatMul by dequantized constants becomes QuantizedMatMul, whose kernel unpacks the weights, where folding them would
/// make them too large: weights of less than 8 bits, and those beyond the limit of fold_constants. (8-bit weights grow
/// by no more than the factor that folding allows, and plain floats are faster.)
bool keep_packed_weights(Graph& graph, PassContext& context);

}  // namespace sinter
