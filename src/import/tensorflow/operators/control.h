// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Control flow: what the graph importer must know of it.
#pragma once
#include <optional>
#include <vector>

#include "import/tensorflow/op_context.h"
#include "ops/plugin_registry.h"

namespace sinter::tensorflow {

/// Merge and RefMerge, which take the input that is not dead.
bool is_merge(std::string_view op);
/// The nodes that must be imported before a node of control flow; nullopt for other nodes, which wait for their inputs.
std::optional<std::vector<uint32_t>> control_waits(GraphImporter& importer, Scope& scope, uint32_t node);
/// A node whose operator is the name of a function in the library.
void import_function_call(OpContext& ctx, const FunctionDef& function);
/// The node becomes an op of the plugin.
void import_plugin(OpContext& ctx, const PluginDef& def);

}  // namespace sinter::tensorflow
