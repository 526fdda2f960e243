// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "passes/pass.h"

namespace sinter {

/// Operands that say a shape (of Reshape, Expand, Slice, Pad) and whose elements are known at build time become
/// attributes, symbolic ones included; integer values all of whose elements are known numbers become constants. So
/// nothing of a model's shape arithmetic is left to run where its results follow from the input shapes.
bool resolve_shapes(Graph& graph, PassContext& context);

}  // namespace sinter
