// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What a subcommand runs: a plan that is loaded, or a model that is built in memory first.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "build_flags.h"
#include "progress.h"
#include "sinter/runtime.h"

namespace sinter::cli {

struct InputType {
  std::string name;
  DataType dtype = DataType::kInvalid;
  std::string type = {};  ///< as BindingInfo::type; empty: a tensor
};

/// True for names that end in .plan and for files that begin as plans do. Error(kIo) for pipes and devices.
bool is_plan(const std::string& path);

/// UsageError that `flag` ("": none) was given where the plan PATH is used as it is.
void refuse_for_plan(const std::string& flag, const std::string& path);

/// parse_model; warnings go to stderr if `warn`. Error(kIo) for pipes and devices: they would be waited for.
Network load_model(const std::string& path, const ParseOptions& options, bool warn);
/// What load_model does with warnings.
void print_warnings(const std::vector<std::string>& warnings);

/// UsageError if --shapes names what is no input.
void check_shape_names(const BuildFlags& flags, const std::vector<InputType>& inputs);

/// What goes to stderr while a source is opened.
struct Notices {
  bool progress = true, warnings = true;
};

struct Source {
  Engine engine;
  double build_s = 0;  ///< 0 for plans: nothing was built
  double load_ms = 0;  ///< from the bytes to an engine that can make contexts
};

/// Told the inputs; returns the shapes that inputs will have (those it knows).
using ShapesFor = std::function<std::map<std::string, Dims>(const std::vector<InputType>&)>;

/// Loads PATH, or builds it. Static shapes are better optimised, so a model's inputs get exactly the shapes that
/// `shapes_for` gives; it is called for plans too. With --cache the plan comes from that folder.
/// UsageError if a plan is given flags for building, or --shapes names no input (before anything is built).
Source open_source(const std::string& path, const BuildFlags& flags, const ShapesFor& shapes_for, Notices notices);

/// Progress to the reporter, cancellation by Ctrl-C.
void watch_build(BuildOptions& options, ProgressReporter& reporter);

/// The backends of the engine's steps, in the order of their first use: "cpu", "cuda+cpu".
std::string backends_of(const Engine& engine);

}  // namespace sinter::cli
