// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Problems from graph nodes, and kernel arguments with concrete dims for measuring and sizing.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "backend/tactic.h"

namespace sinter::compile {

Problem make_problem(const Graph& graph, NodeId node, int64_t workspace_limit);

/// Whether an operand is an object: such nodes run on a host backend, by tactics that take objects.
bool needs_objects(const Problem& p);

/// Operands of a kernel at concrete dims; data pointers null until set. Consumed inputs are absent.
struct ConcreteArgs {
  std::vector<TensorArg> inputs, outputs;
  std::vector<Dims> dims;  // storage of the args' dims
  std::vector<int64_t> params;
  KernelArgs args;
};
/// At the optimum, or (at_max) at upper bounds; false if a bound is missing.
bool make_args(const Problem& p, const std::vector<int>& consumed, bool at_max, ConcreteArgs& out);

/// Symbols in the shapes of a node's inputs, in their elements where those are known, and in the op's attributes.
std::set<std::string> input_symbols(const Graph& graph, NodeId node);

/// Whether a node needs no step because its output has its input's bytes in the same order, and a shape that follows
/// from those of its inputs.
bool is_view(const Graph& graph, NodeId node);

}  // namespace sinter::compile
