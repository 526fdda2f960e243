// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <set>
#include <vector>

#include "ir/graph.h"

namespace sinter::onnx_export {

/// The nodes that the outputs need, among them those that tell a size which an attribute is made of, in order.
std::vector<NodeId> live_nodes(const Graph& graph);

}  // namespace sinter::onnx_export
