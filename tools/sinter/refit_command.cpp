// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <optional>

#include "commands.h"
#include "latency.h"
#include "model_flags.h"
#include "output_files.h"
#include "sinter/error.h"
#include "sinter/parsers.h"
#include "sinter/refit.h"
#include "sinter/tools.h"
#include "source.h"
#include "words.h"

namespace sinter::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRefitHelp = R"(
The plan must have been built with --portable. With MODEL all weights come from it: the same model, trained further.
--set replaces single ones (after MODEL, if both are given). Nothing is measured again: passes and packing run with the
tactics that the plan recorded. Weights that lead to other steps or shapes are refused; build such a plan.

Examples:
  sinter refit model.plan trained_further.onnx -o new.plan
  sinter refit model.plan --set fc.bias=bias.npy -o new.plan
  sinter refit model.plan --list
)";

struct RefitCall {
  std::string plan, model, output;
  ModelFlags model_flags;
  Words set;
  int threads = 0;
  bool list = false, quiet = false, json = false;
};

Json weight_list(const Refitter& refitter) {
  Json j = Json::array();
  for (const auto& w : refitter.weights())
    j.push_back({{"name", w.name}, {"dtype", std::string(to_string(w.dtype))}, {"dims", w.dims}, {"bytes", w.bytes}});
  return j;
}

void print_list(const RefitCall& call, const Refitter& refitter) {
  if (call.json) return say(dump(weight_list(refitter)) + "\n");
  Table table({"weight", "type", "size"});
  for (const auto& w : refitter.weights())
    table.add({printable(w.name), std::string(to_string(w.dtype)) + to_string(w.dims), bytes_text(w.bytes)});
  say(table.text());
}

struct NamedFile {
  std::string name, file;
};

NamedFile named_file(const std::string& word) {
  const size_t at = word.rfind('=');
  if (at == std::string::npos || at == 0 || at + 1 == word.size())
    throw UsageError("--set " + in_quotes(word) + " is not of the form NAME=FILE");
  return {word.substr(0, at), word.substr(at + 1)};
}

void set_from_files(const RefitCall& call, Refitter& refitter) {
  for (const auto& word : call.set) {
    const auto [name, file] = named_file(word);
    DataType dtype = DataType::kInvalid;  // what raw bytes in the file are
    for (const auto& w : refitter.weights())
      if (w.name == name) dtype = w.dtype;
    refitter.set(name, load_array(file, dtype));
  }
}

// The plan itself may be replaced: the new one takes its place when it is whole.
void check_new_plan(const RefitCall& call) {
  need(call.output, "-o", "sinter refit PLAN MODEL -o NEW.plan");
  std::vector<std::string> files = call.model_flags.files();
  for (const auto& word : call.set) files.push_back(named_file(word).file);
  refuse_to_replace("-o", call.output, files);
}

}  // namespace

int refit_command(const Words& words) {
  RefitCall call;
  CLI::App app("Put other weights into a plan", "sinter refit");
  app.add_option("PLAN", call.plan, "A plan made with --portable");
  app.add_option("MODEL", call.model, "The same model with other weights");
  app.add_option("-o,--output", call.output, "The plan to write");
  app.add_option("--set", call.set, "One weight: NAME=FILE (.npy or .pb); may be repeated")->expected(1);
  app.add_flag("--list", call.list, "List the weights and end");
  app.add_option("--threads", call.threads, "Threads to pack with; 0: all physical cores")->check(CLI::Range(0, 4096));
  call.model_flags.add(app, call.model);
  app.add_flag("-q,--quiet", call.quiet, "Nothing but errors");
  app.add_flag("--json", call.json, "The summary as one JSON object");
  app.footer(kRefitHelp);
  if (!parse_words(app, words)) return 0;
  need(call.plan, "PLAN", "sinter refit PLAN MODEL -o NEW.plan");
  if (const std::string flag = call.model_flags.given(); !flag.empty() && call.model.empty())
    throw UsageError(flag + " is for MODEL, which is missing");
  const auto start = std::chrono::steady_clock::now();
  Refitter refitter(call.plan);
  if (call.list) {
    print_list(call, refitter);
    return 0;
  }
  if (call.model.empty() && call.set.empty()) throw UsageError("nothing to change: give MODEL or --set NAME=FILE");
  check_new_plan(call);
  if (!call.model.empty()) refitter.set_all(load_model(call.model, call.model_flags.options(), !call.quiet));
  set_from_files(call, refitter);
  refitter.refit_file(call.output, call.threads);
  const size_t total = refitter.weights().size(), kept = refitter.missing().size();
  const double seconds = seconds_since(start);
  std::error_code ignored;
  const auto bytes = int64_t(fs::file_size(call.output, ignored));
  if (call.json) {
    Json j;
    j["plan"] = call.output;
    j["plan_bytes"] = bytes;
    j["weights_set"] = total - kept;
    j["weights_kept"] = kept;
    j["seconds"] = seconds;
    say(dump(j) + "\n");
  } else if (!call.quiet) {
    say(fmt::format("{}: {}\n  weights  {} new, {} as before\n  time     {}\n", printable(call.output),
                    bytes_text(bytes), total - kept, kept, seconds_text(seconds)));
  }
  return 0;
}

}  // namespace sinter::cli
