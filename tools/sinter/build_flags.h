// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The flags that turn a model into a plan, shared by the subcommands that build: one place for their names and help.
#pragma once
#include <map>
#include <optional>
#include <string>

#include "model_flags.h"
#include "sinter/builder.h"
#include "sinter/parsers.h"
#include "usage.h"

namespace sinter::cli {

class BuildFlags {
 public:
  /// Everything that `sinter build` takes.
  /// `next`: as of ModelFlags::add.
  void add_all(CLI::App& app, std::string& model, std::string* next = nullptr);
  /// What makes sense where a model is built only to be run: without shape bounds.
  /// `model`: where the model's name goes; null where it is not one file that the flags could tell about.
  void add_for_run(CLI::App& app, std::string* model, std::string* next = nullptr);

  /// Throws UsageError: unknown backends and passes with "did you mean", malformed shapes and sizes.
  BuildOptions options() const;
  /// The same where nothing was given as in `base`.
  BuildOptions options(BuildOptions base) const;
  ParseOptions parse_options() const;
  /// What --shapes gives, by input name.
  std::map<std::string, Dims> exact_shapes() const { return parse_shapes("--shapes", shapes_); }
  int threads() const { return threads_.value_or(0); }
  /// --cache: a folder, "" if none was given.
  const std::string& cache() const { return cache_; }
  /// --dump-config: prints the options and returns true.
  bool dump_config() const;
  /// The first flag given that says how to build: a plan that exists cannot follow it. "" if none.
  std::string given_for_building() const;
  /// The first flag given that says how a model is read; "" if none.
  std::string given_for_model() const { return model_.given(); }
  /// The flags for reading are those of a model that is given beside a plan, so that the plan does not refuse them.
  void set_model_beside_plan(bool beside) { model_beside_plan_ = beside; }
  /// The files that the flags name or imply and that are read; some may be "".
  Words files() const;
  /// Used where neither measuring nor guessing was asked for.
  void set_default_tactics(TacticSelection t) { default_tactics_ = t; }

  /// --use-profile: where a plan is run, the profile to use; "" if none was given.
  const std::string& run_profile() const { return run_profile_; }

 private:
  // Bounds that belong to one optimization profile: those before the first --profile, or behind one.
  struct Section {
    std::string name;
    Words shapes, min, opt, max, min_values, opt_values, max_values;
  };
  void add_common(CLI::App& app, std::string* model, bool output_too, std::string* next);
  std::vector<Section> sections() const;
  static void merge_ranges(const Section& s, std::map<std::string, ShapeRange>& out);
  static void merge_values(const Section& s, std::map<std::string, ShapeRange>& out);
  void merge_profiles(BuildOptions& o) const;

  std::string backend_, tactics_, timing_cache_, workspace_, config_, cache_;
  ModelFlags model_;
  Words min_values_, opt_values_, max_values_;
  Words shapes_, min_, opt_, max_, disable_, disable_tactic_;
  Words profiles_;
  std::string run_profile_;
  const CLI::App* app_ = nullptr;  // for the order in which --profile and bounds were given
  std::optional<int> threads_;
  bool portable_ = false, dump_config_ = false, model_beside_plan_ = false;
  TacticSelection default_tactics_ = TacticSelection::kMeasure;
};

/// Names of all backends of this library.
Words backend_names();
/// A text with a line per optional pass, for help texts.
std::string pass_list();

}  // namespace sinter::cli
