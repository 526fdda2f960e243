// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cancel.h"
#include "commands.h"
#include "layer_times.h"
#include "report.h"
#include "run_source.h"
#include "words.h"

namespace sinter::cli {
namespace {

constexpr int kProfiledRuns = 10;

constexpr const char* kInspectHelp = R"(
The HTML report needs nothing but a browser: the graph, a table of all steps, memory over steps, fusions, and with
--profile times.

Examples:
  sinter inspect model.plan --json
  sinter inspect model.plan --html report.html --profile
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

void inspect_model(const std::string& path, const ParseOptions& options, bool json, bool ir, bool quiet) {
  std::vector<std::string> warnings;
  const Network network = parse_model(path, options, &warnings);
  if (!quiet) print_warnings(warnings);
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
}

struct InspectCall {
  RunFlags flags;
  bool json = false, ir = false, profile = false, quiet = false;
  std::string html;
};

// Of a model, of the plan that the flags make of it.
void write_report(const InspectCall& call) {
  const CancelScope scope;
  ReportInput in;
  if (call.profile) {
    RunSource source(call.flags, {!call.quiet, !call.quiet});
    source.session().run();
    in.times = profile_layers(source.session().context(), kProfiledRuns);
    std::erase_if(in.times, [](const LayerTime& t) { return !t.body.empty(); });  // in the time of their If or Loop
    for (const auto& i : source.session().inputs()) in.shapes += ", " + i.name + to_string(i.array.dims());
    in.plan = Json::parse(source.engine().inspect_json());
  } else {
    const auto none = [](const auto&) { return std::map<std::string, Dims>(); };
    const Notices notices{!call.quiet, !call.quiet};
    in.plan = Json::parse(open_source(call.flags.path, call.flags.build, none, notices).engine.inspect_json());
  }
  const WritingScope writing;
  write_text_file(call.html, html_report(in));
}

}  // namespace

int inspect_command(const Words& words) {
  InspectCall call;
  CLI::App app("Show what a plan or a model holds", "sinter inspect");
  call.flags.add(app);
  call.flags.build.set_default_tactics(TacticSelection::kHeuristic);
  app.add_flag("--json", call.json, "One JSON object; keys are only ever added");
  app.add_flag("--ir", call.ir, "The network in text form: of a plan as it was optimised, of a model as it was read");
  app.add_option("--html", call.html,
                 "Write a report of the plan (of a model: of the plan that is built) as one HTML page");
  app.add_flag("--profile", call.profile, "With --html: times of a profiled run");
  app.add_flag("-q,--quiet", call.quiet, "No progress and no warnings");
  app.footer(kInspectHelp);
  if (!parse_words(app, words) || call.flags.build.dump_config()) return 0;
  const std::string& path = call.flags.path;
  need(path, "PLAN_OR_MODEL", "sinter inspect PLAN_OR_MODEL [--json]");
  if (int(call.json) + int(call.ir) + int(!call.html.empty()) > 1)
    throw UsageError("--json, --ir and --html exclude each other; give one");
  if (call.profile && call.html.empty())
    throw UsageError("--profile is for --html; sinter bench --profile prints times");
  if (!call.html.empty()) {
    refuse_to_replace("--html", call.html, call.flags.files());
    write_report(call);
    if (!call.quiet) say(printable(call.html) + "\n");
    return 0;
  }
  if (!is_plan(path)) {
    inspect_model(path, call.flags.build.parse_options(), call.json, call.ir, call.quiet);
    return 0;
  }
  refuse_for_plan(call.flags.build.given_for_model(), path);
  const Engine engine = Engine::load(path);
  say(call.ir ? engine.graph_text() : call.json ? engine.inspect_json() : engine.inspect_text());
  return 0;
}

}  // namespace sinter::cli
