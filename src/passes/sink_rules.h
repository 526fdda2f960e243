// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The rules of sink_movement: each moves the movement in front of one node behind it.
#pragma once
#include "passes/rules/rule.h"

namespace sinter {

/// Behind pointwise ops.
bool sink_below_pointwise(Graph& graph, NodeId id);
/// Behind MatMul.
bool sink_below_matmul(Graph& graph, NodeId id);
/// Behind what works along the last dim.
bool sink_below_rows(Graph& graph, NodeId id);
/// Transposes behind Concat, Reduce, Slice, Pad: their axes are renamed. Reshapes behind Slice.
bool sink_below_axes(Graph& graph, NodeId id);

// ---- what they share ----

/// The node that makes `v` if it is a Reshape with its dims written out, a Transpose, or an Expand, else kNoNode.
NodeId movement_before(const Graph& graph, ValueId v);
/// Only one node uses what `movement` gives.
bool is_owned(const Graph& graph, NodeId movement);
/// Two nodes move alike: the same op on operands of equal dims.
bool moves_alike(const Graph& graph, NodeId a, NodeId b);
/// Replaces node `id` by `op` on `inputs` followed by `movement`.
void replace_sunk(Graph& graph, NodeId id, Op op, std::vector<ValueId> inputs, Op movement);

}  // namespace sinter
