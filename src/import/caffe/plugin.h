// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Layers that a plugin of this process computes (include/sinter/plugin.h): found by the layer's type, in ONNX's own
// domain or in the domain "caffe".
#pragma once
#include "import/caffe/layer_context.h"
#include "ops/plugin_registry.h"

namespace sinter::caffe {

PluginPtr find_layer_plugin(std::string_view type);
/// Bottoms, then the layer's blobs, are the plugin's inputs; the fields of its options the attributes.
void import_plugin_layer(LayerContext& ctx, const PluginDef& def);

}  // namespace sinter::caffe
