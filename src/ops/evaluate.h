// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Runs a whole graph on the references: the meaning of a graph. Slow and plain; what tests compare backends with, and
// what Fusion means. Composite ops are decomposed on the way; If and Loop run their regions.
#pragma once
#include <span>
#include <vector>

#include "ir/graph.h"
#include "ir/host_tensor.h"
#include "ops/dim_values.h"

namespace sinter {

/// One tensor per graph input, in order; returns one per graph output. Error(kShapeMismatch) if the inputs do not fit
/// the graph's types, or one of its run-time checks fails. `outer` gives values of symbols that no input shape tells
/// (regions).
std::vector<HostTensor> evaluate(const Graph& graph, std::span<const HostTensor> inputs, const DimValues& outer = {});

}  // namespace sinter
