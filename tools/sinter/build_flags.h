// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The flags that turn a model into a plan, shared by the subcommands that build: one place for their names and help.
#pragma once
#include <map>
#include <optional>
#include <string>

#include "sinter/builder.h"
#include "sinter/parsers.h"
#include "usage.h"

namespace sinter::cli {

class BuildFlags {
 public:
  /// Everything that `sinter build` takes.
  void add_all(CLI::App& app);
  /// What makes sense where a model is built only to be run: without shape bounds.
  void add_for_run(CLI::App& app);

  /// Throws UsageError: unknown backends and passes with "did you mean", malformed shapes and sizes.
  BuildOptions options() const;
  ParseOptions parse_options() const;
  /// What --shapes gives, by input name.
  std::map<std::string, Dims> exact_shapes() const { return parse_shapes("--shapes", shapes_); }
  int threads() const { return threads_; }
  /// The first flag given that says how to build: a plan that exists cannot follow it. "" if none.
  std::string given_for_building() const;
  /// Used where neither measuring nor guessing was asked for.
  void set_default_tactics(TacticSelection t) { default_tactics_ = t; }

 private:
  void add_common(CLI::App& app);
  std::map<std::string, ShapeRange> ranges() const;

  std::string backend_, tactics_, timing_cache_, workspace_, external_dir_;
  Words shapes_, min_, opt_, max_, disable_, disable_tactic_;
  int threads_ = 0;
  bool portable_ = false;
  TacticSelection default_tactics_ = TacticSelection::kMeasure;
};

/// Names of all backends of this library.
Words backend_names();
/// A text with a line per optional pass, for help texts.
std::string pass_list();

}  // namespace sinter::cli
