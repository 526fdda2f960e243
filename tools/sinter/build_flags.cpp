// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "build_flags.h"

#include <fmt/format.h>

#include "words.h"

namespace sinter::cli {

void BuildFlags::add_common(CLI::App& app) {
  app.add_option("--backend", backend_,
                 "cpu, cuda, reference, fake; several by commas: each layer goes to the first that can run it");
  add_list(app, "--shapes", shapes_, "Exact shapes of inputs: NAME:1x3x224x224,NAME2:1x9");
  app.add_option("--threads", threads_, "Threads of the CPU backend; 0: all physical cores this process may use")
      ->check(CLI::Range(0, 4096));
  app.add_option("--tactics", tactics_,
                 "measure: time the candidates; heuristic: take the expected best without timing")
      ->check(CLI::IsMember({"measure", "heuristic"}));
  app.add_option("--timing-cache", timing_cache_,
                 "File of measured times, or none (default: in the user's cache folder)");
  add_list(app, "--disable", disable_, "Optimisation passes to leave out, by commas (sinter passes lists them)");
  add_list(app, "--disable-tactic", disable_tactic_, "Tactics to leave out, by commas");
  app.add_option("--external-dir", external_dir_,
                 "Folder that the model's external weights may come from (default: the model's own)");
}

void BuildFlags::add_for_run(CLI::App& app) { add_common(app); }

void BuildFlags::add_all(CLI::App& app) {
  add_common(app);
  add_list(app, "--min-shapes", min_, "Smallest shapes of dynamic inputs, written as for --shapes");
  add_list(app, "--opt-shapes", opt_, "Shapes to be fastest at");
  add_list(app, "--max-shapes", max_, "Largest shapes");
  app.add_option("--workspace", workspace_, "Scratch memory one layer may use, such as 512MiB (default: 4GiB)");
  app.add_flag("--portable", portable_,
               "Keep the original graph with its weights in the plan (larger; for later versions, which will lower it "
               "again elsewhere)");
}

std::map<std::string, ShapeRange> BuildFlags::ranges() const {
  std::map<std::string, ShapeRange> out;
  for (const auto& [name, dims] : parse_shapes("--min-shapes", min_)) out[name].min = dims;
  for (const auto& [name, dims] : parse_shapes("--opt-shapes", opt_)) out[name].opt = dims;
  for (const auto& [name, dims] : parse_shapes("--max-shapes", max_)) out[name].max = dims;
  for (const auto& [name, dims] : exact_shapes()) {
    if (out.contains(name))
      throw UsageError("input " + in_quotes(name) + " has both --shapes and --min/opt/max-shapes; give one of them");
    out[name] = {dims, dims, dims};
  }
  return out;
}

BuildOptions BuildFlags::options() const {
  BuildOptions o;
  if (!backend_.empty()) o.backends = comma_list({backend_});
  check_names("--backend", "backend", o.backends, backend_names());
  o.shapes = ranges();
  o.tactics = tactics_.empty()        ? default_tactics_
              : tactics_ == "measure" ? TacticSelection::kMeasure
                                      : TacticSelection::kHeuristic;
  o.threads = threads_;
  o.timing_cache = timing_cache_;
  o.disabled_passes = comma_list(disable_);
  Words passes;
  for (const auto& [name, help] : list_passes()) passes.push_back(name);
  check_names("--disable", "optional pass", o.disabled_passes, passes);
  o.disabled_tactics = comma_list(disable_tactic_);
  o.portable = portable_;
  if (!workspace_.empty()) o.workspace_limit = parse_size("--workspace", workspace_);
  return o;
}

ParseOptions BuildFlags::parse_options() const { return {.external_dir = external_dir_}; }

std::string BuildFlags::given_for_building() const {
  if (!backend_.empty()) return "--backend";
  if (!tactics_.empty()) return "--tactics";
  if (!timing_cache_.empty()) return "--timing-cache";
  if (!disable_.empty()) return "--disable";
  if (!disable_tactic_.empty()) return "--disable-tactic";
  return external_dir_.empty() ? "" : "--external-dir";
}

Words backend_names() {
  Words out;
  for (const auto& b : list_backends()) out.push_back(b.name);
  return out;
}

std::string pass_list() {
  Table table({"pass", "what it does"});
  for (const auto& [name, help] : list_passes()) table.add({name, help});
  return table.text();
}

}  // namespace sinter::cli
