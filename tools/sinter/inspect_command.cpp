// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "commands.h"
#include "output_files.h"
#include "sinter/parsers.h"
#include "sinter/runtime.h"
#include "source.h"
#include "words.h"

namespace sinter::cli {
namespace {

constexpr const char* kInspectHelp = R"(
Example:
  sinter inspect model.plan --json
)";

Json tensors_json(const std::vector<Tensor>& tensors) {
  Json out = Json::array();
  for (const auto& t : tensors) {
    Json j;
    j["name"] = t.name();
    j["dtype"] = to_string(t.dtype());
    j["shape"] = t.dims();
    j["dims"] = t.dims_text();
    out.push_back(std::move(j));
  }
  return out;
}

void inspect_model(const std::string& path, const ParseOptions& options, bool json, bool ir) {
  std::vector<std::string> warnings;
  const Network network = parse_model(path, options, &warnings);
  if (ir) return say(network.to_text());
  if (json) {
    Json j;
    j["model"] = network.name();
    j["nodes"] = network.num_nodes();
    j["inputs"] = tensors_json(network.inputs());
    j["outputs"] = tensors_json(network.outputs());
    j["warnings"] = warnings;
    return say(dump(j) + "\n");
  }
  Table table({"binding", "kind", "type"});
  for (const auto& t : network.inputs())
    table.add({printable(t.name()), "input", std::string(to_string(t.dtype())) + t.dims_text()});
  for (const auto& t : network.outputs())
    table.add({printable(t.name()), "output", std::string(to_string(t.dtype())) + t.dims_text()});
  say(fmt::format("model     {}\nnodes     {}\n\n{}", printable(network.name()), network.num_nodes(), table.text()));
  for (const auto& w : warnings) say("warning   " + printable(w) + "\n");
}

}  // namespace

int inspect_command(const Words& words) {
  std::string path;
  ParseOptions options;
  bool json = false, ir = false;
  CLI::App app("Show what a plan or a model holds", "sinter inspect");
  app.add_option("PLAN_OR_MODEL", path, "A plan or an ONNX file");
  app.add_flag("--json", json, "One JSON object; keys are only ever added");
  app.add_flag("--ir", ir, "The network in text form: of a plan as it was optimised, of a model as it was read");
  app.add_option("--external-dir", options.external_dir, "Folder that the model's external weights may come from");
  app.footer(kInspectHelp);
  if (!parse_words(app, words)) return 0;
  need(path, "PLAN_OR_MODEL", "sinter inspect PLAN_OR_MODEL [--json]");
  if (json && ir) throw UsageError("--json and --ir exclude each other; give one");
  if (!is_plan(path)) {
    inspect_model(path, options, json, ir);
    return 0;
  }
  const Engine engine = Engine::load(path, {.threads = 1});
  say(ir ? engine.graph_text() : json ? engine.inspect_json() : engine.inspect_text());
  return 0;
}

}  // namespace sinter::cli
