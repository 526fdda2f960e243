// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What passes share when they change a graph.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ir/graph.h"

namespace sinter {

bool is_fusion(const Node& node);
/// Has side effects itself or owns a body with a node that has.
bool has_side_effects(const Node& node);
/// One output computed element by element, with a scalar program; no shape arithmetic (that runs on the host) and only
/// element types of a byte or more that programs know.
bool is_pointwise(const Graph& graph, const Node& node);
/// Whether removing the node could leave a symbol of somebody else's shape undefined: sizes that this node tells and
/// elements that it reads. Only dead_code, which sees the whole graph, removes such nodes.
bool tells_symbols(const Node& node);
/// The node may be merged, folded or left out: neither random nor with side effects, no regions.
bool is_pure(const Node& node);

/// How a change log names a node: by its sources, else by its first output.
std::string label(const Graph& graph, NodeId id);

/// The name that a copy of the value should have: its own if a user gave it, else none (one is made up).
inline std::string user_name(const Value& value) { return value.user_named ? value.name : std::string(); }

/// Whether all uses of `from` may become uses of `to` with no network output losing its name: an output cannot be
/// replaced by an input or by another output.
bool can_replace(const Graph& graph, ValueId from, ValueId to);
/// Does it; call can_replace first. A network output passes its allowed formats on.
void replace_value(Graph& graph, ValueId from, ValueId to);
/// The same for a new value that stands for an old one: it takes the name too.
void replace_with_new(Graph& graph, ValueId from, ValueId to);
/// Removes the node if none of its outputs are used, then those of its producers that became useless.
void remove_unused(Graph& graph, NodeId id);
/// Replaces operand `index` (absent: kNoValue) and removes the old one's producer if it became useless.
void replace_input(Graph& graph, NodeId id, int index, ValueId value);
/// Leaves out trailing operands that are absent.
void trim_inputs(Node& node);

/// The integer if all dims are known, else nullopt. `count` 1 is a scalar whatever its rank.
std::optional<int64_t> static_count(const TensorType& type);
/// Position in the topological order, indexed by NodeId.
std::vector<uint32_t> node_positions(const Graph& graph);

}  // namespace sinter
