// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Concats and Slices that copy nothing. Along an axis in front of which all dims are 1 (channels of one picture, axis
// 0), the parts of a tensor lie behind each other in memory: what is joined can be written there at once, and what is
// cut out can be read where it is. Disabled by name as passes are (kPartsInPlace, passes/pass_manager.h).
#pragma once
#include <functional>
#include <map>
#include <set>

#include "compile/target.h"
#include "ir/graph.h"

namespace sinter::compile {

/// Where a value lies: `offset` bytes into another one.
struct Part {
  ValueId whole = kNoValue;
  int64_t offset = 0;
};

struct PartViews {
  /// Concat and Slice nodes that need no step.
  std::set<NodeId> nodes;
  /// Values that steps write into their place in such a Concat's output, and outputs of such Concats in the next one.
  std::map<ValueId, Part> joined;
  /// Outputs of such Slices: `whole` is the Slice's input.
  std::map<ValueId, Part> cut;
  /// Where the memory lies: of the outputs of all `nodes`.
  std::map<ValueId, MemorySpace> space;
};

/// What can be done in place. `placed`: where each node runs, null for those without a step. `outermost`: the graph is
/// the network, whose inputs lie in host memory, not a body of control flow.
///
/// A Concat's inputs must be of constant sizes, each written by one step of the Concat's memory space, joined only
/// once, and no network output; parts of one tensor may be joined again as they stood in it. A Slice must be of
/// constant size with step 1 along one axis, of something that lies in its memory space, and no network output. All
/// parts begin at multiples of 64 bytes, the alignment that kernels are promised.
PartViews find_part_views(const Graph& graph, const std::function<const Target*(NodeId)>& placed, bool outermost);

}  // namespace sinter::compile
