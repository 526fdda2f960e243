// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Questions that passes ask when they look for a computation that an exporter wrote in pieces, and the replacement of
// such pieces by one op.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ir/graph.h"

namespace sinter {

/// The node that makes `v` if its op is a T, else kNoNode.
template <class T>
NodeId producer_as(const Graph& graph, ValueId v) {
  const NodeId p = graph.producer(v);
  return p != kNoNode && graph.node(p).op.is<T>() ? p : kNoNode;
}

/// The number behind a constant of one element (also through Expand, Reshape and Cast to a float type), else nullopt.
std::optional<double> scalar_constant(const Graph& graph, ValueId v);

/// v = x * factor for a constant scalar (written as Mul or Div), where x has the type of v.
struct ScaledValue {
  ValueId x = kNoValue;
  double factor = 1;
};
std::optional<ScaledValue> scaled_by_constant(const Graph& graph, ValueId v);

/// v = x + shift for a constant scalar (Add or Sub), where x has the type of v.
std::optional<ScaledValue> shifted_by_constant(const Graph& graph, ValueId v);

/// v = x * x, written as Mul or Pow: x, else kNoValue.
ValueId squared_value(const Graph& graph, ValueId v);

/// The operand of a node with two inputs that is not `v`; kNoValue if neither or both are.
ValueId other_operand(const Node& node, ValueId v);

/// Each dim of `small` is 1 or that of `large`, counted from the back: it broadcasts without any check at run time.
bool surely_broadcasts(const SymDims& small, const SymDims& large);

/// The same where dims may also be equal because a run-time check says so: what checks them must stay, or check again.
bool broadcasts_by_checks(const Graph& graph, const SymDims& small, const SymDims& large);

/// Sources of `root` and of what lies between it and the values `stops`, in topological order.
std::vector<std::string> sources_between(const Graph& graph, NodeId root, std::span<const ValueId> stops);

/// Puts a node of `op` reading `inputs` in the place of `root`, whose output it takes over with its name, and removes
/// what nobody needs any more. `inputs` must be defined before `root`. Returns the new node.
NodeId replace_root(Graph& graph, NodeId root, Op op, std::vector<ValueId> inputs);

/// Spreads a value to `dims`, which are the result's.
Op expand_to(const Graph& graph, const SymDims& dims);

/// A node in front of `before` with the given provenance; its output.
ValueId add_before(Graph& graph, NodeId before, Op op, std::vector<ValueId> inputs,
                   const std::vector<std::string>& sources);

}  // namespace sinter
