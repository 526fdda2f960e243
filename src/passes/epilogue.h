// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Finds the pointwise nodes behind an expensive one (Convolution, MatMul) that can be computed on its result before it
// leaves the registers.
#pragma once
#include <string>
#include <vector>

#include "ir/graph.h"
#include "passes/pass.h"

namespace sinter {

/// `root` and the nodes that join it, in topological order; only the last one's value is used outside. A node joins if
/// it is pointwise with the type of root's output and its other operands are among: values of the group, constants of
/// one element or along dim `channel_axis`, values that broadcast to root's output, and one value of that same type (a
/// residual, a gate).
std::vector<NodeId> grow_epilogue(const Graph& graph, const std::vector<uint32_t>& position, NodeId root,
                                  int channel_axis);

/// Makes a Fusion of `kind` of every node for which `is_root` holds and that has an epilogue. Goes from the back, so
/// that of two branches that meet in an Add the later one takes the other's result as its residual.
bool fuse_epilogues(Graph& graph, PassContext& context, const std::string& kind, bool (*is_root)(const Node&),
                    int (*channel_axis)(const TensorType& output));

}  // namespace sinter
