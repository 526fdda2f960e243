// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cancel.h"
#include "commands.h"
#include "output_files.h"
#include "progress.h"
#include "sinter/error.h"
#include "sinter/explain.h"
#include "source.h"
#include "words.h"

namespace sinter::cli {
namespace {

constexpr const char* kExplainHelp = R"(
NODE is the name of a node of the model, of a tensor, or of a step (sinter inspect prints them). A model is optimised as
sinter build would with the same flags, and the node's candidates are timed, on every backend that can be used here; the
chosen one is marked. Of a plan, times come from the timing cache, and what passes did is known only if it was built
with --portable.

Examples:
  sinter explain model.onnx conv1
  sinter explain model.plan probabilities --json
)";

std::string bytes_or(int64_t bytes) { return bytes < 0 ? "not bounded" : bytes_text(bytes); }

std::string ms_text(double ms) { return ms < 0 ? "-" : fmt::format("{:.4f} ms", ms); }

std::string tactic_text(const std::string& tactic, const std::string& config) {
  return tactic.empty() ? "-" : config.empty() ? tactic : tactic + "(" + config + ")";
}

std::string candidates_text(const std::vector<Candidate>& candidates) {
  if (candidates.empty()) return "  candidates: no backend has a tactic for it\n";
  Table table({"", "candidate", "backend", "verdict", "time"});
  for (const auto& c : candidates)
    table.add({c.chosen ? "  *" : "   ", tactic_text(c.tactic, c.config), c.backend,
               c.supported ? (c.reason.empty() ? "yes" : "yes, " + printable(c.reason)) : "no: " + printable(c.reason),
               ms_text(c.ms)});
  return "  candidates (* is taken)\n" + table.text({4});
}

std::string neighbours_text(const std::vector<Neighbour>& neighbours) {
  std::string out;
  for (const auto& n : neighbours)
    out += fmt::format("    {} {} ({}): {}\n", n.behind ? "behind it" : "before it", printable(n.step), n.op,
                       printable(n.why_apart));
  return out.empty() ? "" : "  why not fused further\n" + out;
}

std::string step_text(const ExplainedStep& s) {
  std::string out = fmt::format("\nstep {}: {}\n", printable(s.name), s.op);
  out += "  from      " + printable(joined(s.sources, ", ")) + "\n";
  if (s.needs_no_step) {
    out += "  runs      not at all: " + printable(s.no_step) + "\n";
  } else {
    out += fmt::format("  runs on   {} by {}{}\n", s.backend.empty() ? "no chosen backend" : s.backend,
                       tactic_text(s.tactic, s.config), s.ms >= 0 ? ", " + ms_text(s.ms) : "");
  }
  for (size_t i = 0; i < s.parts.size(); ++i)
    out += (i ? "            " : "  computes  ") + printable(s.parts[i]) + "\n";
  for (size_t i = 0; i < s.inputs.size(); ++i)
    out += (i ? "            " : "  inputs    ") + printable(s.inputs[i]) + "\n";
  for (size_t i = 0; i < s.outputs.size(); ++i)
    out += (i ? "            " : "  outputs   ") + printable(s.outputs[i]) + "\n";
  out += fmt::format("  memory    outputs {}, weights {}, workspace {}\n", bytes_or(s.output_bytes),
                     bytes_text(s.weight_bytes), bytes_text(s.workspace_bytes));
  out += neighbours_text(s.neighbours);
  return s.needs_no_step ? out : out + candidates_text(s.candidates);
}

std::string explanation_text(const Explanation& e) {
  std::string out = printable(e.asked) + ": " + printable(e.fate) + "\n";
  if (e.nodes.size() > 1 || (e.nodes.size() == 1 && e.nodes[0] != e.asked))
    out += "nodes of the model: " + printable(joined(e.nodes, ", ")) + "\n";
  if (!e.history.empty()) out += "\nwhat the passes did to it\n";
  for (const auto& line : e.history) out += "  " + printable(line) + "\n";
  for (const auto& s : e.steps) out += step_text(s);
  return out;
}

Json step_json(const ExplainedStep& s) {
  Json j;
  j["name"] = s.name;
  j["op"] = s.op;
  j["backend"] = s.backend;
  j["tactic"] = s.tactic;
  j["config"] = s.config;
  j["sources"] = s.sources;
  j["parts"] = s.parts;
  j["inputs"] = s.inputs;
  j["outputs"] = s.outputs;
  j["output_bytes"] = s.output_bytes < 0 ? Json() : Json(s.output_bytes);
  j["weight_bytes"] = s.weight_bytes;
  j["workspace_bytes"] = s.workspace_bytes;
  j["ms"] = s.ms < 0 ? Json() : Json(s.ms);
  j["needs_no_step"] = s.needs_no_step;
  j["no_step"] = s.no_step;
  j["neighbours"] = Json::array();
  for (const auto& n : s.neighbours)
    j["neighbours"].push_back(
        Json{{"step", n.step}, {"op", n.op}, {"sources", n.sources}, {"behind", n.behind}, {"why_apart", n.why_apart}});
  j["candidates"] = Json::array();
  for (const auto& c : s.candidates)
    j["candidates"].push_back(Json{{"backend", c.backend},
                                   {"tactic", c.tactic},
                                   {"config", c.config},
                                   {"supported", c.supported},
                                   {"chosen", c.chosen},
                                   {"reason", c.reason},
                                   {"ms", c.ms < 0 ? Json() : Json(c.ms)}});
  return j;
}

Json explanation_json(const Explanation& e) {
  Json j;
  j["asked"] = e.asked;
  j["nodes"] = e.nodes;
  j["fate"] = e.fate;
  j["history"] = e.history;
  j["steps"] = Json::array();
  for (const auto& s : e.steps) j["steps"].push_back(step_json(s));
  return j;
}

Explanation explain_path(const std::string& path, const std::string& node, const BuildFlags& flags) {
  BuildOptions options = flags.options();
  options.cancelled = cancel_requested;
  if (!is_plan(path)) return explain(load_model(path, flags.parse_options(), true), node, options);
  refuse_for_plan(flags.given_for_model(), path);
  return explain(Engine::load(path, {.threads = flags.threads()}), node, options);
}

}  // namespace

int explain_command(const Words& words) {
  BuildFlags flags;
  std::string path, node;
  bool json = false;
  CLI::App app("Say how a node of a model runs and why: fusions, candidates, times, memory", "sinter explain");
  app.add_option("PLAN_OR_MODEL", path, "A plan or a model");
  app.add_option("NODE", node, "Name of a node, a tensor or a step");
  flags.add_all(app, path, &node);
  app.add_flag("--json", json, "One JSON object");
  app.footer(kExplainHelp);
  if (!parse_words(app, words) || flags.dump_config()) return 0;
  need(path, "PLAN_OR_MODEL", "sinter explain PLAN_OR_MODEL NODE");
  need(node, "NODE", "sinter explain PLAN_OR_MODEL NODE");
  const CancelScope scope;
  const Explanation e = explain_path(path, node, flags);
  say(json ? dump(explanation_json(e)) + "\n" : explanation_text(e));
  return 0;
}

}  // namespace sinter::cli
