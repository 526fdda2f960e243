// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "passes/pass.h"

namespace sinter {

/// Groups of pointwise ops become Fusion{kind="pointwise"}. The nodes of a group give the shape of its last one; a
/// producer of a single element, or a cheap one whose value broadcasts to that shape, may also join. Values that are
/// also used behind the group are further outputs. Constants of one element move
/// into the region, so that they are no operands. Shape arithmetic stays as it is.
bool fuse_pointwise(Graph& graph, PassContext& context);

}  // namespace sinter
