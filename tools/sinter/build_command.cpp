// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <optional>

#include "build_flags.h"
#include "cancel.h"
#include "commands.h"
#include "output_files.h"
#include "progress.h"
#include "sinter/error.h"
#include "sinter/plan_cache.h"
#include "sinter/refit.h"
#include "source.h"
#include "words.h"

namespace sinter::cli {
namespace {

namespace fs = std::filesystem;

constexpr size_t kFusionsShown = 12;

constexpr const char* kBuildHelp = R"(
Dynamic inputs: --shapes fixes them; --min/opt/max-shapes bound them; without either any size from 1 on is allowed.
Ctrl-C stops the build and writes nothing; times measured so far stay in the timing cache.

Several optimization profiles: --profile NAME begins a further one, and the bounds behind it are its own; a run takes
the first that its shapes fit. Without bounds before the first --profile there are only the named ones.

Build options may come from a JSON file (--config); --dump-config prints one with all keys. With --cache DIR the plan is
taken from that folder if model, options, version and machine are as they were, else built and kept there.

A plan made with --portable can be given instead of a model: it is built again for this machine, with the options that
it was built with where no others are given.

Examples:
  sinter build model.onnx -o model.plan --min-shapes x:1x3x224x224 --opt-shapes x:8x3x224x224 \
    --max-shapes x:32x3x224x224
  sinter build model.onnx --threads 4 --dump-config > options.json
  sinter build model.onnx --config options.json --cache plans/
  sinter build --prototxt deploy.prototxt --caffemodel net.caffemodel --mean mean.binaryproto --output prob
  sinter build frozen.pb --inputs image:1x224x224x3 --outputs softmax
  sinter build net.uff --uff-input in,1,28,28 --outputs out
  sinter build yolov3.cfg --weights yolov3.weights

Passes for --disable:
)";

struct BuildCall {
  BuildFlags flags;
  std::string model, plan;
  bool verbose = false, quiet = false, json = false;
};

// Found before the work is done, not after it.
void check_output(const BuildCall& call) {
  refuse_to_replace("-o", call.plan, call.flags.files());
  std::error_code ignored;
  const fs::path folder = fs::path(call.plan).parent_path();
  if (fs::is_directory(call.plan, ignored))
    fail(ErrorCode::kIo, in_quotes(call.plan) + " is a folder", "give a file name with -o");
  if (!folder.empty() && !fs::is_directory(folder, ignored))
    fail(ErrorCode::kIo, "the folder " + in_quotes(folder.string()) + " does not exist",
         "make it, or give another name with -o");
}

// From the cache's folder, and from there to where it is wanted.
BuildReport build_through_cache(const BuildCall& call, const BuildOptions& options,
                                std::vector<std::string>& warnings) {
  BuildReport report;
  const CachedPlan plan =
      cached_plan(call.model, call.flags.cache(), options, call.flags.parse_options(), &report, &warnings);
  if (options.log) options.log(plan.reused ? "the plan was in the cache" : "the plan was built: " + plan.why_built);
  const WritingScope writing;
  copy_file_atomic(plan.path, call.plan);
  return report;
}

BuildReport run_build(const BuildCall& call) {
  std::optional<std::pair<Network, BuildOptions>> kept;  // by a plan
  if (is_plan(call.model)) {
    if (!call.flags.cache().empty()) throw UsageError("--cache is for models; " + in_quotes(call.model) + " is a plan");
    kept = portable_network(call.model);
  }
  BuildOptions options = kept ? call.flags.options(kept->second) : call.flags.options();
  const CancelScope scope;
  ProgressReporter reporter(2, progress_style(2, call.quiet));
  watch_build(options, reporter);
  std::optional<WritingScope> writing;
  options.progress = [&](const BuildProgress& p) {
    reporter.update(p);
    if (p.stage == "writing the plan" && !cancel_requested()) writing.emplace();
  };
  options.log = [&](const std::string& line) {
    if (call.verbose || (!call.quiet && line.starts_with("warning"))) reporter.note(line);
  };
  reporter.update({.stage = "reading the model"});
  std::vector<std::string> warnings;
  const auto note_warnings = [&] {
    if (!call.quiet)
      for (const auto& w : warnings) reporter.note("warning: " + printable(w));
  };
  BuildReport report;
  if (!call.flags.cache().empty()) {
    report = build_through_cache(call, options, warnings);
    note_warnings();
  } else {
    const Network network =
        kept ? std::move(kept->first) : parse_model(call.model, call.flags.parse_options(), &warnings);
    note_warnings();
    if (cancel_requested()) fail(ErrorCode::kCancelled, "the build was cancelled");
    build_plan_file(network, call.plan, options, &report);
  }
  return report;
}

bool was_cached(const BuildCall& call, const BuildReport& r) { return !call.flags.cache().empty() && r.steps == 0; }

std::string summary(const BuildCall& call, const BuildReport& r, int64_t file_bytes) {
  std::string out = fmt::format("{}: {}\n", printable(call.plan), bytes_text(file_bytes));
  if (was_cached(call, r)) return out + "  taken from the cache " + in_quotes(call.flags.cache()) + "\n";
  out += fmt::format("  steps    {} from {} nodes, {} fusions\n", r.steps, r.nodes_before, r.fusions.size());
  const size_t shown = call.verbose ? r.fusions.size() : std::min(kFusionsShown, r.fusions.size());
  for (size_t i = 0; i < shown; ++i) out += "    " + printable(r.fusions[i]) + "\n";
  if (shown < r.fusions.size())
    out += fmt::format("    and {} more (--verbose lists them)\n", r.fusions.size() - shown);
  out += fmt::format("  tactics  {} measured, {} from the timing cache\n", r.tactics_measured, r.tactics_from_cache);
  out += fmt::format("  memory   {} weights, {} arena\n", bytes_text(r.weight_bytes), bytes_text(r.arena_bytes));
  out += fmt::format("  peak     {} predicted for an engine with one context{}, {} taken by the build\n",
                     bytes_text(r.peak_bytes), r.peak_is_known ? "" : " (and what only a run tells)",
                     bytes_text(r.build_peak_bytes));
  std::string stages;
  for (const auto& [name, s] : r.stage_seconds)
    stages += fmt::format("{}{} {:.2f}", stages.empty() ? "" : ", ", name, s);
  return out + fmt::format("  time     {} ({})\n", seconds_text(r.seconds), stages);
}

Json report_json(const BuildCall& call, const BuildReport& r, int64_t file_bytes) {
  Json j;
  j["model"] = call.model;
  j["plan"] = call.plan;
  j["plan_bytes"] = file_bytes;
  j["from_cache"] = was_cached(call, r);
  j["nodes"] = r.nodes_before;
  j["steps"] = r.steps;
  j["fusions"] = r.fusions;
  j["tactics_measured"] = r.tactics_measured;
  j["tactics_from_cache"] = r.tactics_from_cache;
  j["weight_bytes"] = r.weight_bytes;
  j["arena_bytes"] = r.arena_bytes;
  j["peak_bytes"] = r.peak_bytes;
  j["peak_is_known"] = r.peak_is_known;
  j["build_peak_bytes"] = r.build_peak_bytes;
  j["seconds"] = r.seconds;
  j["stage_seconds"] = Json::object();
  for (const auto& [name, s] : r.stage_seconds) j["stage_seconds"][name] = s;
  return j;
}

}  // namespace

int build_command(const Words& words) {
  BuildCall call;
  CLI::App app("Make a plan from a model", "sinter build");
  app.add_option("MODEL", call.model, std::string(kModelHelp) + "; or a plan made with --portable");
  app.add_option("-o,--plan", call.plan, "The plan to write (default: the model's name with .plan, in this folder)");
  call.flags.add_all(app, call.model);
  app.add_flag("-v,--verbose", call.verbose, "One line per optimisation and per tactic chosen");
  app.add_flag("-q,--quiet", call.quiet, "Nothing but errors");
  app.add_flag("--json", call.json, "The summary as one JSON object");
  app.footer(kBuildHelp + pass_list());
  if (!parse_words(app, words) || call.flags.dump_config()) return 0;
  need(call.model, "MODEL", "sinter build MODEL [-o PLAN]");
  if (call.plan.empty()) call.plan = fs::path(call.model).filename().replace_extension(".plan").string();
  if (is_plan(call.model)) refuse_for_plan(call.flags.given_for_model(), call.model);
  check_output(call);
  const BuildReport report = run_build(call);
  std::error_code ignored;
  const auto file_bytes = int64_t(fs::file_size(call.plan, ignored));
  if (call.json) {
    say(dump(report_json(call, report, file_bytes)) + "\n");
  } else if (!call.quiet) {
    say(summary(call, report, file_bytes));
  }
  return 0;
}

}  // namespace sinter::cli
