// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Control flow in plans: the bodies of If and Loop become sub-plans, innermost first, so that a step knows how its
// bodies want to be called before it is emitted. Nothing here recurses: networks may nest a thousand levels deep.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "compile/plan_pools.h"
#include "compile/select_tactics.h"
#include "plan/plan.h"

namespace sinter::compile {

bool is_control(const Node& node);
/// False for a branch of If that must not be taken.
bool is_run(const Node& node, size_t region);

/// How the step of a node passes values to its bodies.
struct ControlCall {
  std::vector<uint32_t> blocks;         // numbers of the sub-plans; kNone for a branch that must not be taken
  std::vector<uint8_t> input_space, output_space;  // of the node's inputs and outputs
  std::vector<std::string> params;      // symbols of the graph around that the bodies get, body by body
};
using ControlCalls = std::map<NodeId, ControlCall>;  // of one graph

/// How a body is entered.
struct BodyInterface {
  std::vector<uint8_t> input_space, output_space;  // of the region's inputs and outputs
  std::vector<std::string> params;                 // outer symbols
};

/// One body on the way to a sub-plan.
struct Body {
  const Graph* region = nullptr;
  size_t owner = 0;            // 0: the network, else number of the body around + 1
  NodeId node = kNoNode;       // in the owner
};

/// All bodies under `graph`, each behind the one around it; those of one node are neighbours.
std::vector<Body> control_bodies(const Graph& graph);

/// Chooses where the operands of a control-flow node lie: on a device where something there reads or writes them.
/// `own`, `inner`: choices and calls of the graph around and of each body. `preferred`: where nothing tells.
struct BodyView {
  const Graph* graph;
  const std::map<NodeId, Choice>* choices;
  const ControlCalls* calls;
  const PartViews* parts;
};
ControlCall place_operands(const Graph& graph, NodeId node, const std::vector<BodyView>& bodies, uint8_t preferred);
/// What body `index` of the node sees of that, and the outer symbols that it needs.
BodyInterface body_interface(const Node& node, const ControlCall& call, const Graph& region);

}  // namespace sinter::compile
