// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "passes/pass.h"

namespace sinter {

/// Normalizations that exporters write in pieces become one op: layer and RMS norm over the last dims (with what
/// divides by the deviation written as Div, Reciprocal, Pow or as tf2onnx does it), with the scale and shift behind
/// them; Softmax with its maximum subtracted; sums of squares, absolute values and their roots. Group and instance norm
/// are layer norms of a reshaped tensor after decomposition, and come out as such.
bool recognise_norms(Graph& graph, PassContext& context);

}  // namespace sinter
