// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Shape operands whose elements only the run knows: where they are made symbols. Importers and the public builder call
// this before they add a node that takes such an operand.
#pragma once
#include <vector>

#include "ir/graph.h"

namespace sinter {

/// `v` itself if its elements are known symbolically, else a value that equals it and whose elements are symbols: `v`
/// again where it is computed from small integer inputs of the network (whose elements then are the symbols; only if
/// `from_inputs`), or a ShapeTensor of it. Error(kShapeMismatch) if `v` is no integer tensor of rank <= 1 and fixed
/// length.
ValueId read_values(Graph& graph, ValueId v, const std::vector<std::string>& sources, bool from_inputs);

/// Does so for those inputs of a node about to be added that tell its shape.
void read_shape_operands(Graph& graph, const Op& op, std::vector<ValueId>& inputs, bool from_inputs);

}  // namespace sinter
