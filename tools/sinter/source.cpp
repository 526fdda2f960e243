// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "source.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cancel.h"
#include "latency.h"
#include "progress.h"
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
  for (const auto& [name, dims] : shapes_for(types)) options.shapes[name] = {dims, dims, dims};
  return options;
}

Engine built(const std::string& path, const BuildFlags& flags, const ShapesFor& shapes_for, bool quiet, double& build_s,
             Clock::time_point& loading) {
  const auto start = Clock::now();
  const EngineOptions engine_options{.threads = flags.threads()};
  const Network network = parse_model(path, flags.parse_options());
  BuildOptions options = options_for(network, flags, shapes_for);
  ProgressReporter reporter(2, progress_style(2, quiet));
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

}  // namespace

bool is_plan(const std::string& path) {
  if (path.ends_with(".plan")) return true;
  char head[8] = {};
  std::ifstream file(path, std::ios::binary);
  return file.read(head, sizeof head) && std::string_view(head, sizeof head) == "SINTERPL";
}

void watch_build(BuildOptions& options, ProgressReporter& reporter) {
  options.progress = [&reporter](const BuildProgress& p) { reporter.update(p); };
  options.cancelled = cancel_requested;
}

Source open_source(const std::string& path, const BuildFlags& flags, const ShapesFor& shapes_for, bool quiet) {
  const EngineOptions engine_options{.threads = flags.threads()};
  if (is_plan(path)) {
    if (const std::string flag = flags.given_for_building(); !flag.empty())
      throw UsageError(flag + " is for models; " + in_quotes(path) + " is a plan, built already");
    const auto start = Clock::now();
    Engine engine = Engine::load(path, engine_options);
    const double load_ms = 1e3 * seconds_since(start);
    std::vector<InputType> types;
    for (size_t i = 0; i < engine.num_inputs(); ++i)
      types.push_back({engine.bindings()[i].name, engine.bindings()[i].dtype, engine.bindings()[i].type});
    shapes_for(types);
    return {std::move(engine), 0, load_ms};
  }
  double build_s = 0;
  auto loading = Clock::now();
  Engine engine = built(path, flags, shapes_for, quiet, build_s, loading);
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
