// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <chrono>

#include "cancel.h"
#include "commands.h"
#include "latency.h"
#include "layer_times.h"
#include "output_files.h"
#include "session.h"
#include "sinter/error.h"
#include "source.h"
#include "words.h"

namespace sinter::cli {
namespace {

constexpr const char* kRunHelp = R"(
Inputs that are not given are made up: floats in [-1, 1) from --seed, integers 0. Shapes come from the input files, then
from --shapes, then from the plan's optimum. A model is built in memory first, with --tactics heuristic.

Example:
  sinter run model.plan -i x=picture.npy -o out/
)";

struct RunCall {
  BuildFlags flags;
  std::string path, folder;
  Words inputs;
  uint64_t seed = 0;
  int repeat = 1;
  bool profile = false, quiet = false, json = false;
};

std::string hint_for(const std::string& name, const std::vector<InputType>& types) {
  Words names;
  for (const auto& t : types) names.push_back(t.name);
  const std::string hint = did_you_mean(name, names);
  return hint.empty() ? "the inputs are: " + joined(names, ", ") : hint;
}

// The files of -i NAME=FILE; the name may be left out where there is one input.
Arrays load_inputs(const Words& words, const std::vector<InputType>& types) {
  Arrays out;
  for (const auto& word : words) {
    const size_t equals = word.find('=');
    const bool bare = equals == std::string::npos;
    if (bare && types.size() != 1)
      throw UsageError("-i " + in_quotes(word) + " names no input; write NAME=FILE, " + hint_for("", types));
    const std::string name = bare ? types[0].name : word.substr(0, equals);
    const auto type = std::find_if(types.begin(), types.end(), [&](const InputType& t) { return t.name == name; });
    if (type == types.end())
      fail(ErrorCode::kInvalidArgument, "there is no input " + in_quotes(name), hint_for(name, types));
    try {
      HostArray array = load_array(bare ? word : word.substr(equals + 1), type->dtype);
      // .npy has no types under a byte: one element a byte there, packed here.
      const bool byte = array.dtype() == DataType::kInt8 || array.dtype() == DataType::kUInt8;
      if (byte && is_integer(type->dtype) && bits_of(type->dtype) < 8) array = array.cast(type->dtype);
      if (!out.emplace(name, std::move(array)).second) throw UsageError("input " + in_quotes(name) + " is given twice");
    } catch (Error& e) {
      e.in("input " + in_quotes(name));
      throw;
    }
  }
  return out;
}

void print_outputs(const std::vector<NamedArray>& outputs) {
  for (const auto& o : outputs) {
    const Json j = describe(o.array);
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
  Arrays given;
  const auto exact = call.flags.exact_shapes();
  const Source source = open_source(
      call.path, call.flags,
      [&](const std::vector<InputType>& types) {
        given = load_inputs(call.inputs, types);
        std::map<std::string, Dims> shapes = exact;
        for (const auto& [name, array] : given) shapes[name] = array.dims();
        return shapes;
      },
      call.quiet || call.json);
  Session session(source.engine, given, exact, call.seed);
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
  if (call.quiet || call.json) return;
  say(call.repeat > 1 ? fmt::format("{} runs: median {:.3f} ms, min {:.3f} ms\n", call.repeat, time.median, time.min)
                      : fmt::format("1 run: {:.3f} ms, the first one (sinter bench measures)\n", time.median));
  if (call.profile) say("\n" + layer_table(profile_layers(session.context(), 1)));
}

}  // namespace

int run_command(const Words& words) {
  RunCall call;
  CLI::App app("Run a plan or a model and write or print its outputs", "sinter run");
  app.add_option("PLAN_OR_MODEL", call.path, "A plan, or an ONNX file to build first");
  add_list(app, "-i,--input", call.inputs, "NAME=FILE for an input: .npy, or a TensorProto .pb; once for each");
  app.add_option("-o,--output", call.folder,
                 "Folder for NAME.npy of each output and outputs.json (default: print them)");
  app.add_option("--seed", call.seed, "Of inputs that are made up");
  app.add_option("--repeat", call.repeat, "Runs; the outputs are the last one's")->check(CLI::Range(1, 1000000000));
  app.add_flag("--profile", call.profile, "Time per layer, with the model's node names");
  call.flags.add_for_run(app);
  call.flags.set_default_tactics(TacticSelection::kHeuristic);
  app.add_flag("-q,--quiet", call.quiet, "Nothing but errors");
  app.add_flag("--json", call.json, "The outputs' description as one JSON object");
  app.footer(kRunHelp);
  if (!parse_words(app, words)) return 0;
  need(call.path, "PLAN_OR_MODEL", "sinter run PLAN_OR_MODEL [-i NAME=FILE] [-o FOLDER]");
  execute(call);
  return 0;
}

}  // namespace sinter::cli
