// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "passes/pass.h"

namespace sinter {

/// Groups of pointwise ops in which only the last value is used outside become Fusion{kind="pointwise"}. All nodes of a
/// group give the shape of its last one; a producer of a single element may also join. Constants of one element move
/// into the region, so that they are no operands. Shape arithmetic stays as it is.
bool fuse_pointwise(Graph& graph, PassContext& context);

}  // namespace sinter
