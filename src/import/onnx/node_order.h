// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The order in which nodes are imported, and which outer names their subgraphs read.
#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "import/onnx/model.h"

namespace sinter::onnx {

/// Indices of the nodes so that each comes after those it reads from: file order where that is such an order already,
/// else the one nearest to it. A cycle is Error(kInvalidModel) naming its nodes.
std::vector<size_t> ordered_nodes(std::span<const NodeProto> nodes);

/// Names that a graph reads but does not define, its own subgraphs included; each once, in order of appearance.
std::vector<std::string_view> free_names(const GraphProto& graph);
/// Names that the node's subgraphs read from around them.
std::vector<std::string_view> free_names(const NodeProto& node);

}  // namespace sinter::onnx
