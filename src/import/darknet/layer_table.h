// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The table of layers that can be imported: layer_list.def. Adding one adds a function in the file of its family under
// layers/ and one line there.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "import/darknet/layer_context.h"

namespace sinter::darknet {

/// Gives the layer's output.
using ImportLayer = ValueId (*)(LayerContext&);

struct LayerImporter {
  std::string_view section;
  ImportLayer run;
};

/// Sorted by section.
std::span<const LayerImporter> all_layers();
/// Null if there is none.
const LayerImporter* find_layer(std::string_view section);

/// Error(kUnsupported) that says why there is no importer and no plugin for such a section.
[[noreturn]] void refuse_layer(std::string_view section);

/// A section that a plugin of this process defines (include/sinter/plugin.h): in the domain "darknet", or in none.
bool has_plugin(const std::string& section);
bool plugin_overrides(const std::string& section);
ValueId import_plugin_layer(LayerContext& ctx);

}  // namespace sinter::darknet
