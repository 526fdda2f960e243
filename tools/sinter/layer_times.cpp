// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "layer_times.h"

#include <fmt/format.h>

#include <algorithm>

#include "words.h"

namespace sinter::cli {

std::vector<LayerTime> profile_layers(ExecutionContext& context, int runs) {
  std::vector<LayerTime> mean = context.profile();
  for (int r = 1; r < runs; ++r) {
    const auto next = context.profile();
    for (size_t i = 0; i < mean.size() && i < next.size(); ++i) mean[i].ms += next[i].ms;
  }
  for (auto& l : mean) l.ms /= std::max(1, runs);
  return mean;
}

std::string layer_table(std::vector<LayerTime> layers) {
  double total = 0;
  size_t steps = 0;
  for (const auto& l : layers) {
    if (!l.body.empty()) continue;  // its time is in that of the If or Loop
    total += l.ms;
    ++steps;
  }
  std::stable_sort(layers.begin(), layers.end(), [](const auto& a, const auto& b) { return a.ms > b.ms; });
  Table table({"ms", "share", "op", "backend", "tactic", "source nodes"});
  for (const auto& l : layers)
    table.add({fmt::format("{:.4f}", l.ms), fmt::format("{:.1f} %", total > 0 ? 100 * l.ms / total : 0),
               (l.body.empty() ? "" : "  ") + printable(l.op), l.backend.empty() ? "-" : l.backend,
               l.tactic.empty() ? "-" : printable(l.tactic),
               printable(l.sources.empty() ? l.name : joined(l.sources, " + ")) +
                   (l.body.empty() ? "" : fmt::format(" (in {}, {} times)", printable(l.body), l.runs))});
  table.add({fmt::format("{:.4f}", total), "", fmt::format("all {} steps", steps)});
  return table.text({0, 1});
}

Json layers_json(const std::vector<LayerTime>& layers) {
  Json out = Json::array();
  for (const auto& l : layers) {
    Json j;
    j["name"] = l.name;
    j["op"] = l.op;
    j["backend"] = l.backend;
    j["tactic"] = l.tactic;
    j["sources"] = l.sources;
    j["ms"] = l.ms;
    if (!l.body.empty()) {
      j["body"] = l.body;
      j["runs"] = l.runs;
    }
    out.push_back(std::move(j));
  }
  return out;
}

}  // namespace sinter::cli
