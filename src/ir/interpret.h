// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Runs a graph by its ops' reference meanings, one node after another: the oracle of tests, and what constant folding
// uses. Composites are decomposed on a copy first; regions run by the structural meaning of these ops (by name):
//   If      inputs cond, captures...; regions then, else; a region's inputs are the captures.
//   Loop    inputs trip count or absent, condition or absent, carried..., captures...; the region's inputs are
//   iteration
//           i64[], condition bool[], carried..., captures...; its outputs condition, carried..., scanned...; the node's
//           outputs are the last carried values and the scanned ones stacked along a new axis 0. The attribute
//           "carried" (int) tells how many; without it all node outputs that have an input are carried.
//   Fusion  the region's inputs are the node's inputs.
#pragma once
#include <map>
#include <span>
#include <string>
#include <vector>

#include "ir/graph.h"
#include "ir/host_tensor.h"

namespace sinter {

using SymbolValues = std::map<std::string, int64_t>;

/// The outputs in order. Symbols are bound from the inputs' actual dims, those of data-dependent sizes when the outputs
/// concerned are known. Errors: kShapeMismatch where inputs do not fit their types or a DimCheck fails; kUnsupported
/// for sequences, optionals and ops without a reference. `outer` gives symbols that the inputs do not determine.
std::vector<HostTensor> interpret(const Graph& graph, std::vector<HostTensor> inputs, const SymbolValues& outer = {});

/// The outputs of one node of `graph` for these inputs (absent ones: dtype kInvalid). Composites, too.
std::vector<HostTensor> evaluate_node(const Graph& graph, NodeId node, std::span<const TensorView> inputs,
                                      const SymbolValues& symbols = {});

}  // namespace sinter
