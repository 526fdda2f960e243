// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "compile/builder.h"

#include <algorithm>
#include <chrono>

#include "base/text.h"
#include "compile/emit_plan.h"
#include "compile/profile.h"
#include "compile/select_tactics.h"
#include "ir/print.h"
#include "passes/pass_manager.h"
#include "sinter/error.h"

namespace sinter::compile {
namespace {

class StageTimer {
 public:
  StageTimer(BuildReport& report, const Monitor& monitor)
      : report_(report), monitor_(monitor), start_(now()), last_(start_) {}
  void begin(const std::string& name) {
    monitor_.stage(name);
    name_ = name;
    last_ = now();
  }
  void end() { report_.stage_seconds.emplace_back(name_, now() - last_); }
  double total() const { return now() - start_; }

 private:
  static double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
  }
  BuildReport& report_;
  const Monitor& monitor_;
  double start_, last_;
  std::string name_;
};

// The options that shape a plan, for `inspect`; no paths, so that equal builds stay equal.
std::string options_text(const BuildOptions& o, int threads) {
  std::string s = "backends=" + join(std::span<const std::string>(o.backends), ",");
  s += o.tactics == TacticSelection::kMeasure ? " tactics=measure" : " tactics=heuristic";
  s += " threads=" + std::to_string(threads);
  if (!o.disabled_passes.empty()) s += " disabled_passes=" + join(std::span<const std::string>(o.disabled_passes), ",");
  if (!o.disabled_tactics.empty())
    s += " disabled_tactics=" + join(std::span<const std::string>(o.disabled_tactics), ",");
  if (o.portable) s += " portable";
  return s;
}

void run_pipeline(Graph& graph, const Targets& targets, const BuildOptions& options, const Monitor& monitor) {
  PassContext ctx;
  ctx.options.disabled = options.disabled_passes;
  ctx.wants_fusion = [&](std::string_view kind) {
    return std::any_of(targets.begin(), targets.end(), [&](const Target& t) { return t.compiler->wants_fusion(kind); });
  };
  ctx.check_cancelled = [&] { monitor.check_cancelled(); };
  ctx.trace = [&](std::string_view pass, const std::string& change) {
    if (options.log) monitor.log(std::string(pass) + ": " + change);
  };
  run_passes(graph, ctx);
}

void check_disabled_tactics(const Targets& targets, const std::vector<std::string>& names) {
  std::vector<std::string_view> known;
  for (const auto& t : targets)
    for (const Tactic* tactic : t.compiler->tactics()) known.push_back(tactic->name());
  for (const auto& n : names) {
    if (std::find(known.begin(), known.end(), n) != known.end()) continue;
    const std::string hint = did_you_mean(n, std::span<const std::string_view>(known));
    fail(ErrorCode::kInvalidArgument, "no chosen backend has a tactic " + quote(n),
         hint.empty() ? "the tactics are: " + join(std::span<const std::string_view>(known), ", ") : hint);
  }
}

// Fusions as they stand in the plan, after splitting and selection.
std::vector<std::string> fusion_lines(const plan::Plan& p) {
  std::vector<std::string> out;
  for (const auto& s : p.steps)
    if (s.op.rfind("Fusion:", 0) == 0)
      out.push_back(join(std::span<const std::string>(s.sources), " + ") + " -> " + s.op);
  return out;
}

void embed_graph(plan::Plan& p, const Graph& original, const Graph& optimised, bool portable) {
  if (!portable) {
    p.graph = print_graph(optimised);
    return;
  }
  std::vector<Weights> table;
  PrintOptions options;
  options.weights = &table;
  p.graph = print_graph(original, options);
  for (const auto& w : table) {
    plan::Constant c;
    c.dtype = w.dtype();
    c.packing = "graph";
    c.bytes = w.bytes();
    c.owner = w.owner();
    c.hash = hash128(c.bytes);
    p.graph_weights.push_back(uint32_t(p.constants.size()));
    p.constants.push_back(std::move(c));
  }
}

}  // namespace

plan::Plan build(Graph& graph, const std::string& model_name, const Targets& targets, const BuildOptions& options,
                 int threads, BuildReport& report) {
  const Monitor monitor(options);
  StageTimer timer(report, monitor);
  report.nodes_before = int64_t(graph.num_nodes());
  check_disabled_passes(options.disabled_passes);
  check_disabled_tactics(targets, options.disabled_tactics);
  const auto original = options.portable ? graph.clone() : nullptr;

  timer.begin("optimising");
  const plan::Profile profile = apply_profile(graph, options.shapes);
  run_pipeline(graph, targets, options, monitor);
  timer.end();

  timer.begin("selecting tactics");
  std::string warning;
  const bool use_cache = options.tactics == TacticSelection::kMeasure && options.timing_cache != "none";
  const std::string cache_path = !use_cache                     ? ""
                                 : options.timing_cache.empty() ? TimingCache::default_path()
                                                                : options.timing_cache;
  TimingCache cache = TimingCache::load(cache_path, warning);
  if (!warning.empty()) monitor.log("warning: " + warning);
  auto save_cache = [&] {
    try {
      cache.save(cache_path);
    } catch (const Error& e) {  // the plan is good without it
      monitor.log(std::string("warning: ") + e.what());
    }
  };
  Selection selection;
  try {
    selection = select_tactics(graph, targets, options, threads, cache, monitor);
  } catch (...) {
    save_cache();
    throw;
  }
  save_cache();
  report.tactics_measured = selection.measured;
  report.tactics_from_cache = selection.from_cache;
  timer.end();

  timer.begin("planning memory");
  plan::Plan p = emit_plan(graph, std::move(selection), profile, targets.at(0));
  p.producer = "sinter " SINTER_VERSION;
  p.model_name = model_name;
  p.options = options_text(options, threads);
  p.fusions = fusion_lines(p);
  embed_graph(p, original ? *original : graph, graph, options.portable);
  timer.end();

  report.fusions = p.fusions;
  report.steps = int64_t(p.steps.size());
  for (const auto& c : p.constants) report.weight_bytes += int64_t(c.bytes.size());
  for (int64_t b : p.arena_bytes) report.arena_bytes += b;
  report.seconds = timer.total();
  return p;
}

}  // namespace sinter::compile
