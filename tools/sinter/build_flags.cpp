// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "build_flags.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <fstream>

#include "output_files.h"
#include "sinter/config.h"
#include "sinter/error.h"
#include "words.h"

namespace sinter::cli {
namespace {

BuildOptions read_config(const std::string& path, const BuildOptions& base) {
  std::ifstream file(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file.is_open() || file.bad())
    fail(ErrorCode::kIo, "the configuration file " + in_quotes(path) + " cannot be read: " + std::strerror(errno),
         "check the name after --config");
  try {
    return options_from_json(text, base);
  } catch (Error& e) {
    e.in("file " + in_quotes(path));
    throw;
  }
}

}  // namespace

void BuildFlags::add_common(CLI::App& app, std::string* model, bool output_too, std::string* next) {
  if (model != nullptr)
    model_.add(app, *model, output_too, next);
  else
    model_.add_external_dir(app);
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
  app.add_option("--cache", cache_, "Folder of plans: the plan is taken from it, or built and kept in it");
  app.add_option("--config", config_, "JSON file of build options (sinter help build); flags go before it");
  app.add_flag("--dump-config", dump_config_, "Print the options as such a file and end");
}

void BuildFlags::add_for_run(CLI::App& app, std::string* model, std::string* next) {
  add_common(app, model, false, next);
  app.add_option("--use-profile", run_profile_, "Profile of the plan to use (default: the first that the shapes fit)");
}

void BuildFlags::add_all(CLI::App& app, std::string& model, std::string* next) {
  add_common(app, &model, true, next);
  app_ = &app;
  add_list(app, "--profile", profiles_,
           "Name of a further optimization profile: the bounds behind it, up to the next one, are its own");
  add_list(app, "--min-shapes", min_, "Smallest shapes of dynamic inputs, written as for --shapes");
  add_list(app, "--opt-shapes", opt_, "Shapes to be fastest at");
  add_list(app, "--max-shapes", max_, "Largest shapes");
  add_list(
      app, "--min-values", min_values_,
      "Smallest elements of integer inputs that shapes depend on: NAME:1,64,NAME2:2 (equal ones become constants)");
  add_list(app, "--opt-values", opt_values_, "Elements to be fastest at");
  add_list(app, "--max-values", max_values_, "Largest elements; they bound the memory");
  app.add_option("--workspace", workspace_, "Scratch memory one layer may use, such as 512MiB (default: 4GiB)");
  app.add_flag("--portable", portable_,
               "Keep the original graph with its weights in the plan (larger by the weights): it can then be refitted "
               "with new weights, and built again on other machines (sinter build PLAN)");
}

std::vector<BuildFlags::Section> BuildFlags::sections() const {
  std::vector<Section> out(1);
  if (profiles_.empty()) {
    out[0] = {"", shapes_, min_, opt_, max_, min_values_, opt_values_, max_values_};
    return out;
  }
  const std::map<std::string, std::pair<const Words*, Words Section::*>> kBounds = {
      {"shapes", {&shapes_, &Section::shapes}},
      {"min-shapes", {&min_, &Section::min}},
      {"opt-shapes", {&opt_, &Section::opt}},
      {"max-shapes", {&max_, &Section::max}},
      {"min-values", {&min_values_, &Section::min_values}},
      {"opt-values", {&opt_values_, &Section::opt_values}},
      {"max-values", {&max_values_, &Section::max_values}},
  };
  std::map<std::string, size_t> taken;  // each flag takes one value each time it is given
  for (const CLI::Option* o : app_->parse_order()) {
    const std::string name = o->get_lnames().empty() ? "" : o->get_lnames()[0];
    if (name == "profile") {
      out.push_back({});
      out.back().name = profiles_.at(taken[name]++);
    } else if (const auto it = kBounds.find(name); it != kBounds.end()) {
      (out.back().*it->second.second).push_back(it->second.first->at(taken[name]++));
    }
  }
  return out;
}

void BuildFlags::merge_ranges(const Section& s, std::map<std::string, ShapeRange>& out) {
  std::map<std::string, ShapeRange> given;
  for (const auto& [name, dims] : parse_shapes("--min-shapes", s.min)) given[name].min = dims;
  for (const auto& [name, dims] : parse_shapes("--opt-shapes", s.opt)) given[name].opt = dims;
  for (const auto& [name, dims] : parse_shapes("--max-shapes", s.max)) given[name].max = dims;
  for (const auto& [name, dims] : parse_shapes("--shapes", s.shapes)) {
    if (given.contains(name))
      throw UsageError("input " + in_quotes(name) + " has both --shapes and --min/opt/max-shapes; give one of them");
    given[name] = {dims, dims, dims};
  }
  for (auto& [name, range] : given) out[name] = std::move(range);
}

void BuildFlags::merge_values(const Section& s, std::map<std::string, ShapeRange>& out) {
  std::map<std::string, ShapeRange> given;
  for (auto& [name, values] : parse_values("--min-values", s.min_values)) given[name].min = values;
  for (auto& [name, values] : parse_values("--opt-values", s.opt_values)) given[name].opt = values;
  for (auto& [name, values] : parse_values("--max-values", s.max_values)) given[name].max = values;
  for (auto& [name, range] : given) out[name] = std::move(range);
}

// A profile that the configuration file has too is changed, others are added.
void BuildFlags::merge_profiles(BuildOptions& o) const {
  const auto all = sections();
  merge_ranges(all[0], o.shapes);
  merge_values(all[0], o.values);
  for (size_t i = 1; i < all.size(); ++i) {
    for (size_t k = 1; k < i; ++k)
      if (all[k].name == all[i].name) throw UsageError("--profile " + in_quotes(all[i].name) + " is given twice");
    auto it = std::find_if(o.profiles.begin(), o.profiles.end(), [&](const auto& p) { return p.name == all[i].name; });
    if (it == o.profiles.end()) it = o.profiles.insert(it, OptimizationProfile{all[i].name, {}, {}});
    merge_ranges(all[i], it->shapes);
    merge_values(all[i], it->values);
  }
}

BuildOptions BuildFlags::options() const {
  BuildOptions base;
  base.tactics = default_tactics_;
  return options(std::move(base));
}

BuildOptions BuildFlags::options(BuildOptions o) const {
  if (!config_.empty()) o = read_config(config_, o);
  if (!backend_.empty()) o.backends = comma_list({backend_});
  check_names("--backend", "backend", o.backends, backend_names());
  merge_profiles(o);
  if (!tactics_.empty()) o.tactics = tactics_ == "measure" ? TacticSelection::kMeasure : TacticSelection::kHeuristic;
  if (threads_) o.threads = *threads_;
  if (!timing_cache_.empty()) o.timing_cache = timing_cache_;
  if (o.timing_cache != "none") refuse_to_replace("--timing-cache", o.timing_cache, files());
  if (!disable_.empty()) o.disabled_passes = comma_list(disable_);
  Words passes;
  for (const auto& [name, help] : list_passes()) passes.push_back(name);
  check_names("--disable", "optional pass", o.disabled_passes, passes);
  if (!disable_tactic_.empty()) o.disabled_tactics = comma_list(disable_tactic_);
  o.portable = o.portable || portable_;
  if (!workspace_.empty()) o.workspace_limit = parse_size("--workspace", workspace_);
  return o;
}

bool BuildFlags::dump_config() const {
  if (dump_config_) say(options_to_json(options()));
  return dump_config_;
}

ParseOptions BuildFlags::parse_options() const { return model_.options(); }

std::string BuildFlags::given_for_building() const {
  if (!backend_.empty()) return "--backend";
  if (!tactics_.empty()) return "--tactics";
  if (!timing_cache_.empty()) return "--timing-cache";
  if (!disable_.empty()) return "--disable";
  if (!disable_tactic_.empty()) return "--disable-tactic";
  if (!config_.empty()) return "--config";
  if (!cache_.empty()) return "--cache";
  return model_beside_plan_ ? "" : model_.given();
}

Words BuildFlags::files() const {
  Words out = model_.files();
  out.push_back(config_);
  return out;
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
