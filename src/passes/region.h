// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Turns a set of nodes into one Fusion node. Its region holds copies of the nodes; the region's inputs are the node's
// inputs, one to one, in the order in which the nodes first ask for them.
#pragma once
#include <string>
#include <vector>

#include "ir/graph.h"
#include "passes/pass.h"

namespace sinter {

/// Nodes of one region and operands of one fusion at most: backends keep all operands of a pointwise kernel in
/// registers, and a plan's recipe stays small.
inline constexpr size_t kMaxRegionNodes = 64, kMaxRegionOperands = 16;

/// A constant that goes into the region when a pointwise node uses it: one element, so it becomes an immediate.
bool is_region_constant(const Graph& graph, ValueId value);

/// Distinct values that the region of `nodes` needs from outside.
size_t count_operands(const Graph& graph, const std::vector<NodeId>& nodes);

/// The values of `nodes` that something outside needs: the last node's, then others in topological order.
std::vector<ValueId> values_used_outside(const Graph& graph, const std::vector<NodeId>& nodes);

/// Replaces `nodes` (in topological order) by a Fusion in the last one's place, with one output for each of
/// values_used_outside, which keep their names; users of those outside the group must stand behind the last node.
NodeId make_fusion(Graph& graph, const std::string& kind, const std::vector<NodeId>& nodes, PassContext& context);

}  // namespace sinter
