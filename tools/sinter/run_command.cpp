// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <chrono>

#include "cancel.h"
#include "commands.h"
#include "latency.h"
#include "layer_times.h"
#include "output_files.h"
#include "run_source.h"
#include "sinter/error.h"
#include "trace_file.h"
#include "words.h"

namespace sinter::cli {
namespace {

constexpr const char* kRunHelp = R"(
Inputs that are not given are made up: floats in [-1, 1) from --seed, integers 0. Shapes come from the input files, then
from --shapes, then from the plan's optimum. A model is built in memory first, with --tactics heuristic.

Examples:
  sinter run model.plan -i x=picture.npy -o out/
  sinter run model.onnx --shapes x:1x3x640x640 --trace trace.json
)";

struct RunCall {
  RunFlags flags;
  std::string folder, trace;
  int repeat = 1;
  bool profile = false, quiet = false, json = false;
};

void print_outputs(const std::vector<NamedArray>& outputs) {
  for (const auto& o : outputs) {
    const Json j = describe(o.array);
    if (!j.contains("min")) {  // strings, sequences, optionals
      say(fmt::format(
          "{}  {}\n  {}\n", printable(o.name), o.array.type_text(),
          printable(j[o.array.is_tensor() ? "first" : "items"].dump(-1, ' ', false, Json::error_handler_t::replace))));
      continue;
    }
    say(fmt::format("{}  {}{}  min {}  max {}  mean {}\n", printable(o.name), to_string(o.array.dtype()),
                    to_string(o.array.dims()), j["min"].dump(), j["max"].dump(), j["mean"].dump()));
    std::string values;
    for (const auto& v : j["first"])
      values += (values.empty() ? "" : " ") + (v.is_string() ? v.get<std::string>() : v.dump());
    say("  " + values + (o.array.count() > int64_t(j["first"].size()) ? " ...\n" : "\n"));
  }
}

Latency timed_runs(Session& session, int repeat) {
  std::vector<double> ms;
  for (int i = 0; i < repeat; ++i) {
    if (cancel_requested()) fail(ErrorCode::kCancelled, "cancelled");
    const auto start = std::chrono::steady_clock::now();
    session.run();
    ms.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  return summarize(std::move(ms));
}

void execute(const RunCall& call) {
  const CancelScope scope;
  RunSource source(call.flags, {!call.quiet && !call.json, !call.quiet});
  Session& session = source.session();
  const Latency time = timed_runs(session, call.repeat);
  const auto outputs = session.outputs();
  Json listing;
  if (!call.folder.empty()) listing = write_outputs(call.folder, outputs);
  if (call.json) {
    if (call.folder.empty())
      for (const auto& o : outputs) listing[o.name] = describe(o.array);
    say(dump(listing) + "\n");
  } else if (!call.quiet && call.folder.empty()) {
    print_outputs(outputs);
  } else if (!call.quiet) {
    for (const auto& [name, j] : listing.items())
      say(fmt::format("{}/{}  {}\n", printable(call.folder), j["file"].get<std::string>(), printable(name)));
  }
  if (!call.trace.empty()) write_trace(call.trace, call.flags.path, session.context(), 1);
  if (call.quiet || call.json) return;
  say(call.repeat > 1 ? fmt::format("{} runs: median {:.3f} ms, min {:.3f} ms\n", call.repeat, time.median, time.min)
                      : fmt::format("1 run: {:.3f} ms, the first one (sinter bench measures)\n", time.median));
  if (call.profile) say("\n" + layer_table(profile_layers(session.context(), 1)));
}

}  // namespace

int run_command(const Words& words) {
  RunCall call;
  CLI::App app("Run a plan or a model and write or print its outputs", "sinter run");
  call.flags.add(app);
  app.add_option("-o,--output", call.folder,
                 "Folder for NAME.npy of each output and outputs.json (default: print them)");
  app.add_option("--repeat", call.repeat, "Runs; the outputs are the last one's")->check(CLI::Range(1, 1000000000));
  app.add_flag("--profile", call.profile, "Time per layer, with the model's node names");
  app.add_option("--trace", call.trace, "Also write a trace of one more run (sinter trace)");
  call.flags.build.set_default_tactics(TacticSelection::kHeuristic);
  app.add_flag("-q,--quiet", call.quiet, "Nothing but errors");
  app.add_flag("--json", call.json, "The outputs' description as one JSON object");
  app.footer(kRunHelp);
  if (!parse_words(app, words) || call.flags.build.dump_config()) return 0;
  need(call.flags.path, "PLAN_OR_MODEL", "sinter run PLAN_OR_MODEL [-i NAME=FILE] [-o FOLDER]");
  refuse_to_replace("--trace", call.trace, call.flags.files());
  execute(call);
  return 0;
}

}  // namespace sinter::cli
