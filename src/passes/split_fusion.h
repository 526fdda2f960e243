// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The way back: when no tactic of the chosen backend supports a Fusion, the compiler puts its nodes back.
#pragma once
#include "ir/graph.h"

namespace sinter {

/// Replaces a node that owns one region whose inputs are the node's inputs (a Fusion) by copies of the region's nodes.
/// The node's outputs keep their names; provenance is that of the region's nodes (where one
/// that computes something has none, the node's own).
void inline_region(Graph& graph, NodeId id);

/// The same for one of several regions, whose inputs are the node's inputs from `first_input` on.
void splice_region(Graph& graph, NodeId id, size_t which, size_t first_input);

/// Takes a Fusion apart into its first `count` nodes (Constants not counted) and the others: the first become a Fusion
/// of its kind, the others a pointwise one, a single node stays alone. Returns the node that has the first.
NodeId split_fusion_at(Graph& graph, NodeId id, size_t count);

}  // namespace sinter
