// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "import/onnx/node_context.h"
#include "ops/plugin_registry.h"

namespace sinter::onnx {

/// The node becomes an op of the plugin. Errors as make_plugin_op and the plugin's own.
void import_plugin(NodeContext& ctx, const PluginDef& def);

}  // namespace sinter::onnx
