// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/caffe/layers.h"

#include <algorithm>

namespace sinter::caffe {

// Several types may share a function, which is then declared several times.
#define SINTER_CAFFE(type, function) void function(LayerContext& ctx);
#include "import/caffe/layer_list.def"
#undef SINTER_CAFFE

namespace {

constexpr LayerImporter kLayerImporters[] = {
#define SINTER_CAFFE(type, function) {#type, function},
#include "import/caffe/layer_list.def"
#undef SINTER_CAFFE
};

constexpr bool layer_before(const LayerImporter& a, const LayerImporter& b) { return a.type < b.type; }
static_assert(std::is_sorted(std::begin(kLayerImporters), std::end(kLayerImporters), layer_before),
              "layer_list.def must be sorted by type");

}  // namespace

std::span<const LayerImporter> all_layers() { return kLayerImporters; }

const LayerImporter* find_layer(std::string_view type) {
  const LayerImporter key{type, nullptr};
  const auto* it = std::lower_bound(std::begin(kLayerImporters), std::end(kLayerImporters), key, layer_before);
  return it != std::end(kLayerImporters) && it->type == type ? it : nullptr;
}

}  // namespace sinter::caffe
