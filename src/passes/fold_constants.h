// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "passes/pass.h"

namespace sinter {

/// Replaces nodes whose inputs are all constants by their value, computed with the reference. Random ops, ops with side
/// effects or regions, strings, results above options.max_folded_bytes, results that are much larger than their
/// inputs (Expand) and very expensive ones stay. A node that cannot be computed (an index out of range) stays too and
/// reports at run time.
bool fold_constants(Graph& graph, PassContext& context);

}  // namespace sinter
