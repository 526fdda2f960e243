// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Facts about one node of an optimised graph: its candidates on every backend, and why it is apart from its neighbours.
#pragma once
#include <set>

#include "compile/select_tactics.h"
#include "sinter/explain.h"

namespace sinter::compile {

struct ExplainContext {
  const Graph& graph;  // optimised
  const Targets& all;  // the chosen ones first, in order of preference
  size_t num_chosen;   // how many of `all` the build uses
  const BuildOptions& options;
  TimingCache& cache;
  bool measure;  // time what the cache does not know
  const PartViews& parts;  // what the build does in place
};

/// "Fusion:conv", "Convolution": as steps are named.
std::string op_label(const Node& node);
/// Everything but measured step times.
ExplainedStep explain_step(const ExplainContext& context, NodeId id);

/// Why a node needs no step of its own; empty if it has one.
std::string why_no_step(const ExplainContext& context, NodeId id);

/// Why the producer and a reader of `value` are two steps.
std::string why_apart(const ExplainContext& context, NodeId producer, ValueId value, NodeId reader);

}  // namespace sinter::compile
