// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "passes/pass.h"

namespace sinter {

/// Pointwise nodes that together compute Gelu (either form), Silu, Mish, HardSwish or HardSigmoid of one value become
/// that op, however they are written: the group is evaluated at a list of places, NaN and infinities among them, and
/// compared with the op.
bool recognise_activations(Graph& graph, PassContext& context);

}  // namespace sinter
