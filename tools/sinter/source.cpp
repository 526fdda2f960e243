// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "source.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cancel.h"
#include "latency.h"
#include "progress.h"
#include "sinter/error.h"
#include "sinter/plan_cache.h"
#include "words.h"

namespace sinter::cli {
namespace {

using Clock = std::chrono::steady_clock;

// The network's options with the shapes that are known now.
BuildOptions options_for(const Network& network, const BuildFlags& flags, const ShapesFor& shapes_for) {
  BuildOptions options = flags.options();
  std::vector<InputType> types;
  for (const Tensor& t : network.inputs()) types.push_back({t.name(), t.dtype(), t.type_text()});
  check_shape_names(flags, types);
  for (const auto& [name, dims] : shapes_for(types)) options.shapes[name] = {dims, dims, dims};
  return options;
}

Engine built(const std::string& path, const BuildFlags& flags, const ShapesFor& shapes_for, Notices notices,
             double& build_s, Clock::time_point& loading) {
  const auto start = Clock::now();
  const EngineOptions engine_options{.threads = flags.threads()};
  const Network network = load_model(path, flags.parse_options(), notices.warnings);
  BuildOptions options = options_for(network, flags, shapes_for);
  ProgressReporter reporter(2, progress_style(2, !notices.progress));
  watch_build(options, reporter);
  if (!flags.cache().empty()) {
    const CachedPlan plan = cached_plan(path, flags.cache(), options, flags.parse_options());
    build_s = plan.reused ? 0 : seconds_since(start);
    loading = Clock::now();
    return Engine::load(plan.path, {.threads = flags.threads(), .verify_weights = false});  // checked a moment ago
  }
  const std::vector<std::byte> bytes = build_plan(network, options);
  build_s = seconds_since(start);
  loading = Clock::now();
  return Engine::load(bytes, engine_options);
}

// Opening a pipe that nobody writes to would wait for ever. Folders and names of no file have messages of their own.
void refuse_pipe(const std::string& path) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  if (std::filesystem::is_other(status))
    fail(ErrorCode::kIo, in_quotes(path) + " is not a regular file", "save it as a file first");
}

}  // namespace

bool is_plan(const std::string& path) {
  if (path.ends_with(".plan")) return true;
  refuse_pipe(path);
  char head[8] = {};
  std::ifstream file(path, std::ios::binary);
  return file.read(head, sizeof head) && std::string_view(head, sizeof head) == "SINTERPL";
}

void refuse_for_plan(const std::string& flag, const std::string& path) {
  if (!flag.empty()) throw UsageError(flag + " is for models; " + in_quotes(path) + " is a plan, built already");
}

void print_warnings(const std::vector<std::string>& warnings) {
  for (const auto& w : warnings) std::fputs(("warning: " + printable(w) + "\n").c_str(), stderr);
}

Network load_model(const std::string& path, const ParseOptions& options, bool warn) {
  refuse_pipe(path);
  std::vector<std::string> warnings;
  Network network = parse_model(path, options, &warnings);
  if (warn) print_warnings(warnings);
  return network;
}

void check_shape_names(const BuildFlags& flags, const std::vector<InputType>& inputs) {
  Words given, known;
  for (const auto& [name, dims] : flags.exact_shapes()) given.push_back(name);
  for (const auto& i : inputs) known.push_back(i.name);
  check_names("--shapes", "input", given, known);
}

void watch_build(BuildOptions& options, ProgressReporter& reporter) {
  options.progress = [&reporter](const BuildProgress& p) { reporter.update(p); };
  options.cancelled = cancel_requested;
}

Source open_source(const std::string& path, const BuildFlags& flags, const ShapesFor& shapes_for, Notices notices) {
  const EngineOptions engine_options{.threads = flags.threads()};
  if (is_plan(path)) {
    refuse_for_plan(flags.given_for_building(), path);
    const auto start = Clock::now();
    Engine engine = Engine::load(path, engine_options);
    const double load_ms = 1e3 * seconds_since(start);
    std::vector<InputType> types;
    for (size_t i = 0; i < engine.num_inputs(); ++i)
      types.push_back({engine.bindings()[i].name, engine.bindings()[i].dtype, engine.bindings()[i].type});
    check_shape_names(flags, types);
    shapes_for(types);
    return {std::move(engine), 0, load_ms};
  }
  double build_s = 0;
  auto loading = Clock::now();
  Engine engine = built(path, flags, shapes_for, notices, build_s, loading);
  return {std::move(engine), build_s, 1e3 * seconds_since(loading)};
}

std::string backends_of(const Engine& engine) {
  Words names;
  const auto listing = nlohmann::json::parse(engine.inspect_json());
  for (const auto& step : listing.at("steps")) {
    const std::string name = step.value("backend", "");
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  if (names.empty())
    for (const auto& target : listing.at("targets")) names.push_back(target.value("backend", ""));
  return joined(names, "+");
}

}  // namespace sinter::cli
