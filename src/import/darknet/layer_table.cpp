// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/darknet/layer_table.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "sinter/error.h"

namespace sinter::darknet {

// Several sections may share a function, which is then declared several times.
#define SINTER_DARKNET(section, function) ValueId function(LayerContext& ctx);
#include "import/darknet/layer_list.def"
#undef SINTER_DARKNET

namespace {

constexpr LayerImporter kLayers[] = {
#define SINTER_DARKNET(section, function) {#section, function},
#include "import/darknet/layer_list.def"
#undef SINTER_DARKNET
};

constexpr bool layer_before(const LayerImporter& a, const LayerImporter& b) { return a.section < b.section; }
static_assert(std::is_sorted(std::begin(kLayers), std::end(kLayers), layer_before),
              "layer_list.def must be sorted by section");

constexpr std::string_view kRecurrentSections[] = {"rnn", "gru", "lstm", "crnn", "conv_lstm", "history"};

}  // namespace

std::span<const LayerImporter> all_layers() { return kLayers; }

const LayerImporter* find_layer(std::string_view section) {
  const LayerImporter key{section, nullptr};
  const auto* it = std::lower_bound(std::begin(kLayers), std::end(kLayers), key, layer_before);
  return it != std::end(kLayers) && it->section == section ? it : nullptr;
}

void refuse_layer(std::string_view section) {
  if (std::count(std::begin(kRecurrentSections), std::end(kRecurrentSections), section))
    fail(ErrorCode::kUnsupported, "recurrent layers of Darknet are not supported: they keep a state from run to run",
         "export the network to ONNX with its states as inputs and outputs");
  if (section == "net" || section == "network")
    fail(ErrorCode::kInvalidModel, "[" + std::string(section) + "] may only be the first section", "take it out");
  std::vector<std::string_view> names;
  for (const auto& layer : kLayers) names.push_back(layer.section);
  const std::string hint = did_you_mean(section, names);
  fail(ErrorCode::kUnsupported, "there is no importer for this layer" + (hint.empty() ? "" : "; " + hint),
       "register a plugin of that name");
}

}  // namespace sinter::darknet
