// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Integer operands that tell shapes, axes and counts: what is known of their elements while a model is read.
#pragma once
#include <optional>
#include <string>

#include "import/node_builder.h"
#include "ir/graph.h"

namespace sinter {

/// The elements of a scalar or vector of integers or booleans; nullopt for other data.
HostValue known_ints(const Weights& weights);
/// The elements of a value as far as inference follows them, perhaps as symbolic dims.
HostValue known_ints(const Graph& graph, ValueId v);
/// The numbers, if all elements are known and plain numbers.
std::optional<Ints> plain_ints(const HostValue& elements);
/// The only number of constant data of one element; nullopt if it has more, or is text or complex.
std::optional<double> only_number(const Weights& weights);

/// `v` as an operand that tells a shape (read_values): itself, or a value that equals it and whose elements are
/// symbols. Error of the node of `make` if it is no integer tensor of rank <= 1 and fixed length; `what` names it.
ValueId shape_operand(const NodeBuilder& make, ValueId v, const std::string& what, bool in_main_graph);
/// The elements of what shape_operand gave.
SymDims shape_operand_values(const Graph& graph, ValueId operand);

}  // namespace sinter
